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

use super::flow::Request;
use super::situations::Situation;
pub use super::way::{Held, Sides, Way, Ways};

/// Finds the ways. `exact` takes the request as it is and tries nothing.
pub fn ways(sides: Sides<'_>, request: &Request, situations: &[Situation], exact: bool) -> Ways {
    search::Search::new(sides, request, situations, exact).run()
}
