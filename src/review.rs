//! Decisions on a saved plan: accept, reject, choose a side, edit by hand.
//!
//! The decisions live in the plan; all else follows from them and from the cases that the plan
//! keeps, and is worked out again: no other file is read, and nothing is left of a decision that is
//! taken back.
//!
//! ```
//! use faultgraft::model::Decision;
//! use faultgraft::plan::{PlanRequest, plan};
//! use faultgraft::review::{decide, steps};
//!
//! let custom = "fixtures/installations/harbourline-2-6-0/sequences".into();
//! let mut plan = plan(&PlanRequest { custom, ..PlanRequest::default() })?;
//! let first = steps(&plan, true)[0][0].clone();
//! let new = decide(&mut plan, &[(first.clone(), Some(Decision::Reject))])?;
//! println!("it changes something else as well: {}", !new.is_empty());
//! decide(&mut plan, &[(first, None)])?; // and taken back
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod beside;
mod change;
mod choices;
mod consequences;
mod decided;
mod error;
mod kept;
mod likewise;
mod remarks;
mod steps;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::model::{Decision, Edit, EditId, EditKind, FilePlan, Outcome, Plan, Scope, Written};
use crate::settle::Outcomes;
use crate::xml::{Form, Template};
use likewise::likewise;

pub use beside::{beside, has_both};
pub use change::{change, changes};
pub use choices::{Choices, answers, would_follow};
pub(crate) use consequences::differs;
pub use consequences::{AnswerChange, Consequences, Told};
pub use decided::{Decided, DecidedError};
pub use error::ReviewError;
pub use kept::{Carried, Kept, KeptDecision, KeptError};
pub use remarks::{Remarks, remark, standing};
pub use steps::{Step, alike, steps};

/// Makes decisions; `None` takes one back. What was [said](remark) of another one goes. What follows from them is worked out again, and what of
/// it is new or gone is returned.
///
/// # Errors
///
/// An id that is none, a decision that does not fit its edit. Nothing is decided then.
pub fn decide(
    plan: &mut Plan,
    decisions: &[(EditId, Option<Decision>)],
) -> Result<Consequences, ReviewError> {
    check(plan, decisions)?;
    let wanted = with_those_together(plan, decisions);
    let before = consequences::Before::of(plan);
    let old = set(plan, &wanted);
    let mut outcomes = Outcomes::of_plan(plan);
    let is_wanted =
        |file: &FilePlan| file.edits.iter().any(|e| wanted.contains_key(&file.id(e.number)));
    if let Err(unmade) = plan.make(&mut outcomes, is_wanted) {
        set(plan, &old);
        return Err(unmade.into());
    }
    remarks::forget(plan, &old);
    plan.settle(outcomes.documents().parsed());
    Ok(before.and_after(plan))
}

/// Decisions on edits, by their ids.
type Wanted = HashMap<EditId, Option<Decision>>;

/// The decisions with those on the edits that are decided with theirs.
fn with_those_together(plan: &Plan, decisions: &[(EditId, Option<Decision>)]) -> Wanted {
    let named: Wanted = decisions.iter().cloned().collect();
    let mut all = named.clone();
    for (file, edit) in plan.edits().filter(|(_, edit)| !edit.together.is_empty()) {
        let Some(decision) = named.get(&file.id(edit.number)) else { continue };
        for other in edit.together.iter().filter_map(|&number| file.edits.get(number - 1)) {
            let likewise = || decision.map(|d| likewise(other, d));
            all.entry(file.id(other.number)).or_insert_with(likewise);
        }
    }
    all
}

/// Writes decisions into the edits; returns what stood there.
fn set(plan: &mut Plan, wanted: &Wanted) -> Wanted {
    let mut old = Wanted::new();
    for file in plan.all_mut() {
        let named = |number| wanted.get_key_value(&file.id(number));
        let named: Vec<_> = file.edits.iter().map(|edit| named(edit.number)).collect();
        if named.iter().all(Option::is_none) {
            continue;
        }
        for (edit, wanted) in Arc::make_mut(&mut file.edits).iter_mut().zip(named) {
            if let Some((id, decision)) = wanted {
                old.insert(id.clone(), std::mem::replace(&mut edit.decision, *decision));
            }
        }
    }
    old
}

fn check(plan: &Plan, decisions: &[(EditId, Option<Decision>)]) -> Result<(), ReviewError> {
    let edits: HashMap<EditId, (&FilePlan, &Edit)> =
        plan.edits().map(|(file, edit)| (file.id(edit.number), (file, edit))).collect();
    for (id, decision) in decisions {
        let known = edits.get(id).ok_or_else(|| ReviewError::NoEdit(id.to_string()))?;
        let &(file, edit) = known;
        if file.edited {
            return Err(ReviewError::Edited(file.place.to_string()));
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
pub fn edit(plan: &mut Plan, id: &EditId, text: &str) -> Result<Consequences, ReviewError> {
    let scopes: HashSet<Scope> = alike(plan, id).into_iter().map(|id| id.scope).collect();
    let is_one = |f: &FilePlan| f.stem() == id.stem && scopes.contains(&f.scope);
    let before = consequences::Before::of(plan);
    let language = plan.find(id).and_then(|(file, _)| Template::of_name(&file.path));
    let text: Arc<str> = match language {
        Some(language) => {
            let form = plan.find(id).map_or_else(Form::utf8, |(file, _)| file.form);
            language.hidden(text, form).map_err(ReviewError::IllFormed)?.into()
        }
        None => text.into(),
    };
    let mut old: Vec<(usize, FilePlan)> = Vec::new();
    for (at, file) in plan.files.iter_mut().enumerate().filter(|(_, f)| is_one(f)) {
        old.push((at, file.clone()));
        file.edited = true;
        file.merged = Some(Arc::new(Written::plain(Arc::clone(&text), file.form)));
        for edit in Arc::make_mut(&mut file.edits).iter_mut().filter(|e| e.needs_decision()) {
            edit.decision = Some(match edit.outcome {
                Outcome::Conflict => Decision::Edit,
                _ => Decision::Accept,
            });
        }
    }
    if old.is_empty() {
        return Err(ReviewError::NoEdit(id.to_string()));
    }
    let mut outcomes = Outcomes::of_plan(plan);
    if let Err(unmade) = plan.make(&mut outcomes, is_one) {
        old.into_iter().for_each(|(at, file)| plan.files[at] = file);
        return Err(unmade.into());
    }
    plan.settle(outcomes.documents().parsed());
    Ok(before.and_after(plan))
}

/// Whether a decision about an edit can change the merged file.
pub fn matters(edit: &Edit) -> bool {
    !matches!(edit.outcome, Outcome::Dropped | Outcome::AlreadyThere)
        || edit.kind == EditKind::Delete
}
