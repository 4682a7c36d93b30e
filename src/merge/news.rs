//! What the target added to a list.

use rustc_hash::FxHashMap;

use super::Context;
use super::influence::Influence;
use crate::expression::Location;
use crate::program::{Ix, effects_of, reads};

/// What the target added to a list, by its number there.
#[derive(Default)]
pub(super) struct News {
    /// Those of that content; one that stands for something of the operator's is taken out.
    pub by_content: FxHashMap<u64, Vec<usize>>,
    /// Those that read that property, first first.
    pub readers: FxHashMap<Location, Vec<usize>>,
    /// Those that set that or take it away, first first.
    pub writers: FxHashMap<Location, Vec<usize>>,
    /// Those that do so with something that the request brought, first first.
    pub removers: Vec<usize>,
    /// Of the mediators that the base has too: those that set that or take it away, those that read
    /// it, and those that may end the flow, each first first.
    stock_writers: FxHashMap<Location, Vec<usize>>,
    stock_readers: FxHashMap<Location, Vec<usize>>,
    stock_ends: Vec<usize>,
}

/// Whether one of the numbers is in a stretch.
pub(super) fn any_in(numbers: &[usize], from: usize, end: usize) -> bool {
    first_in(numbers, from, end).is_some()
}

/// The first of the numbers in a stretch.
pub(super) fn first_in(numbers: &[usize], from: usize, end: usize) -> Option<usize> {
    numbers.get(numbers.partition_point(|&n| n < from)).copied().filter(|&n| n < end)
}

impl News {
    /// Looks at the children of a list of the target.
    pub(super) fn of(context: &Context<'_, '_>, children: &[Ix]) -> Self {
        let mut news = Self::default();
        let target = context.target;
        for (number, &t) in children.iter().enumerate() {
            if !context.is_new_in_target(t) {
                news.stock(context, number, t);
                continue;
            }
            news.by_content.entry(target.node(t).content).or_default().push(number);
            for read in reads(target, t) {
                news.readers.entry(read.clone()).or_default().push(number);
            }
            let mut removes = false;
            for written in context.written_by(t) {
                removes |= context.watched().contains(&written);
                let writers = news.writers.entry(written).or_default();
                if writers.last() != Some(&number) {
                    writers.push(number);
                }
            }
            if removes {
                news.removers.push(number);
            }
        }
        news
    }

    fn stock(&mut self, context: &Context<'_, '_>, number: usize, stock: Ix) {
        for written in context.written_by(stock) {
            self.stock_writers.entry(written).or_default().push(number);
        }
        for read in reads(context.target, stock) {
            self.stock_readers.entry(read.clone()).or_default().push(number);
        }
        if effects_of(context.target, stock).ends_flow {
            self.stock_ends.push(number);
        }
    }

    /// True if nothing in a stretch that the base has too has to do with something of the
    /// operator's.
    pub(super) fn may_pass(&self, influence: &Influence, from: usize, end: usize) -> bool {
        let touches = |all: &FxHashMap<Location, Vec<usize>>, location: &Location| {
            all.get(location).is_some_and(|numbers| any_in(numbers, from, end))
        };
        let mut read = influence.reads.iter().chain(&influence.writes);
        !influence.is_opaque
            && !influence.effects.ends_flow
            && !any_in(&self.stock_ends, from, end)
            && !read.any(|location| touches(&self.stock_writers, location))
            && !influence.writes.iter().any(|location| touches(&self.stock_readers, location))
    }
}
