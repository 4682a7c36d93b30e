//! What would follow from the answers to a question, before anybody answers it.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::{Consequences, ReviewError, change, decide};
use crate::model::{Decision, Edit, EditId, FilePlan, Outcome, Plan, Scope};

/// What the answers to a question about an edit would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choices {
    /// What depends on the answer in the merged text: from leaving the edit out to keeping it, as
    /// hunks without a header.
    pub change: String,
    /// The answers, each with what it adds to the plan as it is, and takes away.
    pub answers: Vec<(Decision, Consequences)>,
}

/// The answers that an edit can have.
pub fn answers(edit: &Edit) -> [Decision; 2] {
    match edit.outcome {
        Outcome::Conflict => [Decision::Custom, Decision::Target],
        _ => [Decision::Accept, Decision::Reject],
    }
}

/// What the answers would do, for each of the edits. Only the scope of an edit is looked at: nothing
/// in another follows from it.
///
/// # Errors
///
/// An id that is none; a plan without the texts.
pub fn would_follow(plan: &Plan, ids: &[EditId]) -> Result<Vec<Choices>, ReviewError> {
    let one = |id: &EditId| {
        let part = plan.of_scope(id.scope);
        let (_, edit) = part.find(id).ok_or_else(|| ReviewError::NoEdit(id.to_string()))?;
        let answer = |decision| {
            let follows = decide(&mut part.clone(), &[(id.clone(), Some(decision))])?;
            Ok::<_, ReviewError>((decision, follows))
        };
        let answers = answers(edit).into_iter().map(answer).collect::<Result<_, _>>()?;
        Ok(Choices { change: change(&part, id)?, answers })
    };
    ids.par_iter().map(one).collect()
}

impl Plan {
    /// What the plan says of one scope.
    fn of_scope(&self, scope: Scope) -> Self {
        let of = |files: &[FilePlan]| files.iter().filter(|f| f.scope == scope).cloned().collect();
        let (files, companions) = (of(&self.files), of(&self.companions));
        let mut part = Self::of(self.target.clone(), self.against, files, companions);
        part.levels.clone_from(&self.levels);
        part.listed.clone_from(&self.listed);
        part.formatters = std::sync::Arc::clone(&self.formatters);
        part.lacking = self.lacking.iter().filter(|t| t.scope == scope).cloned().collect();
        part.keep_texts(&self.texts);
        let keys = || part.files.iter().filter_map(|f| f.previews.as_deref());
        let previews = named(&self.previews, keys());
        let findings = named(&self.preview_findings, keys());
        (part.previews, part.preview_findings) = (previews, findings);
        part
    }
}

/// The values of some keys.
fn named<'k, T: Clone>(
    all: &BTreeMap<String, T>,
    keys: impl Iterator<Item = &'k str>,
) -> BTreeMap<String, T> {
    keys.filter_map(|key| Some((key.to_owned(), all.get(key)?.clone()))).collect()
}
