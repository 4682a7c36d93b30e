//! What was decided in a situation.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::expression::Location;
use crate::gateway::choice::Choice;

/// A decision with its place and its side.
pub(super) type At = (usize, usize, Rc<Choice>);

/// What was decided on all ways of a situation.
pub(super) struct Decided {
    /// What all of it depends on.
    pub inputs: BTreeSet<Location>,
    /// Each decision with its side, once for each way that it came out.
    pub choices: BTreeMap<(usize, usize), (usize, Rc<Choice>)>,
}

impl Decided {
    pub(super) fn of<'c>(all: impl Iterator<Item = &'c At> + Clone) -> Self {
        let inputs = all.clone().flat_map(|(_, _, c)| &c.inputs).cloned().collect();
        let one = |(place, side, c): &At| ((*place, c.outcome), (*side, Rc::clone(c)));
        Self { inputs, choices: all.map(one).collect() }
    }
}
