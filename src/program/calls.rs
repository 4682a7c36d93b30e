//! Which other sequences a sequence calls, by every attribute that can name one.

use super::form::Is;
use super::tree::{Ix, Tree};
use crate::xml::{Document, NodeId};

/// A call of another sequence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Call<'t> {
    /// The mediator that calls.
    pub node: Ix,
    /// The name that it calls.
    pub key: &'t str,
}

/// Every call in a sequence, in document order.
pub fn calls<'t>(tree: &'t Tree<'_>) -> Vec<Call<'t>> {
    let mut found = Vec::new();
    for node in tree.all() {
        let form = tree.kind(node).form();
        for attr in tree.attrs(node) {
            if form.meaning(attr.name) == Some(Is::Sequence) && !attr.value.is_empty() {
                found.push(Call { node, key: &attr.value });
            }
        }
    }
    found
}

/// The names of the sequences that an element of a file calls, in document order.
pub fn names_called(doc: &Document, element: NodeId) -> Vec<String> {
    calls(&Tree::of(doc, element)).iter().map(|call| call.key.to_owned()).collect()
}
