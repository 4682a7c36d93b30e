//! I7: decisions edit by edit, on anything.

use faultgraft::merge::{Decisions, Merged};
use faultgraft::model::{Decision, Edit, Outcome};
use faultgraft::rules::Rewriting;
use proptest::collection::vec;
use proptest::prelude::*;

use super::cases::*;
use super::generate::Taste;
use super::invariants::sound;

const SOUND: Taste = Taste { broken: false };
const BROKEN: Taste = Taste { broken: true };

/// A decision for every edit, as far as the choices go; nothing for the rest.
pub fn decisions(chosen: &[u8], edits: usize) -> Decisions {
    let all = [
        None,
        Some(Decision::Reject),
        Some(Decision::Reject),
        Some(Decision::Accept),
        Some(Decision::Custom),
        Some(Decision::Target),
    ];
    let decided = chosen.iter().zip(1..=edits);
    decided.filter_map(|(&c, number)| Some((number, all[usize::from(c) % all.len()]?))).collect()
}

fn every(edits: usize, decision: Decision) -> Decisions {
    (1..=edits).map(|number| (number, decision)).collect()
}

/// An edit without what decisions change.
fn undecided(edit: &Edit) -> Edit {
    Edit { decision: None, merged_line: None, ..edit.clone() }
}

/// The same edits whatever is decided; the target where all is rejected; what was planned where
/// all is accepted; no line for what is rejected; the same whatever came first.
fn holds(
    t: &Texts,
    target: &str,
    rewriting: Rewriting,
    chosen: &[u8],
) -> Result<Merged, TestCaseError> {
    let texts = (t.base.as_str(), t.custom.as_str(), target);
    let planned = merged_by(texts, rewriting, &Decisions::none())?;
    let n = planned.edits.len();
    // What stands inside a conflict of the operator's waits with it.
    let waits = |e: &Edit| e.reason.contains("inside your own mediator");
    for edit in planned.edits.iter().filter(|e| is_in(e) && !waits(e)) {
        prop_assert!(edit.merged_line.is_some(), "{:#?}{}", edit, planned.text);
    }
    let story = |m: &Merged| story(&t.base, &t.custom, target, &m.text);
    let accepted = merged_by(texts, rewriting, &every(n, Decision::Accept))?;
    prop_assert!(accepted.text == planned.text, "accepted{}", story(&accepted));
    let rejected = merged_by(texts, rewriting, &every(n, Decision::Reject))?;
    prop_assert!(rejected.text == target, "rejected{}", story(&rejected));
    let some = merged_by(texts, rewriting, &decisions(chosen, n))?;
    for m in [&accepted, &rejected, &some] {
        let same = m.edits.iter().map(undecided).eq(planned.edits.iter().map(undecided));
        prop_assert!(same, "{:#?}\n{:#?}{}", planned.edits, m.edits, story(m));
    }
    for edit in some.edits.iter() {
        let out = matches!(edit.decision, Some(Decision::Reject | Decision::Target));
        prop_assert!(!out || edit.merged_line.is_none(), "{:#?}{}", edit, story(&some));
    }
    let mut one_by_one = Decisions::none();
    let mut last = planned;
    for number in (1..=n).rev() {
        if let Some(decision) = some.edits[number - 1].decision {
            one_by_one = Decisions::of(&last.edits).with(number, decision);
            last = merged_by(texts, rewriting, &one_by_one)?;
        }
    }
    prop_assert!(last.text == some.text, "one by one{}", story(&last));
    prop_assert_eq!(one_by_one, Decisions::of(&some.edits));
    Ok(some)
}

/// Whether nothing is decided about it, or what is decided brings it in.
pub fn is_in(edit: &Edit) -> bool {
    match edit.outcome {
        Outcome::Carried | Outcome::Rewritten => edit.decision != Some(Decision::Reject),
        Outcome::Conflict => edit.decision == Some(Decision::Custom),
        Outcome::AlreadyThere | Outcome::Dropped => false,
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn i7_any_choice_is_sound(case in any_case(), chosen in vec(any::<u8>(), 16)) {
        let t = case.texts(BROKEN);
        let m = holds(&t, &t.target, SAME_LINE, &chosen)?;
        sound(&t, &t.target, &m)?;
    }

    #[test]
    fn i7_any_choice_is_sound_in_an_upgrade(
        upgrade in any_upgrade(),
        chosen in vec(any::<u8>(), 16),
    ) {
        let t = upgrade.case.texts(SOUND);
        let target = upgrade.target.text;
        let m = holds(&t, target, upgrade.rewriting(), &chosen)?;
        sound(&t, target, &m)?;
    }
}
