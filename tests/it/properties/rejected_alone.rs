//! I12: rejecting one edit changes nothing that another edit or the target brought.
//!
//! Whatever name a mediator has, it stands in the merged file as often as with all edits, or as
//! often as in the target, or between the two: it is never lost and never doubled.

use std::collections::HashMap;

use faultgraft::model::Decision;
use proptest::collection::vec;
use proptest::prelude::*;

use super::cases::*;
use super::decisions::decisions;
use super::model::Element;
use super::reviewed::{Three, plain};

/// How often each name is there. Filters and switches are known by what they ask, which an edit may
/// change; all others by names that stay theirs.
fn counts(text: &str) -> HashMap<String, usize> {
    let mut found: HashMap<String, usize> = HashMap::new();
    Element::parse(text).walk(&mut |e| {
        let name = match e.name.as_str() {
            "property" | "class" => e.get("name"),
            "sequence" => e.get("key"),
            _ => None,
        };
        name.into_iter().for_each(|name| *found.entry(name.to_owned()).or_default() += 1);
    });
    found
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn i12_rejecting_one_edit_loses_and_doubles_nothing(
        base in vec(any::<u16>(), 0..60),
        custom in vec(vec(any::<u16>(), 0..24), 0..8),
        target in vec(vec(any::<u16>(), 0..24), 0..4),
        which in any::<prop::sample::Index>(),
    ) {
        let three = Three::of(&base, &custom, &target);
        let texts = three.texts();
        let texts = (texts[0].as_str(), texts[1].as_str(), texts[2].as_str());
        let all = merged_by(texts, SAME_LINE, &decisions(&[], 0))?;
        if all.edits.is_empty() {
            return Ok(());
        }
        let which = which.index(all.edits.len());
        let alone = decisions(&[], 0).with(which + 1, Decision::Reject);
        let rejected = merged_by(texts, SAME_LINE, &alone)?;
        let [with, target, now] = [&all.text, texts.2, &rejected.text].map(counts);
        let names = with.keys().chain(target.keys()).chain(now.keys());
        for name in names {
            let [with, target, now] =
                [&with, &target, &now].map(|counts| counts.get(name).copied().unwrap_or(0));
            prop_assert!(
                now >= with.min(target) && now <= with.max(target),
                "{} is there {} times, {} with all edits, {} in the target\n{:#?}{}",
                name, now, with, target, all.edits[which],
                story(texts.0, texts.1, texts.2, &rejected.text)
            );
        }
    }
}

impl Three {
    fn texts(&self) -> [String; 3] {
        [&self.base, &self.custom, &self.target].map(plain)
    }
}
