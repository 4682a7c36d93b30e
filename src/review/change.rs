//! What one edit changes in the merged text.

use super::ReviewError;
use crate::diff::hunks;
use crate::merge::Decisions;
use crate::model::{Companion, Decision, Edit, FilePlan, Outcome, Plan};
use crate::settle::{Outcomes, Question, Unmade};
use crate::watch::Unwatched;

/// The merged text with and without one edit, the others being as they are decided: unified hunks
/// without a header. Of a conflict, from the target's side to the operator's. Empty where no line
/// depends on it, or where the file was edited by hand.
///
/// # Errors
///
/// An id that is none; a plan without the texts.
pub fn change(plan: &Plan, id: &str) -> Result<String, ReviewError> {
    let at = |edits: &[Edit]| edits.iter().position(|e| e.id == id);
    if let Some((file, at)) = plan.files.iter().find_map(|f| Some((f, at(&f.edits)?))) {
        let ask = |decisions| FilePlan::question(file, decisions, plan.against);
        return match file.edited {
            true => Ok(String::new()),
            false => between(plan, &file.place, (&file.edits, at), ask),
        };
    }
    match plan.companions.iter().find_map(|c| Some((c, at(&c.edits)?))) {
        Some((own, at)) => {
            let ask = |decisions| Companion::question(own, decisions, plan.against);
            between(plan, &own.place, (&own.edits, at), ask)
        }
        None => Err(ReviewError::NoEdit(id.to_owned())),
    }
}

fn between(
    plan: &Plan,
    place: &str,
    (edits, at): (&[Edit], usize),
    ask: impl Fn(Decisions) -> Option<Question>,
) -> Result<String, ReviewError> {
    let with = |decision| Decisions::of(edits).with(at + 1, decision);
    let (without, with) = match edits[at].outcome {
        Outcome::Conflict => (with(Decision::Target), with(Decision::Custom)),
        _ => (with(Decision::Reject), with(Decision::Accept)),
    };
    let lacking = || ReviewError::NoTexts(place.to_owned());
    let (without, with) = (ask(without).ok_or_else(lacking)?, ask(with).ok_or_else(lacking)?);
    let mut outcomes = Outcomes::of_plan(plan);
    outcomes.ask([&without, &with], &Unwatched);
    let unmade = |why| Unmade { place: place.to_owned(), why };
    let text =
        |question| Ok::<_, ReviewError>(&*outcomes.get(question).map_err(unmade)?.outcome.text);
    Ok(hunks(text(&without)?, text(&with)?))
}
