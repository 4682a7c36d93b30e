//! Decisions on a saved plan: accept, reject, choose a side, edit by hand.
//!
//! The decisions live in the plan; all else follows from them and from the cases that the plan
//! keeps, and is worked out again: no other file is read, and nothing is left of a decision that is
//! taken back.

mod beside;
mod change;
mod consequences;
mod decided;
mod error;
mod kept;
mod steps;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::model::{Decision, Edit, EditKind, FilePlan, Outcome, Plan};
use crate::settle::Outcomes;

pub use beside::{beside, has_both};
pub use change::change;
pub use consequences::{AnswerChange, Consequences, Told};
pub use decided::{Decided, DecidedError};
pub use error::ReviewError;
pub use kept::{Carried, Kept, KeptDecision, KeptError};
pub use steps::{Step, alike, steps};

/// Makes decisions; `None` takes one back. What follows from them is worked out again, and what of
/// it is new or gone is returned.
///
/// # Errors
///
/// An id that is none, a decision that does not fit its edit. Nothing is decided then.
pub fn decide(
    plan: &mut Plan,
    decisions: &[(String, Option<Decision>)],
) -> Result<Consequences, ReviewError> {
    check(plan, decisions)?;
    let all = with_those_together(plan, decisions);
    let wanted: HashMap<&str, Option<Decision>> =
        all.iter().map(|(id, d)| (id.as_str(), *d)).collect();
    let before = consequences::Before::of(plan);
    let old = set(plan, &wanted);
    let mut outcomes = Outcomes::of_plan(plan);
    let is_wanted = |edits: &[Edit]| edits.iter().any(|e| wanted.contains_key(e.id.as_str()));
    if let Err(unmade) = plan.make(&mut outcomes, is_wanted) {
        set(plan, &old.iter().map(|(id, d)| (id.as_str(), *d)).collect());
        return Err(unmade.into());
    }
    plan.settle();
    Ok(before.and_after(plan))
}

/// The decisions with those on the edits that are decided with theirs.
fn with_those_together(
    plan: &Plan,
    decisions: &[(String, Option<Decision>)],
) -> BTreeMap<String, Option<Decision>> {
    let mut all: BTreeMap<String, Option<Decision>> = BTreeMap::new();
    let named: HashMap<&str, Option<Decision>> =
        decisions.iter().map(|(id, d)| (id.as_str(), *d)).collect();
    let of_files = plan.files.iter().map(|f| &f.edits);
    for edits in of_files.chain(plan.companions.iter().map(|c| &c.edits)) {
        for edit in edits {
            let Some(&decision) = named.get(edit.id.as_str()) else { continue };
            all.insert(edit.id.clone(), decision);
            let others = edit.together.iter().filter_map(|&number| edits.get(number - 1));
            for other in others.filter(|other| !named.contains_key(other.id.as_str())) {
                all.insert(other.id.clone(), decision.map(|d| likewise(other, d)));
            }
        }
    }
    all
}

/// What a decision on one edit means for another that is decided with it.
fn likewise(edit: &Edit, decision: Decision) -> Decision {
    let keeps = matches!(decision, Decision::Accept | Decision::Custom);
    match (edit.outcome, keeps) {
        (Outcome::Conflict, true) => Decision::Custom,
        (Outcome::Conflict, false) => Decision::Target,
        (_, true) => Decision::Accept,
        (_, false) => Decision::Reject,
    }
}

/// Writes decisions into the edits; returns what stood there.
fn set(
    plan: &mut Plan,
    wanted: &HashMap<&str, Option<Decision>>,
) -> Vec<(String, Option<Decision>)> {
    let of_files = plan.files.iter_mut().flat_map(|f| &mut f.edits);
    let edits = of_files.chain(plan.companions.iter_mut().flat_map(|c| &mut c.edits));
    let mut old = Vec::new();
    for edit in edits {
        if let Some(decision) = wanted.get(edit.id.as_str()) {
            old.push((edit.id.clone(), std::mem::replace(&mut edit.decision, *decision)));
        }
    }
    old
}

fn check(plan: &Plan, decisions: &[(String, Option<Decision>)]) -> Result<(), ReviewError> {
    let edits: HashMap<&str, &Edit> = plan.edits().map(|e| (e.id.as_str(), e)).collect();
    let by_hand = plan.files.iter().filter(|f| f.edited);
    let by_hand: HashMap<&str, &FilePlan> =
        by_hand.flat_map(|f| f.edits.iter().map(move |e| (e.id.as_str(), f))).collect();
    for (id, decision) in decisions {
        let edit = edits.get(id.as_str()).ok_or_else(|| ReviewError::NoEdit(id.clone()))?;
        if let Some(file) = by_hand.get(id.as_str()) {
            return Err(ReviewError::Edited(file.place.clone()));
        }
        if let Some(decision) = decision.filter(|decision| !fits(edit, *decision)) {
            let (id, outcome) = (id.clone(), edit.outcome);
            return Err(ReviewError::DoesNotFit { id, outcome, decision });
        }
    }
    Ok(())
}

/// Whether a decision says something about an edit.
pub fn fits(edit: &Edit, decision: Decision) -> bool {
    match decision {
        Decision::Reject => true,
        Decision::Accept => edit.outcome != Outcome::Conflict,
        Decision::Custom | Decision::Target => edit.outcome == Outcome::Conflict,
        Decision::Edit => false,
    }
}

/// Puts a text that a person edited in the place of the merged one of a file, and of every file that
/// follows from the same. Open conflicts in it are decided by that.
///
/// # Errors
///
/// The text is not well-formed, or would not load; the edit is none of a fault sequence. The plan
/// is as it was.
pub fn edit(plan: &mut Plan, id: &str, text: &str) -> Result<Consequences, ReviewError> {
    let ids = alike(plan, id);
    let is_one = |edits: &[Edit]| edits.iter().any(|e| ids.contains(&e.id));
    let before = consequences::Before::of(plan);
    let text: Arc<str> = text.into();
    let mut old: Vec<(usize, FilePlan)> = Vec::new();
    for (at, file) in plan.files.iter_mut().enumerate().filter(|(_, f)| is_one(&f.edits)) {
        old.push((at, file.clone()));
        (file.edited, file.merged) = (true, Some(Arc::clone(&text)));
        for edit in file.edits.iter_mut().filter(|e| e.needs_decision()) {
            edit.decision = Some(match edit.outcome {
                Outcome::Conflict => Decision::Edit,
                _ => Decision::Accept,
            });
        }
    }
    if old.is_empty() {
        return Err(ReviewError::NoEdit(id.to_owned()));
    }
    let mut outcomes = Outcomes::of_plan(plan);
    if let Err(unmade) = plan.make(&mut outcomes, is_one) {
        old.into_iter().for_each(|(at, file)| plan.files[at] = file);
        return Err(unmade.into());
    }
    plan.settle();
    Ok(before.and_after(plan))
}

/// Whether a decision about an edit can change the merged file.
pub fn matters(edit: &Edit) -> bool {
    !matches!(edit.outcome, Outcome::Dropped | Outcome::AlreadyThere)
        || edit.kind == EditKind::Delete
}
