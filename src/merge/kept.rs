//! Stock mediators that the target does not have any more and that something of the operator's
//! relies on: a property that it reads, or a header that is taken away before it answers. They are
//! kept with it.

use std::collections::hash_map::Entry;

use rustc_hash::FxHashMap;

use super::Context;
use super::place::{Place, Places, Spot};
use crate::edits::Change;
use crate::expression::Location;
use crate::program::{Ix, Kind};

/// What the target dropped and is kept, and for what.
#[derive(Default)]
pub(super) struct Kept {
    /// By what relies on it.
    kept_for: FxHashMap<Ix, Vec<Ix>>,
    /// Where each goes.
    spots: FxHashMap<Ix, Spot>,
}

impl Kept {
    /// Looks at everything that the operator added and that has a place.
    pub(super) fn of(context: &Context<'_, '_>, places: &Places) -> Self {
        let mut kept = Self::default();
        for change in &context.changes.list {
            let (Change::Insert { custom } | Change::Wrap { custom }) = *change else { continue };
            let Place::At(spot) = places.get(custom) else { continue };
            for stock in context.relied_on(custom, spot) {
                if let Entry::Vacant(first) = kept.spots.entry(stock) {
                    first.insert(spot);
                    kept.kept_for.entry(custom).or_default().push(stock);
                }
            }
        }
        kept
    }

    /// What is kept for something.
    pub(super) fn with(&self, custom: Ix) -> &[Ix] {
        self.kept_for.get(&custom).map_or(&[], Vec::as_slice)
    }

    /// Where a stock mediator is kept, where one is.
    pub(super) fn spot(&self, custom: Ix) -> Option<Spot> {
        self.spots.get(&custom).copied()
    }
}

impl Context<'_, '_> {
    /// The stock mediators beside something of the operator's that it relies on and that would not
    /// have run before it at its spot.
    fn relied_on(&self, custom: Ix, spot: Spot) -> Vec<Ix> {
        let flow = self.custom_flow();
        let ids = || self.custom.subtree(custom).filter_map(|n| self.custom.id(n));
        let reads = ids().flat_map(|id| flow.reads(id));
        let set = reads.filter(|read| matches!(read.location, Location::Property(_)));
        let answers = ids().flat_map(|id| flow.answers(id));
        let removed = answers.filter(|read| matches!(read.location, Location::Header(_)));
        let mut found: Vec<Ix> = set
            .chain(removed)
            .filter(|read| !read.from.initial)
            .flat_map(|read| &read.from.writers)
            .map(|&writer| self.custom_node(writer))
            .filter(|&stock| self.is_missed(stock, custom, spot))
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Whether the operator changed a stock mediator: then it has an edit of its own.
    pub(super) fn is_altered(&self, custom: Ix) -> bool {
        let base = self.custom_of.a(custom);
        base.is_some_and(|base| !self.base.same_head(base, self.custom, custom))
    }

    /// Whether a mediator is a stock one of the same list that the target lacks, or has only behind
    /// the spot.
    fn is_missed(&self, stock: Ix, custom: Ix, spot: Spot) -> bool {
        let beside = self.custom.parent(stock) == self.custom.parent(custom);
        let Some(base) = self.custom_of.a(stock) else { return false };
        let is_there = self.target_of.b(base).is_some_and(|target| {
            self.target.parent(target) != Some(spot.parent) || self.number(target) < spot.at
        });
        // What the operator moved has an edit of its own.
        beside
            && self.changes.stays(stock)
            && self.custom.kind(stock) == Kind::Property
            && !is_there
    }
}
