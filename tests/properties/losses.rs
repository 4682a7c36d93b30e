//! What one side changed and the other did not is in the merged file, or somebody is told: merging
//! the target's changes onto the operator's file must give the same as the other way round.

use faultgraft::merge::Merged;
use faultgraft::model::{Confidence, Outcome};
use proptest::collection::vec;
use proptest::prelude::*;

use faultgraft::diff::unified;

use super::cases::*;
use super::generate::Taste;
use super::model::Element;
use super::normal::normal;

const SOUND: Taste = Taste { broken: false };

/// Whether nobody is asked about anything.
fn is_silent(merged: &Merged) -> bool {
    let told = |outcome| matches!(outcome, Outcome::Conflict | Outcome::Dropped);
    !merged.edits.iter().any(|e| told(e.outcome) || e.confidence == Confidence::Review)
}

/// Every element with those around it, whatever order they stand in.
fn heads(text: &str) -> Vec<String> {
    fn add(e: &Element, around: &str, all: &mut Vec<String>) {
        let mut attrs = e.attrs.clone();
        attrs.sort();
        let own = format!("{around}/{}{attrs:?}{}", e.name, e.own_text().trim());
        // The fields of payloads have properties of their own.
        if !e.is("payloadFactory") {
            e.elements().for_each(|below| add(below, &own, all));
        }
        all.push(own);
    }
    let mut all = Vec::new();
    add(&normal(&Element::parse(text)), "", &mut all);
    all.sort();
    all.dedup();
    all
}

/// Whether a mediator stands twice in a text: of equal ones, nobody can say which is gone.
fn has_twins(text: &str) -> bool {
    let doc = doc(text);
    let tree = tree(&doc);
    let mut contents: Vec<u64> = tree.all().filter(|&n| !matches!(tree.name(n), "then" | "else")).map(|n| tree.node(n).content).collect();
    contents.sort_unstable();
    contents.windows(2).any(|pair| pair[0] == pair[1])
}

fn few_edits() -> impl Strategy<Value = Case> {
    let edits = || vec(vec(any::<u16>(), 0..40), 1..3);
    (any_base(), edits(), edits()).prop_map(|(base, edits, target_edits)| Case {
        base,
        edits,
        target_edits,
        spelling: 0,
    })
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn merging_either_way_loses_nothing(case in few_edits()) {
        let t = case.texts(SOUND);
        if [&t.base, &t.custom, &t.target].into_iter().any(|text| has_twins(text)) {
            return Ok(());
        }
        let one = merged(&t.base, &t.custom, &t.target, SAME_LINE)?;
        let other = merged(&t.base, &t.target, &t.custom, SAME_LINE)?;
        let edits = || format!("{:#?}\n{:#?}", one.edits, other.edits);
        let story = || format!("{}--- other way\n{}\n{}", story(&t.base, &t.custom, &t.target, &one.text), other.text, edits());
        if is_silent(&one) && is_silent(&other) {
            let diff = unified("one way", "other way", &heads(&one.text).join("\n"), &heads(&other.text).join("\n"));
            prop_assert!(heads(&one.text) == heads(&other.text), "{diff}{}", story());
        } else if std::env::var("STRICT").is_ok() {
            prop_assert!(is_silent(&one) == is_silent(&other), "{}", story());
        }
    }
}
