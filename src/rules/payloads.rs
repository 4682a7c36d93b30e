//! `xml-payload`, `inline-ctx`: an XML payload of the operator's as JSON.

use crate::payload::{Arg, Field, NoFaithfulJson, TemplatePart, Value, number_inline_ctx, to_json};

use super::read::{Medium, Payload};
use crate::xml::{Document, NodeId, escape_attribute, escape_text};

/// The text of a JSON payload.
#[derive(Debug, Clone, PartialEq)]
pub struct JsonText {
    /// The format.
    pub format: String,
    /// Its args in order.
    pub args: Vec<Arg>,
}

/// An XML payload as JSON with the same fields; none where it is not XML.
///
/// # Errors
///
/// What has no faithful JSON, such as mixed content.
pub(super) fn as_json(payload: &Payload) -> Option<Result<JsonText, NoFaithfulJson>> {
    match &payload.medium {
        Medium::Xml(_, Ok(xml)) => {
            let (format, args) = to_json(&with_texts(&xml.value));
            Some(Ok(JsonText { format, args }))
        }
        Medium::Xml(_, Err(why)) => Some(Err(why.clone())),
        _ => None,
    }
}

/// A payload with the literal args in their places that XML would escape: as the value of an arg
/// they would be escaped in JSON too (wso2-synapse, `RegexTemplateProcessor`). One that may be
/// markup is left: nobody can say what it was meant to be.
fn with_texts(value: &Value) -> Value {
    match value {
        Value::Text(parts) => Value::Text(with_literals(parts)),
        Value::Bare(_) => value.clone(),
        Value::Object(fields) => {
            let field = |f: &Field| Field { name: f.name.clone(), value: with_texts(&f.value) };
            Value::Object(fields.iter().map(field).collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(with_texts).collect()),
    }
}

/// Parts with those args as literal text, joined with the text around them.
fn with_literals(parts: &[TemplatePart]) -> Vec<TemplatePart> {
    let mut all: Vec<TemplatePart> = Vec::with_capacity(parts.len());
    for part in parts {
        let literal = match part {
            TemplatePart::Literal(text) => Some(text),
            TemplatePart::Arg(arg) => {
                arg.attributes.iter().find(|(n, _)| n == "value").map(|(_, v)| v)
            }
            TemplatePart::Dangling(_) => None,
        };
        let is_text = matches!(part, TemplatePart::Literal(_));
        match (literal.filter(|text| is_text || is_escaped(text)), all.last_mut()) {
            (Some(text), Some(TemplatePart::Literal(before))) => before.push_str(text),
            (Some(text), _) => all.push(TemplatePart::Literal(text.clone())),
            (None, _) => all.push(part.clone()),
        }
    }
    all
}

/// Whether the engine escapes something in the literal value of an arg.
fn is_escaped(text: &str) -> bool {
    let markup = text.trim().starts_with('<') && text.trim().ends_with('>');
    text.contains(['&', '<', '>', '"', '\'']) && !markup
}

/// A JSON payload whose inline `$ctx:NAME` are numbered arguments; none where there is none.
pub(super) fn numbered(payload: &Payload) -> Option<JsonText> {
    let Medium::Json(format, _) = &payload.medium else { return None };
    if crate::payload::inline_ctx(format).is_empty() {
        return None;
    }
    let numbered = number_inline_ctx(format, &payload.args);
    Some(JsonText { format: numbered.format, args: numbered.args })
}

/// A `payloadFactory` of a document with a JSON format in the place of its own.
pub fn json_payload_text(doc: &Document, payload: NodeId, text: &JsonText) -> String {
    let indent = indent_of(doc, payload);
    let inside = doc.child_elements(payload).next().map(|child| indent_of(doc, child));
    let unit = inside.and_then(|inside| inside.strip_prefix(indent)).filter(|u| !u.is_empty());
    let prefix = match doc.prefix(payload) {
        "" => String::new(),
        prefix => format!("{prefix}:"),
    };
    let attributes = kept_attributes(doc, payload);
    let text = payload_text(&prefix, &attributes, text, indent, unit.unwrap_or("    "));
    if doc.text().contains("\r\n") { text.replace('\n', "\r\n") } else { text }
}

/// The white space before an element that begins its line.
fn indent_of(doc: &Document, element: NodeId) -> &str {
    let before = &doc.text()[..doc.node(element).span.start as usize];
    let line = &before[before.rfind('\n').map_or(0, |n| n + 1)..];
    if line.trim().is_empty() { line } else { "" }
}

/// The attributes, as written, that a mediator keeps when it becomes a JSON payload: those that do
/// not belong to what it was.
pub(crate) fn kept_attributes(doc: &Document, mediator: NodeId) -> String {
    let of_its_kind = ["media-type", "template-type", "version", "response"];
    doc.attributes(mediator)
        .filter(|&a| !of_its_kind.contains(&doc.attribute_name(a)))
        .map(|a| format!(" {}", doc.slice(doc.attribute(a).span)))
        .collect()
}

/// A `payloadFactory` element with a JSON format, on lines of their own at that indentation;
/// `attributes` are those beside the media type, as written.
pub(crate) fn payload_text(
    prefix: &str,
    attributes: &str,
    text: &JsonText,
    indent: &str,
    unit: &str,
) -> String {
    let p = prefix;
    let inner = format!("\n{indent}{unit}");
    let mut out = format!("<{p}payloadFactory media-type=\"json\"{attributes}>{inner}<{p}format>");
    out.push_str(&escape_text(&text.format));
    out.push_str(&format!("</{p}format>{inner}"));
    out.push_str(&args_text(p, &text.args, &format!("{indent}{unit}"), unit));
    out.push_str(&format!("\n{indent}</{p}payloadFactory>"));
    out
}

/// An `args` element, its items on lines of their own.
pub(crate) fn args_text(p: &str, args: &[Arg], indent: &str, unit: &str) -> String {
    if args.is_empty() {
        return format!("<{p}args/>");
    }
    let mut out = format!("<{p}args>");
    for arg in args {
        out.push_str(&format!("\n{indent}{unit}<{p}arg"));
        for (prefix, uri) in &arg.namespaces {
            out.push_str(&format!(" xmlns:{prefix}=\"{}\"", escape_attribute(uri)));
        }
        for (name, value) in &arg.attributes {
            out.push_str(&format!(" {name}=\"{}\"", escape_attribute(value)));
        }
        out.push_str("/>");
    }
    out.push_str(&format!("\n{indent}</{p}args>"));
    out
}
