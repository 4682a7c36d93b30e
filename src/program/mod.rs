//! What Synapse means: a sequence as a tree of mediators in canonical form, what each mediator is
//! matched by, and what it does.
//!
//! Two sequences with equal trees behave the same on the gateway, however they are written:
//! white space, attribute order, prefixes, defaults that Synapse's own serialisers add, and
//! `$ctx:X` against `get-property('X')` are folded here and nowhere else.

mod attributes;
mod calls;
mod effects;
mod fingerprint;
pub mod flow;
mod identity;
mod kind;
mod outline;
mod tree;

pub(crate) use attributes::is_expression;
pub use calls::{Call, calls};
pub use effects::{
    Acts, Answer, Body, Effects, acts, answer_of, effects_of, is_tail, reads, removes_property,
    sets_property, writes,
};
pub use identity::REMOVED_CLASSES;
pub use identity::canonical_arg;
pub use kind::Kind;
pub use outline::outline;
pub use tree::{Attr, Comment, Ix, Node, Tree};

/// The namespace of every mediator (Apache Synapse, `XMLConfigConstants.SYNAPSE_NAMESPACE`).
pub const NAMESPACE: &str = "http://ws.apache.org/ns/synapse";
