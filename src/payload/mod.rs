//! Payloads as fields: what a `payloadFactory` answers, free of XML, JSON and argument numbers.
//!
//! ```text
//! XML format --read_xml-->  Value --diff--> FieldEdits --merge--> outcomes
//! JSON format --read_json-> Value               |
//! the target's format + args --------------apply-+--> its own text with the edits spliced in
//! ```
//!
//! In a [`Value`] a placeholder is the argument it stands for (`$2` becomes the [`Arg`] itself),
//! so an XML payload of an old release and the JSON payload of 4.0.0 compare field by field, and
//! one changed description is one edit. Numbers come back only when a format is written:
//! [`to_json`] for a new payload, `apply` for edits of an existing one.

mod align;
mod apply;
mod diff;
mod json;
mod merge;
mod patch;
mod placeholder;
#[cfg(test)]
mod properties;
mod read;
mod tokens;
mod value;
mod write;
mod xml;

pub use apply::apply;
pub use diff::{FieldChange, FieldEdit, MAX_PREDECESSORS, diff};
pub use json::{Json, JsonKind, JsonMember, JsonProblem, Piece, parse};
pub use merge::{FieldOutcome, merge};
pub use patch::{ApplyError, patch};
pub use placeholder::{Hole, Placeholder, inline_ctx, placeholders, too_few_args};
pub use read::{check, read_json};
pub use tokens::{Applied, number_inline_ctx};
pub use value::{Arg, Field, Reading, Template, TemplatePart, Value};
pub use write::to_json;
pub use xml::{NoFaithfulJson, Unfaithful, XmlPayload, read_xml};
