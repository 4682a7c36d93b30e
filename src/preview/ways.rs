//! Every way through a sequence, old beside new: each run tells what it decided and on what that
//! depends, and the next ones try what makes a decision come out otherwise.
//!
//! 1. `inputs` says what of a message may be tried: what a client sends, what the gateway gives,
//!    what the sequences set themselves.
//! 2. `clients` are the kinds of clients that the gateway itself tells apart.
//! 3. `search` runs both sides again and again; situations in which nothing else is decided are run
//!    through the ways of the first of them.
//! 4. `fold` makes ways alike one, and `open` tells what was not tried.

mod clients;
mod decided;
mod fold;
mod inputs;
mod open;
mod search;
mod start;

use std::collections::BTreeMap;

use super::flow::Request;
use super::situations::Situation;
pub use super::way::{Held, Sides, Way, Ways};

/// Finds the ways. `exact` takes the request as it is and tries nothing.
pub fn ways(sides: Sides<'_>, request: &Request, situations: &[Situation], exact: bool) -> Ways {
    search::Search::new(sides, request, situations, exact).run()
}

impl Ways {
    /// What holds on a way, in plain words, the situation first.
    pub fn when(&self, way: &Way) -> Vec<String> {
        self.when_held(way, way.held.clone())
    }

    /// The same where something else holds on it.
    fn when_held(&self, way: &Way, mut held: Vec<Held>) -> Vec<String> {
        clients::in_short(&mut held);
        let situation = self.situation(way).map(Situation::words).filter(|w| !w.is_empty());
        situation.into_iter().chain(held.iter().map(ToString::to_string)).collect()
    }

    /// The ways of which something else is said than of the others of their situation, by number,
    /// each with what holds for it and for those of which the same is said.
    pub fn apart<S: PartialEq>(&self, said: impl Fn(usize) -> S) -> BTreeMap<usize, Vec<String>> {
        let mut all = BTreeMap::new();
        let mut first = 0;
        for ways in self.all.chunk_by(|a, b| a.situation == b.situation) {
            let stay = fold::folded(ways, |at, _| said(first + at));
            let when = |(at, held)| (first + at, self.when_held(&ways[at], held));
            all.extend(stay.into_iter().map(when));
            first += ways.len();
        }
        all
    }
}
