//! Things that are stored once, and named by their number.

use std::collections::HashMap;
use std::hash::Hash;

use super::view::{Made, Shown, View};
use crate::model::{Preview, Sides};

/// Every different thing that was put in, in the order in which each came first.
pub(super) struct Pool<T> {
    numbers: HashMap<T, usize>,
}

impl<T> Default for Pool<T> {
    fn default() -> Self {
        Self { numbers: HashMap::new() }
    }
}

impl<T: Eq + Hash> Pool<T> {
    /// The number of a thing, from 0.
    pub(super) fn number(&mut self, thing: T) -> usize {
        let next = self.numbers.len();
        *self.numbers.entry(thing).or_insert(next)
    }

    /// All things by their numbers.
    pub(super) fn into_vec(self) -> Vec<T> {
        let mut all: Vec<(usize, T)> = self.numbers.into_iter().map(|(t, n)| (n, t)).collect();
        all.sort_unstable_by_key(|(number, _)| *number);
        all.into_iter().map(|(_, thing)| thing).collect()
    }
}

/// What entries have in common.
#[derive(Default)]
pub(super) struct Pools<'p> {
    /// What the new release's version is called.
    pub target: String,
    pub sides: Pool<&'p Sides>,
    pub diffs: Pool<Made<'p>>,
    pub texts: Pool<&'p str>,
    pub previews: Pool<&'p [Preview]>,
}

impl<'p> Pools<'p> {
    pub(super) fn views(&mut self, shown: Vec<Shown<'p>>) -> Vec<View> {
        let view = |(sides, made, text): Shown<'p>| {
            let text = text.map(|text| self.texts.number(text));
            View { sides, diff: self.diffs.number(made), text }
        };
        shown.into_iter().map(view).collect()
    }
}
