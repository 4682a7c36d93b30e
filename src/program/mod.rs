//! What Synapse means: a sequence as typed mediators, each read once.
//!
//! ```text
//! Document --kinds--> Program     the mediators as the engine reads them, each with its type
//!          --tree---> Tree        the same in canonical form: what two versions are compared by
//! ```
//!
//! A kind of mediator is one file in [`kinds`], and one line in its table. The file says all there
//! is to know of the kind: whether a release loads it and why not (`refused`), what it
//! reads, writes and calls (`uses`), what it does when it runs (`run`), and by its [`Form`] what
//! it is matched by between two versions of a file, which of its attributes mean what, and what it
//! does to the body. Nothing else reads a mediator's attributes for its meaning.
//!
//! A program holds for every release: what differs between releases is an argument of the questions
//! that are asked of it.
//!
//! Two sequences with equal trees behave the same on the gateway, however they are written:
//! white space, attribute order, prefixes, defaults that Synapse's own serialisers add, and
//! `$ctx:X` against `get-property('X')` are folded here and nowhere else.

mod calls;
mod canonical;
mod document;
mod effects;
mod fingerprint;
pub mod flow;
pub mod form;
mod identity;
pub mod kinds;
mod load;
mod mediator;
mod outline;
mod part;
mod shape;
mod tree;
mod uses;

use std::sync::OnceLock;

use crate::xml::{Document, NodeId};
use part::Reader;

pub use calls::{Call, calls, names_called};
pub(crate) use canonical::is_expression;
pub use document::{name_attribute, read_file, sequence_in, stock_sequences};
pub use effects::{
    Effects, effects_of, goes_out, is_tail, medium, payload, property, reads, removes_property,
    sets_property, writes,
};
pub use form::{Body, Form};
pub use identity::canonical_arg;
pub use kinds::class::REMOVED_CLASSES;
pub use kinds::{Kind, Mediator};
pub use load::Refusal;
pub use mediator::{Id, Node as Placed};
pub use outline::outline;
pub use part::{Branch, Given, List, Name, Part};
pub use shape::{Arm, Runs, Shape, When};
pub use tree::{Attr, Comment, Ix, Node, Tree};
pub use uses::{How, Taker, Uses, Write};

/// The namespace of every mediator (Apache Synapse, `XMLConfigConstants.SYNAPSE_NAMESPACE`).
pub const NAMESPACE: &str = "http://ws.apache.org/ns/synapse";

/// A sequence as typed mediators. What the engine does not read, such as an element beside the
/// `then` of a filter, is not in it.
#[derive(Debug, Clone, Default)]
pub struct Program {
    nodes: Vec<Placed>,
    /// By node of the document.
    by_element: Vec<Option<Id>>,
    /// What each uses, worked out when it is first asked for.
    uses: OnceLock<Vec<Uses>>,
}

impl Program {
    /// Reads the sequence at an element.
    pub fn of(doc: &Document, sequence: NodeId) -> Self {
        let mut program = Self::default();
        Reader { program: &mut program }.mediator(Part { doc, element: sequence });
        program.nodes.shrink_to_fit();
        program.by_element.shrink_to_fit();
        program
    }

    /// The sequence itself.
    pub fn root(&self) -> Id {
        Id(0)
    }

    /// Every mediator.
    pub fn all(&self) -> impl Iterator<Item = Id> + use<> {
        (0..self.nodes.len() as u32).map(Id)
    }

    /// A mediator where it stands.
    pub fn node(&self, id: Id) -> &Placed {
        &self.nodes[id.0 as usize]
    }

    /// A mediator.
    pub fn mediator(&self, id: Id) -> &Mediator {
        &self.node(id).mediator
    }

    /// The mediator whose element that is; none where the engine reads none there.
    pub fn at(&self, element: NodeId) -> Option<Id> {
        self.by_element.get(element.index()).copied().flatten()
    }

    /// What a mediator itself reads, writes and calls.
    pub fn uses(&self, id: Id) -> &Uses {
        let of = |node: &Placed| {
            let mut uses = Uses::default();
            node.mediator.add_uses(&mut uses);
            uses.shrink();
            uses
        };
        &self.uses.get_or_init(|| self.nodes.iter().map(of).collect())[id.index()]
    }
}
