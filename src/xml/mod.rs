//! Bytes to a lossless [`Document`] and back.
//!
//! ```text
//! bytes --decode--> text --read--> Document --splice--> text --encode--> bytes
//! ```
//!
//! A document keeps its decoded text whole; nodes and attributes are spans into it. Nothing is
//! ever re-serialised: a change is a [`Splices`] over the text, so that bytes nobody touched stay.
//! This module knows XML and nothing of Synapse.
//!
//! What stands in the tags of a [`Template`] is hidden while it is read; [`shown`] undoes that.

mod chars;
#[cfg(test)]
pub(crate) mod counted;
mod decode;
mod encode;
mod error;
mod escape;
mod foreign;
mod hidden;
mod limits;
mod namespaces;
mod parsed;
mod read;
mod span;
mod splice;
mod tag;
mod template;
mod tree;

pub use decode::{Encoding, Form, decode};
pub(crate) use error::on_one_line;
pub use error::too_large;
pub use error::{Problem, XmlError};
pub use escape::{escape_attribute, escape_text};
pub use hidden::{has_tag, known, show, shown};
pub(crate) use hidden::{hidden, is_hidden};
pub use limits::{MAX_BYTES, MAX_DEPTH};
pub use parsed::Parsed;
pub use span::{Position, Span};
pub use splice::{Overlap, Splices};
pub use template::Template;
pub use tree::{AttrId, Attribute, Document, Node, NodeId, NodeKind};
