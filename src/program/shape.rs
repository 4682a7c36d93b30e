//! What a mediator runs: the mediators inside it, a sequence that it calls, or nothing.

use super::kinds::Plain;
use super::kinds::clone::Target;
use super::part::{Branch, List};
use crate::expression::Expression;

/// What a mediator runs when it runs.
#[derive(Debug, Clone)]
pub enum Shape<'m> {
    /// Nothing: it does what it does, and the next one runs.
    Step,
    /// What stands inside, or what it calls.
    Runs(Runs<'m>),
    /// The first arm that applies.
    Choice {
        /// What is looked at; none where it is missing, and the sequence does not load.
        source: Option<&'m Expression>,
        /// The arms, in order; the last one applies where no other does.
        arms: Vec<Arm<'m>>,
    },
    /// Each on a copy of the message.
    Copies {
        /// Where the copies go.
        targets: Vec<&'m Target>,
        /// Whether what stands after it runs for the message itself.
        continues: bool,
    },
    /// Some of these, nobody here knows which or how often.
    Perhaps(&'m Plain),
}

/// Mediators in order, or the sequence that runs in their place.
#[derive(Debug, Clone, Copy)]
pub enum Runs<'m> {
    /// These.
    List(&'m List),
    /// The sequence of that name; one that is computed stands in braces.
    Call(&'m str),
    /// None.
    Nothing,
}

/// One of the ways on from a choice.
#[derive(Debug, Clone, Copy)]
pub struct Arm<'m> {
    /// When it is taken.
    pub when: When<'m>,
    /// What runs then.
    pub runs: Runs<'m>,
}

/// When an arm is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When<'m> {
    /// Where the expression is true.
    Holds,
    /// Where all of the value matches that pattern.
    Matches(&'m str),
    /// Where nothing before it applies.
    Otherwise,
}

impl Branch {
    /// What the branch runs.
    pub(super) fn runs(&self) -> Runs<'_> {
        match &self.key {
            Some(key) => Runs::Call(key),
            None => Runs::List(&self.list),
        }
    }
}
