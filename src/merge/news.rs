//! What the target added to a list.

use rustc_hash::FxHashMap;

use super::Context;
use crate::expression::Location;
use crate::program::{Ix, reads};

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
}

impl News {
    /// Looks at the children of a list of the target.
    pub(super) fn of(context: &Context<'_, '_>, children: &[Ix]) -> Self {
        let mut news = Self::default();
        let target = context.target;
        for (number, &t) in children.iter().enumerate() {
            if !context.is_new_in_target(t) {
                continue;
            }
            news.by_content.entry(target.node(t).content).or_default().push(number);
            for read in reads(target, t) {
                news.readers.entry(read).or_default().push(number);
            }
            let mut removes = false;
            for written in context.written_by(t) {
                removes |= context.watched().contains(written);
                let writers = news.writers.entry(written.clone()).or_default();
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
}
