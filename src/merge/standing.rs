//! What was placed in a list so far, for what comes after it there.

use rustc_hash::FxHashMap;

use super::influence::Influence;
use crate::expression::Location;

/// Where the last one stands that reads or writes something.
#[derive(Default)]
pub(super) struct Standing {
    readers: FxHashMap<Location, usize>,
    writers: FxHashMap<Location, usize>,
    /// Where the last one stands that may do anything, or ends the flow.
    opaque: usize,
    last: usize,
}

impl Standing {
    pub fn add(&mut self, influence: &Influence, at: usize) {
        let later = |map: &mut FxHashMap<Location, usize>, location: &Location| {
            let known = map.entry(location.clone()).or_default();
            *known = at.max(*known);
        };
        influence.reads.iter().for_each(|l| later(&mut self.readers, l));
        influence.writes.iter().for_each(|l| later(&mut self.writers, l));
        if influence.is_opaque || influence.effects.ends_flow {
            self.opaque = self.opaque.max(at);
        }
        self.last = self.last.max(at);
    }

    /// The first place where something finds what it depends on.
    pub fn allows(&self, influence: &Influence) -> usize {
        if influence.is_opaque || influence.effects.ends_flow {
            return self.last;
        }
        let written = influence.reads.iter().chain(&influence.writes);
        let after_writers = written.filter_map(|l| self.writers.get(l));
        let after_readers = influence.writes.iter().filter_map(|l| self.readers.get(l));
        after_writers.chain(after_readers).copied().fold(self.opaque, usize::max)
    }
}
