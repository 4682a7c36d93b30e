//! What a mediator reads, writes and calls.

use crate::expression::{Expression, Location};

/// What one mediator reads, writes and calls; what stands inside it says so itself.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Uses {
    /// What it reads.
    pub reads: Vec<Location>,
    /// What it sets or takes away.
    pub writes: Vec<Write>,
    /// The sequences and templates that it runs, by name; computed names in braces.
    pub calls: Vec<String>,
    /// Who gets the body as it is; none where nobody does.
    pub gives: Option<Taker>,
    /// Whether it runs something that cannot be read here: it may read and write anything.
    pub is_opaque: bool,
}

/// Who gets the body from a mediator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Taker {
    /// The client that asked.
    Client,
    /// Another system: an endpoint, a queue, a store, an event stream.
    Other,
    /// The mediator itself: it makes something of it.
    Mediator,
}

/// Something that a mediator sets or takes away.
#[derive(Debug, Clone, PartialEq)]
pub struct Write {
    /// What.
    pub location: Location,
    /// How.
    pub how: How,
}

/// How a mediator writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// It is set.
    Set,
    /// It is set under a condition that the mediator itself looks at.
    MaybeSet,
    /// It is taken away.
    Removed,
}

impl Uses {
    /// Most of them stay as long as their program and have one item, or none.
    pub(super) fn shrink(&mut self) {
        self.reads.shrink_to_fit();
        self.writes.shrink_to_fit();
        self.calls.shrink_to_fit();
    }

    /// It reads what that expression reads.
    pub fn expression<'e>(&mut self, expression: impl IntoIterator<Item = &'e Expression>) {
        expression.into_iter().for_each(|e| self.reads.extend(e.reads()));
    }

    /// It sets that.
    pub fn set(&mut self, location: Location) {
        self.writes.push(Write { location, how: How::Set });
    }

    /// It takes that away.
    pub fn remove(&mut self, location: Location) {
        self.writes.push(Write { location, how: How::Removed });
    }

    /// It calls that sequence.
    pub fn call(&mut self, key: impl Into<String>) {
        self.calls.push(key.into());
    }
}
