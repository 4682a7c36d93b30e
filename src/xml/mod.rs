//! Bytes to a lossless [`Document`] and back.
//!
//! ```text
//! bytes --decode--> text --read--> Document --splice--> text --encode--> bytes
//! ```
//!
//! A document keeps its decoded text whole; nodes and attributes are spans into it. Nothing is
//! ever re-serialised: a change is a [`Splices`] over the text, so that bytes nobody touched stay.
//! This module knows XML and nothing of Synapse.

mod chars;
mod decode;
mod encode;
mod error;
mod escape;
mod foreign;
mod namespaces;
mod read;
mod splice;
mod tag;
mod tree;

pub use decode::{Encoding, Form, decode};
pub use error::too_large;
pub use error::{Problem, XmlError};
pub use escape::{escape_attribute, escape_text};
pub use splice::{Overlap, Splices};
pub use tree::{AttrId, Attribute, Document, Node, NodeId, NodeKind, Position, Span};

/// Elements may nest this deep; deeper is refused as [`Problem::TooDeep`].
///
/// Real sequences stay below 20. The limit keeps every recursive walk over a tree well inside
/// the smallest default thread stack.
pub const MAX_DEPTH: usize = 256;

/// Files larger than this are refused as [`Problem::TooLarge`], in bytes.
///
/// The largest sequence ever seen is far below 1 MB; Java's own deployer would need minutes here.
pub const MAX_BYTES: u64 = 64 * 1024 * 1024;
