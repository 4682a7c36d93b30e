//! What a run found.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::{Clients, Goes, Origins, Told};
use crate::expression::Location;
use crate::program::Id;

/// Something that a mediator reads, with where its value comes from.
#[derive(Debug, Clone, PartialEq)]
pub struct Read {
    /// What is read.
    pub location: Location,
    /// Where its value may come from.
    pub from: Rc<Origins>,
}

/// What an abstract run found, by mediator of the program.
#[derive(Debug, Clone, Default)]
pub struct Flow {
    pub(super) points: Vec<Point>,
    pub(super) goes: Vec<Goes>,
    pub(super) calls: Vec<Called>,
    pub(super) at_end: Clients,
}

/// A sequence that is called.
#[derive(Debug, Clone, PartialEq)]
pub struct Called {
    /// The mediator that calls it.
    pub by: Id,
    /// Its name; a computed one in braces.
    pub key: String,
    /// The clients for which it is called.
    pub clients: Clients,
    /// What its caller tells it of them.
    pub told: Told,
}

/// What holds where a mediator stands.
#[derive(Debug, Clone, Default)]
pub(super) struct Point {
    pub clients: Clients,
    pub reads: Vec<Read>,
    pub ends: Ends,
}

/// Whether the sequence ends in a mediator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, PartialOrd, Ord)]
pub enum Ends {
    /// What stands after it runs.
    #[default]
    Never,
    /// On some ways nothing after it runs.
    Maybe,
    /// Nothing after it runs.
    Always,
}

/// What a run begins with, and what it has to tell.
#[derive(Debug, Clone, Copy, Default)]
pub struct Start<'s> {
    /// Who comes to the sequence.
    pub clients: Clients,
    /// What the caller tells of them.
    pub told: Option<&'s Told>,
    /// What counts of all that an opaque mediator can see.
    pub watched: &'s [Location],
    /// What is taken to be read before a mediator, besides what it reads itself.
    pub probes: Option<&'s FxHashMap<Id, Vec<Location>>>,
}

impl Flow {
    /// The clients that can be at a mediator; none where nobody comes there.
    pub fn clients(&self, at: Id) -> Clients {
        self.points[at.index()].clients
    }

    /// What a mediator reads, with what it calls; what stands inside it reads for itself.
    pub fn reads(&self, at: Id) -> &[Read] {
        &self.points[at.index()].reads
    }

    /// Whether the sequence ends in a mediator.
    pub fn ends(&self, at: Id) -> Ends {
        self.points[at.index()].ends
    }

    /// Who gets the body that a mediator makes.
    pub fn goes(&self, maker: Id) -> Goes {
        self.goes[maker.index()]
    }

    /// The sequences that are called, in order.
    pub fn calls(&self) -> &[Called] {
        &self.calls
    }

    /// The clients for which the sequence runs to its end.
    pub fn at_end(&self) -> Clients {
        self.at_end
    }
}
