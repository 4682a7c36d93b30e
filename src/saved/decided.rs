//! What follows from the decisions in a file.

use super::error::{LoadError, changed};
use crate::model::{Decision, Plan};
use crate::settle::Outcomes;

/// Works out what becomes of all files of a plan by the decisions in it.
pub(super) fn decided(plan: &mut Plan, outcomes: &mut Outcomes) -> Result<(), LoadError> {
    let wanted: Vec<(String, Option<Decision>)> =
        plan.edits().map(|e| (e.id.clone(), e.decision)).collect();
    let made = plan.make(outcomes, |_| true);
    made.map_err(|unmade| changed(&unmade.place, &unmade.why.to_string()))?;
    let taken = plan.edits().map(|e| e.decision);
    // What is decided with another edit has its decision from that.
    let misfits = |((_, wanted), taken): &(&(String, Option<Decision>), Option<Decision>)| {
        wanted.is_some() && wanted != taken
    };
    match wanted.iter().zip(taken).find(misfits) {
        None => Ok(()),
        Some(((id, _), _)) => Err(LoadError {
            message: format!("the decision on {id} in the plan does not fit that edit"),
            help:
                "write accept or reject for an edit, custom or target for a conflict; edits that \
                   are decided together take the same decision"
                    .to_owned(),
        }),
    }
}
