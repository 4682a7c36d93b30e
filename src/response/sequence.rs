//! The sequences a walk may come to, and the classes it may meet.

use std::collections::{BTreeMap, BTreeSet};

use crate::xml::{Document, NodeId, XmlError};

/// A sequence.
#[derive(Debug, Clone)]
pub struct Sequence {
    /// Its file.
    pub doc: Document,
}

impl Sequence {
    /// Reads a sequence.
    ///
    /// # Errors
    ///
    /// As [`Document::parse`].
    pub fn parse(text: &str) -> Result<Self, XmlError> {
        Ok(Self { doc: Document::parse(text)? })
    }

    /// The root element.
    pub fn root(&self) -> NodeId {
        self.doc.root()
    }
}

/// What a sequence may call.
#[derive(Debug, Clone, Default)]
pub struct Library {
    /// The other sequences, by the name they are called by.
    pub sequences: BTreeMap<String, Sequence>,
    /// Class mediators that are there and do nothing to the message.
    pub inert_classes: BTreeSet<String>,
    /// Whether every other class is absent; else nobody knows.
    pub classes_are_known: bool,
}
