//! The sequences a walk may come to, and the classes it may meet.

use std::collections::{BTreeMap, BTreeSet};

use super::choice::{Input, scoped};
use crate::xml::{Document, NodeId, XmlError};

/// A sequence.
#[derive(Debug, Clone)]
pub struct Sequence {
    /// Its file.
    pub doc: Document,
    root: NodeId,
    writes: BTreeSet<Input>,
}

impl Sequence {
    /// Reads a sequence.
    ///
    /// # Errors
    ///
    /// As [`Document::parse`].
    pub fn parse(text: &str) -> Result<Self, XmlError> {
        let doc = Document::parse(text)?;
        let root = doc.root();
        Ok(Self::at(doc, root))
    }

    /// The sequence at an element of a file.
    pub fn at(doc: Document, root: NodeId) -> Self {
        let writes = writes(&doc, root);
        Self { doc, root, writes }
    }

    /// Its own element.
    pub fn root(&self) -> NodeId {
        self.root
    }

    /// The properties and headers that it sets or takes away somewhere.
    pub fn writes(&self) -> impl Iterator<Item = &Input> {
        self.writes.iter()
    }
}

/// What a sequence may call.
#[derive(Debug, Clone, Default)]
pub struct Library {
    /// The other sequences, by the name they are called by.
    pub sequences: BTreeMap<String, Sequence>,
    /// Class mediators that are there and do nothing to the message.
    pub inert_classes: BTreeSet<String>,
    /// Class mediators that the release does not have: a sequence with one does not load.
    pub missing_classes: BTreeSet<String>,
    /// Whether every other class is absent; else nobody knows.
    pub classes_are_known: bool,
}

fn writes(doc: &Document, root: NodeId) -> BTreeSet<Input> {
    let attr = |node, name| {
        let id = doc.find_attribute(node, name)?;
        Some(doc.attribute_value(id).into_owned())
    };
    let mut all = BTreeSet::new();
    let mut below: Vec<NodeId> = vec![root];
    while let Some(node) = below.pop() {
        below.extend(doc.child_elements(node));
        if matches!(doc.local_name(node), "property" | "header")
            && let Some(name) = attr(node, "name")
        {
            let scope = attr(node, "scope").unwrap_or_else(|| "default".to_owned());
            all.extend(scoped(&scope, &name));
        }
    }
    all
}
