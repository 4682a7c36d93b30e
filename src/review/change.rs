//! What one edit changes in the merged text.

use super::ReviewError;
use super::again::{Again, rewritten};
use crate::diff::hunks;
use crate::model::{Companion, Decision, Edit, FilePlan, Outcome, Plan};

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
        return of_file(plan, file, at);
    }
    match plan.companions.iter().find_map(|c| Some((c, at(&c.edits)?))) {
        Some((companion, at)) => of_companion(plan, companion, at),
        None => Err(ReviewError::NoEdit(id.to_owned())),
    }
}

fn of_file(plan: &Plan, file: &FilePlan, at: usize) -> Result<String, ReviewError> {
    if file.edited {
        return Ok(String::new());
    }
    let mut again = Again::default();
    let mut text = |decision| {
        let mut decided: Vec<Option<Decision>> = file.edits.iter().map(|e| e.decision).collect();
        decided[at] = Some(decision);
        again.merged(file, decided, &plan.texts, &plan.target)
    };
    let (without, with) = ends(&file.edits[at]);
    Ok(hunks(&text(without)?.text, &text(with)?.text))
}

fn of_companion(plan: &Plan, companion: &Companion, at: usize) -> Result<String, ReviewError> {
    let text = |decision| {
        let mut edits = companion.edits.clone();
        edits[at].decision = Some(decision);
        rewritten(plan, companion, &edits)
    };
    let (without, with) = ends(&companion.edits[at]);
    Ok(hunks(&text(without)?, &text(with)?))
}

/// The decisions between which an edit makes its difference.
fn ends(edit: &Edit) -> (Decision, Decision) {
    match edit.outcome {
        Outcome::Conflict => (Decision::Target, Decision::Custom),
        _ => (Decision::Reject, Decision::Accept),
    }
}
