//! A way through a sequence on both gateways, and all of them.

use std::collections::BTreeSet;
use std::fmt;

use super::answer::{Ran, Side};
use super::flow::Request;
use super::situations::Situation;
use crate::expression::Location;

/// The two sides of a preview; the same requests go to both.
#[derive(Debug, Clone, Copy)]
pub struct Sides<'s> {
    /// The operator's file on the old gateway.
    pub old: Option<Side<'s>>,
    /// The merged file on the new gateway.
    pub new: Option<Side<'s>>,
}

impl<'s> Sides<'s> {
    /// Those that there are, the old one with 0 and the new one with 1.
    pub(super) fn each(self) -> impl Iterator<Item = (usize, Side<'s>)> {
        [self.old, self.new].into_iter().enumerate().filter_map(|(at, side)| Some((at, side?)))
    }
}

/// What holds on a way, and what of the request it depends on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Held {
    /// The inputs.
    pub inputs: BTreeSet<Location>,
    /// In plain words: one of these.
    pub words: Vec<String>,
}

impl fmt::Display for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words.join(", or "))
    }
}

/// A way through both sides.
#[derive(Debug, Clone)]
pub struct Way {
    /// The situation, by its number; none where the request alone decides.
    pub situation: Option<usize>,
    /// What was sent.
    pub request: Request,
    /// What holds on it, beyond the situation.
    pub held: Vec<Held>,
    /// What came of it on the old gateway.
    pub old: Option<Ran>,
    /// What came of it on the new gateway.
    pub new: Option<Ran>,
}

/// All ways, as far as they were found.
#[derive(Debug, Clone, Default)]
pub struct Ways {
    /// What goes wrong: what the gateway does, and a situation for each code that a condition names.
    pub situations: Vec<Situation>,
    /// The ways, those of one situation together.
    pub all: Vec<Way>,
    /// Whether there are more than are looked at.
    pub more: bool,
    /// Which ways were not tried, in plain words.
    pub not_tried: Vec<String>,
}

impl Ways {
    /// What goes wrong on a way.
    pub fn situation(&self, way: &Way) -> Option<&Situation> {
        way.situation.map(|at| &self.situations[at])
    }
}
