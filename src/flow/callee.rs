//! A sequence that is called, summed up once: what the call does for its caller.

use std::rc::Rc;

use super::clients::Known;
use super::{Clients, Ends, Goes};
use crate::expression::Location;

/// What a call does.
#[derive(Debug, Clone, Default)]
pub(super) struct Summary {
    /// What it reads of what the caller has.
    pub reads: Vec<Location>,
    /// What it sets or takes away, whether it always does, and what it is for each client then.
    pub writes: Vec<(Location, bool, Option<Rc<Known>>)>,
    /// What of the caller's goes out with an answer that it gives.
    pub answers: Vec<Location>,
    /// Who gets the caller's body from it.
    pub gives: Goes,
    /// Who may get an answer in it.
    pub answered: Clients,
    /// Whether it comes to something that cannot be read.
    pub is_opaque: bool,
    /// Whether the caller ends with it.
    pub ends: Ends,
}
