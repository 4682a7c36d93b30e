//! What either side changed is in the merged file, or somebody is told: where nothing is asked,
//! carrying the target's changes onto the operator's file gives the same as the other way round.

use faultgraft::diff::unified;
use faultgraft::merge::Merged;
use faultgraft::model::{Confidence, EditKind, Outcome};
use proptest::collection::vec;
use proptest::prelude::*;

use super::cases::*;
use super::generate::Taste;
use super::model::Element;
use super::normal::normal;

const SOUND: Taste = Taste { broken: false };

/// Whether nobody is asked about anything.
fn is_silent(merged: &Merged) -> bool {
    let told = |outcome| matches!(outcome, Outcome::Conflict | Outcome::Dropped);
    let counted = merged.edits.iter().filter(|e| e.kind != EditKind::Comment);
    !counted.into_iter().any(|e| told(e.outcome) || e.confidence == Confidence::Review)
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
    let mut contents: Vec<u64> = tree
        .all()
        .filter(|&n| !matches!(tree.name(n), "then" | "else"))
        .map(|n| tree.node(n).content)
        .collect();
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
        if is_silent(&one) && is_silent(&other) {
            let [ours, theirs] = [&one, &other].map(|m| heads(&m.text).join("\n"));
            let story = story(&t.base, &t.custom, &t.target, &one.text);
            let diff = unified("one way", "the other", &ours, &theirs);
            prop_assert!(ours == theirs, "{diff}{story}{:#?}\n{:#?}", one.edits, other.edits);
        }
    }
}
