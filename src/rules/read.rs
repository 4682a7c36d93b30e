//! A `payloadFactory` as fields: its format and args, read from the document.

use crate::expression::{Expression, Syntax};
use crate::payload::{
    Arg, FieldEdit, JsonProblem, NoFaithfulJson, Reading, Value, XmlPayload, diff, read_json,
    read_xml,
};
use crate::program::kinds::payload_factory;
use crate::program::{Ix, Kind, Tree};
use crate::xml::{Document, NodeId};

/// What a payload's format is written in.
#[derive(Debug, Clone, PartialEq)]
pub enum Medium {
    /// XML: the root element and its fields.
    Xml(NodeId, Result<XmlPayload, NoFaithfulJson>),
    /// JSON: the format text and its fields.
    Json(String, Result<Value, JsonProblem>),
    /// Plain text, FreeMarker, a registry key, or nothing: compared as a whole.
    Opaque,
}

/// A `payloadFactory` as fields.
#[derive(Debug, Clone, PartialEq)]
pub struct Payload {
    /// Its format.
    pub medium: Medium,
    /// Whether it does nothing when it runs, such as one with the media type `application/json`.
    pub is_inert: bool,
    /// Its args in order.
    pub args: Vec<Arg>,
    /// The `format` element.
    pub format: Option<NodeId>,
    /// The `args` element.
    pub args_element: Option<NodeId>,
}

impl Payload {
    /// The fields, where the format has any.
    pub fn value(&self) -> Option<&Value> {
        match &self.medium {
            Medium::Xml(_, Ok(payload)) => Some(&payload.value),
            Medium::Json(_, Ok(value)) => Some(value),
            _ => None,
        }
    }

    /// Whether it is XML.
    pub fn is_xml(&self) -> bool {
        matches!(self.medium, Medium::Xml(..))
    }

    /// Whether it is JSON.
    pub fn is_json(&self) -> bool {
        matches!(self.medium, Medium::Json(..))
    }

    /// Whether it is XML under one of WSO2's own fault roots.
    pub fn is_wso2_fault(&self) -> bool {
        matches!(&self.medium, Medium::Xml(_, Ok(p)) if p.is_wso2_fault_root)
    }

    /// The edits that turn it into `other`, field by field; none if `other` replaced it as a whole. A
    /// payload that does nothing has no fields in common with one that does.
    pub fn edits_to(&self, other: &Self) -> Option<Vec<FieldEdit>> {
        if self.is_inert || other.is_inert {
            return None;
        }
        let (from, to) = (self.value()?, other.value()?);
        let same_form = match (self.is_xml(), other.is_xml()) {
            (true, true) => self.is_wso2_fault() == other.is_wso2_fault(),
            (false, false) => from.shares_a_field(to),
            _ => false,
        };
        same_form.then(|| diff(from, to))
    }
}

/// Reads a `payloadFactory`.
pub fn read_payload(tree: &Tree<'_>, node: Ix, reading: Reading) -> Payload {
    debug_assert_eq!(tree.kind(node), Kind::PayloadFactory);
    let doc = tree.doc;
    let element = tree.node(node).element;
    let part = |name| doc.child_elements(element).find(|&c| doc.local_name(c) == name);
    let (format, args_element) = (part("format"), part("args"));
    let args: Vec<Arg> = args_element
        .map(|args| doc.child_elements(args).map(|a| read_arg(doc, a)).collect())
        .unwrap_or_default();
    let media_type = tree.attr(node, "media-type").unwrap_or("xml");
    let plain =
        tree.attr(node, "template-type").is_none_or(|t| !t.eq_ignore_ascii_case("freemarker"));
    let medium = match format.filter(|&f| plain && doc.find_attribute(f, "key").is_none()) {
        None => Medium::Opaque,
        Some(format) if media_type.contains("json") => {
            let text = doc.own_text(format).into_owned();
            let value = read_json(&text, &args, reading);
            Medium::Json(text, value)
        }
        Some(format) if media_type == "xml" => match doc.child_elements(format).next() {
            Some(root) => Medium::Xml(root, read_xml(doc, root, &args, reading)),
            None => Medium::Opaque,
        },
        Some(_) => Medium::Opaque,
    };
    let is_inert = payload_factory::Medium::of(media_type) == payload_factory::Medium::Inert;
    Payload { medium, is_inert, args, format, args_element }
}

/// Reads one `<arg>`; its canonical form is that of its attributes.
pub(super) fn read_arg(doc: &Document, arg: NodeId) -> Arg {
    let attributes: Vec<(String, String)> = doc
        .attributes(arg)
        .map(|a| (doc.attribute_name(a).to_owned(), doc.attribute_value(a).into_owned()))
        .collect();
    let expression = attributes.iter().find(|(n, _)| n == "expression").map(|(_, v)| v.as_str());
    let read = Expression::at(doc, arg, expression.unwrap_or(""), Syntax::Either);
    let namespaces =
        read.prefixes().filter_map(|(p, uri)| Some((p.to_owned(), uri?.to_owned()))).collect();
    Arg { canonical: crate::program::canonical_arg(doc, arg), attributes, namespaces }
}

/// The payloads among some nodes of a tree.
pub(super) fn payloads<'t>(
    tree: &'t Tree<'_>,
    nodes: impl Iterator<Item = Ix> + 't,
) -> impl Iterator<Item = (Ix, Payload)> + 't {
    let payloads = nodes.filter(|&n| tree.kind(n) == Kind::PayloadFactory);
    payloads.map(|n| (n, read_payload(tree, n, Reading::default())))
}
