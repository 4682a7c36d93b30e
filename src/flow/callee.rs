//! A sequence that is called, summed up once: what the call does for its caller.

use std::rc::Rc;

use super::{Clients, Ends, Gateway, Goes, Start};
use crate::expression::Location;

/// What a call does.
#[derive(Debug, Clone, Default)]
pub(super) struct Summary {
    /// What it reads of what the caller has.
    pub reads: Vec<Location>,
    /// What it sets or takes away, and whether it always does.
    pub writes: Vec<(Location, bool)>,
    /// Who gets the caller's body from it.
    pub gives: Goes,
    /// Whether it comes to something that cannot be read.
    pub is_opaque: bool,
    /// Whether the caller ends with it.
    pub ends: Ends,
}

impl Gateway<'_> {
    /// What a call of that name does; none where nobody knows. A sequence that calls itself is cut
    /// there: what it does was seen on the way.
    pub(super) fn summary(&self, key: &str) -> Option<Rc<Summary>> {
        if let Some(known) = self.summaries.borrow().get(key) {
            return known.clone();
        }
        let program = (self.called)(key)?;
        let cut = Some(Rc::new(Summary::default()));
        self.summaries.borrow_mut().insert(key.to_owned(), cut);
        let start = Start { clients: Clients::ALL, ..Start::default() };
        let (_, summary) = super::run::run(program, self, &start);
        let summary = Some(Rc::new(summary));
        self.summaries.borrow_mut().insert(key.to_owned(), summary.clone());
        summary
    }
}
