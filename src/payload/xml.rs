//! xml
use super::value::{Arg, Reading, Value};
use crate::xml::{Document, NodeId};

/// An XML payload as fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct XmlPayload {
    /// The fields.
    pub value: Value,
    /// Whether the root is the fault element of WSO2's own sequences.
    pub is_wso2_fault_root: bool,
}

/// An XML payload that no JSON says faithfully.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoFaithfulJson {
    /// The element at fault.
    pub node: NodeId,
    /// Its local name.
    pub element: String,
    /// Why.
    pub why: Unfaithful,
}

/// Why an element has no faithful JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unfaithful {
    /// Text stands beside child elements.
    MixedContent,
    /// A member of that name would stand twice in the same object.
    DuplicateMember(String),
    /// Elements nest deeper than a JSON format may.
    TooDeep,
}

/// Reads the root element of an XML payload (the `<format>`'s first child element) as fields.
pub fn read_xml(
    _doc: &Document,
    _root: NodeId,
    _args: &[Arg],
    _reading: Reading,
) -> Result<XmlPayload, NoFaithfulJson> {
    todo!()
}
