//! The texts and releases that a merged sequence follows from.

use std::borrow::Cow;

use super::file::OutcomeError;
use crate::callees::Callees;
use crate::identify;
use crate::model::Triple;
use crate::program::{Tree, sequence_in};
use crate::stock::{self, Release, SequenceName};
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
    /// The three sequences. What a release ships is read once for all.
    pub(super) fn trees(&self) -> Result<Triple<Cow<'d, Tree<'d>>>, OutcomeError> {
        let releases = [self.base_release, self.target_release];
        let shipped = releases.into_iter().filter_map(|r| stock::get(self.sequence, r));
        let shipped: Vec<_> = shipped.map(identify::tree).collect();
        let tree = |doc: &'d Document| {
            let is_it = |t: &&&Tree<'_>| t.doc.text() == doc.text() && t.doc.form() == doc.form();
            if let Some(known) = shipped.iter().find(is_it) {
                return Ok(Cow::Borrowed(*known));
            }
            let element = sequence_in(doc, self.sequence);
            let element = element.ok_or(OutcomeError::NoSequence(self.sequence))?;
            Ok::<_, OutcomeError>(Cow::Owned(Tree::of(doc, element)))
        };
        let Triple { base, custom, target } = self.texts;
        Ok(Triple { base: tree(base)?, custom: tree(custom)?, target: tree(target)? })
    }
}
