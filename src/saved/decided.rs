//! What follows from the decisions in a file.

use super::error::{LoadError, changed};
use crate::model::{Decision, FilePlan, Plan};
use crate::settle::Outcomes;

/// Works out what becomes of all files of a plan by the decisions in it.
pub(super) fn decided(plan: &mut Plan, outcomes: &mut Outcomes) -> Result<(), LoadError> {
    let of_file = |file: &FilePlan| file.edits.iter().map(|edit| edit.decision).collect();
    let wanted: Vec<Vec<Option<Decision>>> = plan.all().map(of_file).collect();
    let made = plan.make(outcomes, |_| true);
    made.map_err(|unmade| changed(&unmade.place, &unmade.why.to_string()))?;
    for (file, wanted) in plan.all().zip(wanted) {
        for (edit, wanted) in file.edits.iter().zip(wanted) {
            // What is decided with another edit has its decision from that.
            if wanted.is_some() && wanted != edit.decision {
                let id = file.id(edit.number);
                return Err(LoadError {
                    message: format!("the decision on {id} in the plan does not fit that edit"),
                    help: "write accept or reject for an edit, custom or target for a conflict; \
                           edits that are decided together take the same decision"
                        .to_owned(),
                });
            }
        }
    }
    Ok(())
}
