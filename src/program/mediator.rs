//! What every kind of mediator answers, and where one stands in a program.

use super::form::Form;
use super::kinds::Mediator;
use super::part::{Part, Reader};
use super::shape::Shape;
use super::uses::Uses;
use crate::gateway::{Here, Run, Walker};
use crate::stock::Release;
use crate::xml::NodeId;

/// What every kind of mediator answers. Nothing is taken for granted: a kind that does not answer
/// one of these does not compile.
pub(crate) trait Mediate: Sized {
    /// The facts that no instance is needed for.
    const FORM: Form;

    /// Reads the element, with the mediators inside it.
    fn read(at: Part<'_>, reader: &mut Reader<'_>) -> Self;

    /// Why a release does not load it, and with it the whole sequence. What stands inside is asked
    /// for itself.
    fn refused(&self, release: Release) -> Option<String>;

    /// What it reads, writes and calls; what stands inside is asked for itself.
    fn uses(&self, uses: &mut Uses);

    /// What it runs: what stands inside, or what it calls.
    fn shape(&self) -> Shape<'_>;

    /// What it does to a message on the engine of a release, and whether what stands after it runs.
    ///
    /// # Errors
    ///
    /// The engine may throw, or the walk not know what it does.
    fn run(&self, at: Here<'_>, on: &mut Walker<'_>) -> Run<bool>;
}

/// A mediator of a [`Program`](super::Program), by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Id(pub(super) u32);

impl Id {
    /// As an index.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A mediator where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// What it is.
    pub mediator: Mediator,
    /// Its element.
    pub element: NodeId,
    /// The line it begins on, from 1.
    pub line: u32,
}
