//! What a person decided about the edits.

use std::collections::BTreeMap;

use crate::model::{Decision, Edit, Outcome};

/// What a person decided, by the number of the edit: the last part of its id, from 1.
///
/// A set: in which order decisions were made says nothing. A decision that does not fit the edit
/// is none, so that the edit stays as it is and a conflict stays open:
///
/// | outcome | `Accept` | `Reject` | `Custom` | `Target` |
/// |---|---|---|---|---|
/// | carried, rewritten | as planned | left out | none | none |
/// | already there, dropped | as planned | as planned: nothing of it is written anyway | none | none |
/// | conflict | none | left out | the operator's version | the target's version, as `Reject` |
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Decisions {
    conflicts: Option<Decision>,
    each: BTreeMap<usize, Decision>,
}

impl Decisions {
    /// Nothing is decided.
    pub fn none() -> Self {
        Self::default()
    }

    /// One answer to every conflict that has none of its own.
    pub fn on_conflicts(side: Option<Decision>) -> Self {
        Self { conflicts: side, each: BTreeMap::new() }
    }

    /// The decisions that the edits of one file carry, in the order of the plan.
    pub fn of(edits: &[Edit]) -> Self {
        let decided = edits.iter().zip(1..).filter_map(|(e, number)| Some((number, e.decision?)));
        decided.collect()
    }

    /// The same with one more decision, in the place of an earlier one about the same edit.
    #[must_use]
    pub fn with(mut self, number: usize, decision: Decision) -> Self {
        self.each.insert(number, decision);
        self
    }

    /// The decision about an edit, where there is one and it fits.
    pub(crate) fn on(&self, number: usize, edit: &Edit) -> Option<Decision> {
        let is_conflict = edit.outcome == Outcome::Conflict;
        let fits = |decision: &Decision| match decision {
            Decision::Accept => !is_conflict,
            Decision::Reject => true,
            // The merged text has the target's version until the edited one takes its place.
            Decision::Custom | Decision::Target | Decision::Edit => is_conflict,
        };
        let own = self.each.get(&number).copied().filter(fits);
        own.or(self.conflicts.filter(|_| is_conflict).filter(fits))
    }
}

impl FromIterator<(usize, Decision)> for Decisions {
    fn from_iter<I: IntoIterator<Item = (usize, Decision)>>(decided: I) -> Self {
        Self { conflicts: None, each: decided.into_iter().collect() }
    }
}
