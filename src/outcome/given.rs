//! The texts and releases that a merged sequence follows from.

use super::file::OutcomeError;
use crate::callees::Callees;
use crate::model::Triple;
use crate::program::{Tree, sequence_in};
use crate::stock::{Release, SequenceName};
use crate::xml::Document;

/// What a merged sequence follows from; nothing else is read.
#[derive(Debug, Clone, Copy)]
pub struct Given<'d> {
    /// Which sequence it is.
    pub sequence: SequenceName,
    /// The three files. Where the base does not have the sequence, the target stands in for it.
    pub texts: Triple<&'d Document>,
    /// The operator's own sequences that the file calls.
    pub callees: &'d Callees,
    /// The release of the base.
    pub base_release: Release,
    /// The release of the target.
    pub target_release: Release,
}

impl<'d> Given<'d> {
    /// The three sequences.
    pub(super) fn trees(&self) -> Result<Triple<Tree<'d>>, OutcomeError> {
        let tree = |doc: &'d Document| {
            let element = sequence_in(doc, self.sequence);
            let element = element.ok_or(OutcomeError::NoSequence(self.sequence))?;
            Ok::<_, OutcomeError>(Tree::of(doc, element))
        };
        let Triple { base, custom, target } = self.texts;
        Ok(Triple { base: tree(base)?, custom: tree(custom)?, target: tree(target)? })
    }
}
