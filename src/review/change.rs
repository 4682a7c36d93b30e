//! What one edit changes in the merged text.

use super::ReviewError;
use crate::diff::hunks;
use crate::merge::Decisions;
use crate::model::{Decision, EditId, Outcome, Plan};
use crate::settle::{Outcomes, Unmade};
use crate::watch::Unwatched;

/// The merged text with and without one edit, the others being as they are decided: unified hunks
/// without a header. Of a conflict, from the target's version to the operator's. Empty where no line
/// depends on it, or where the file was edited by hand.
///
/// # Errors
///
/// An id that is none; a plan without the texts.
pub fn change(plan: &Plan, id: &EditId) -> Result<String, ReviewError> {
    let (file, edit) = plan.find(id).ok_or_else(|| ReviewError::NoEdit(id.to_string()))?;
    if file.edited {
        return Ok(String::new());
    }
    let with = |decision| {
        let decisions = Decisions::of(&file.edits).with(edit.number, decision);
        let question = file.question(decisions, plan.against);
        question.ok_or_else(|| ReviewError::NoTexts(file.place.to_string()))
    };
    let (without, with) = match edit.outcome {
        Outcome::Conflict => (with(Decision::Target)?, with(Decision::Custom)?),
        _ => (with(Decision::Reject)?, with(Decision::Accept)?),
    };
    let mut outcomes = Outcomes::of_plan(plan);
    outcomes.ask([&without, &with], &Unwatched);
    let unmade = |why| Unmade { place: file.place.to_string(), why };
    let text =
        |question| Ok::<_, ReviewError>(&*outcomes.get(question).map_err(unmade)?.written.text);
    Ok(hunks(text(&without)?, text(&with)?))
}
