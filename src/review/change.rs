//! What one edit changes in the merged text.

use super::ReviewError;
use super::likewise::likewise;
use crate::diff::hunks;
use crate::merge::Decisions;
use crate::model::{Decision, EditId, Outcome, Plan};
use crate::settle::{Outcomes, Question, Unmade};
use crate::watch::Unwatched;

/// The merged text with and without one edit and those that are decided with it, the others being as
/// they are decided: unified hunks without a header. Of a conflict, from the target's version to the
/// operator's. Empty where no line depends on it, or where the file was edited by hand.
///
/// # Errors
///
/// An id that is none; a plan without the texts.
pub fn change(plan: &Plan, id: &EditId) -> Result<String, ReviewError> {
    Ok(changes(plan, std::slice::from_ref(id))?.pop().unwrap_or_default())
}

/// The same of several edits, in their order.
///
/// # Errors
///
/// As [`change`].
pub fn changes(plan: &Plan, ids: &[EditId]) -> Result<Vec<String>, ReviewError> {
    let asked: Vec<Option<(Question, Question)>> =
        ids.iter().map(|id| both(plan, id)).collect::<Result<_, _>>()?;
    let mut outcomes = Outcomes::of_plan(plan);
    outcomes.ask(asked.iter().flatten().flat_map(|(without, with)| [without, with]), &Unwatched);
    let change = |(id, asked): (&EditId, &Option<(Question, Question)>)| {
        let Some((without, with)) = asked else { return Ok(String::new()) };
        let unmade = |why| Unmade { place: id.to_string(), why };
        let text =
            |question| Ok::<_, ReviewError>(&*outcomes.get(question).map_err(unmade)?.written.text);
        Ok(hunks(text(without)?, text(with)?))
    };
    ids.iter().zip(&asked).map(change).collect()
}

/// What becomes of the file without and with an edit; none where it was edited by hand.
fn both(plan: &Plan, id: &EditId) -> Result<Option<(Question, Question)>, ReviewError> {
    let (file, edit) = plan.find(id).ok_or_else(|| ReviewError::NoEdit(id.to_string()))?;
    if file.edited {
        return Ok(None);
    }
    let with = |decision| {
        let others = edit.together.iter().filter_map(|&number| file.edits.get(number - 1));
        let decisions = Decisions::of(&file.edits).with(edit.number, decision);
        let decisions =
            others.fold(decisions, |all, other| all.with(other.number, likewise(other, decision)));
        let question = file.question(decisions, plan.against);
        question.ok_or_else(|| ReviewError::NoTexts(file.place.to_string()))
    };
    Ok(Some(match edit.outcome {
        Outcome::Conflict => (with(Decision::Target)?, with(Decision::Custom)?),
        _ => (with(Decision::Reject)?, with(Decision::Accept)?),
    }))
}
