//! Decisions on a saved plan: accept, reject, choose a side, edit by hand.
//!
//! The decisions live in the plan, and the merged texts and their digests follow from them and from
//! the texts that the plan keeps: no other file is read.

mod again;
mod beside;
mod change;
mod decided;
mod error;
mod reached;
mod steps;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::model::{Decision, Edit, EditKind, FilePlan, Outcome, Plan};

use again::Again;

pub use beside::{beside, has_both};
pub use change::change;
pub use decided::{Decided, DecidedError};
pub use error::ReviewError;
pub use steps::{Step, alike, steps};

/// Makes decisions; `None` takes one back. What follows from them is made again.
///
/// # Errors
///
/// An id that is none, a decision that does not fit its edit. Nothing is decided then.
pub fn decide(
    plan: &mut Plan,
    decisions: &[(String, Option<Decision>)],
) -> Result<(), ReviewError> {
    check(plan, decisions)?;
    let wanted: BTreeMap<&str, Option<Decision>> =
        decisions.iter().map(|(id, d)| (id.as_str(), *d)).collect();
    let mut again = Again::default();
    let mut scopes = BTreeSet::new();
    let (texts, levels) = (&plan.texts, &plan.levels);
    let (against, target) = (plan.against, &plan.target);
    for file in &mut plan.files {
        if file.edits.iter().any(|e| wanted.contains_key(e.id.as_str())) {
            again.file(file, &wanted, texts, levels, (against, target))?;
            scopes.insert(file.scope.clone());
        }
    }
    again.companions(plan, &wanted)?;
    scopes.extend(plan.companions.iter().map(|c| c.scope.clone()));
    reached::again(plan, &scopes);
    plan.preview();
    plan.summarise();
    Ok(())
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
pub fn edit(plan: &mut Plan, id: &str, text: &str) -> Result<(), ReviewError> {
    let ids = alike(plan, id);
    let (texts, levels) = (&plan.texts, &plan.levels);
    let is_one = |f: &FilePlan| f.edits.iter().any(|e| ids.contains(&e.id));
    let mut scopes = BTreeSet::new();
    for file in plan.files.iter_mut().filter(|f| is_one(f)) {
        again::by_hand(file, text, texts, levels, (plan.against, &plan.target))?;
        scopes.insert(file.scope.clone());
    }
    if scopes.is_empty() {
        return Err(ReviewError::NoEdit(id.to_owned()));
    }
    reached::again(plan, &scopes);
    plan.preview();
    plan.summarise();
    Ok(())
}

/// Whether a decision about an edit can change the merged file.
pub fn matters(edit: &Edit) -> bool {
    !matches!(edit.outcome, Outcome::Dropped | Outcome::AlreadyThere)
        || edit.kind == EditKind::Delete
}
