//! Attributes in canonical form: what Synapse reads, with its defaults left out.
//!
//! What each attribute means is in the form of its kind; the folds are those of Synapse's own
//! factories and serialisers (wso2-synapse v2.1.7-wso2v227, `config/xml/*MediatorFactory` and
//! `*MediatorSerializer`), each run there.

use std::borrow::Cow;

use super::form::Is;
use super::kinds::Kind;
use super::tree::Attr;
use crate::expression;
use crate::xml::{Document, NodeId};

/// Appends the element's canonical attributes, sorted by name.
pub(super) fn canonical<'d>(
    doc: &'d Document,
    element: NodeId,
    kind: Kind,
    parent: Option<Kind>,
    out: &mut Vec<Attr<'d>>,
) {
    let start = out.len();
    for id in doc.attributes(element) {
        let (name, value) = (doc.attribute_name(id), doc.attribute_value(id));
        if !is_noise(kind, name) && !is_default(kind, parent, name, &value) {
            out.push(Attr { name, value, source: Some(id) });
        }
    }
    let form = kind.form();
    let hidden: Vec<&str> =
        out[start..].iter().flat_map(|a| form.hidden_by(a.name)).copied().collect();
    if !hidden.is_empty() {
        let shown = (start..out.len()).filter(|&at| !hidden.contains(&out[at].name));
        let shown: Vec<usize> = shown.collect();
        for (to, &from) in (start..).zip(&shown) {
            out.swap(to, from);
        }
        out.truncate(start + shown.len());
    }
    let typed = typed_value(kind, &out[start..]);
    for attr in &mut out[start..] {
        normalise(doc, element, kind, attr);
        if let (Some(value), "value") = (&typed, attr.name) {
            attr.value = Cow::Owned(value.clone());
        }
    }
    out[start..].sort_unstable_by(|a, b| a.name.cmp(b.name));
}

/// Attributes without effect, and the name of a sequence, which files are not compared by.
fn is_noise(kind: Kind, name: &str) -> bool {
    name == "description" || kind.form().meaning(name) == Some(Is::Noise)
}

/// Whether Synapse behaves the same without the attribute.
fn is_default(kind: Kind, parent: Option<Kind>, name: &str, value: &str) -> bool {
    match (name, kind.form().meaning(name)) {
        ("trace" | "statistics", _) => value != "enable",
        // A log has no use for the scope of what it writes.
        ("scope", _) if kind == Kind::Property && parent == Some(Kind::Log) => true,
        (_, Some(Is::Default(default))) => value == default,
        (_, Some(Is::Word(default))) => value.trim().eq_ignore_ascii_case(default),
        (_, Some(Is::Only(word))) => value != word,
        _ => false,
    }
}

/// Expressions and the few values that have more than one spelling.
fn normalise<'d>(doc: &'d Document, element: NodeId, kind: Kind, attr: &mut Attr<'d>) {
    match kind.form().meaning(attr.name) {
        Some(Is::Expression) => expression::fold(doc, element, false, &mut attr.value),
        Some(Is::Condition) => expression::fold(doc, element, true, &mut attr.value),
        Some(Is::Word(_)) => attr.value = Cow::Owned(attr.value.trim().to_ascii_uppercase()),
        Some(Is::Qualified) => qualify(doc, element, attr),
        // Any attribute of an unknown element, or of XML that is passed on, may hold such a name.
        None if kind == Kind::Other => qualify(doc, element, attr),
        _ => {}
    }
}

/// A name with a prefix is another name where the prefix stands for something else. It keeps its
/// prefix, which is passed on with it.
fn qualify(doc: &Document, element: NodeId, attr: &mut Attr<'_>) {
    if let Some(namespace) = doc.namespace_of_name(element, &attr.value) {
        attr.value = Cow::Owned(format!("{{{namespace}}}{}", attr.value));
    }
}

/// Whether the attribute of that mediator holds an XPath or JSONPath expression.
pub(crate) fn is_expression(kind: Kind, name: &str) -> bool {
    matches!(kind.form().meaning(name), Some(Is::Expression | Is::Condition))
}

/// A typed value as Java would print it after parsing it; none where the type keeps the text.
fn typed_value(kind: Kind, attrs: &[Attr<'_>]) -> Option<String> {
    if kind != Kind::Property {
        return None;
    }
    let find = |name| attrs.iter().find(|a| a.name == name).map(|a| a.value.as_ref());
    let value = find("value")?.trim();
    match find("type")? {
        "INTEGER" | "LONG" | "SHORT" => value.parse::<i64>().ok().map(|n| n.to_string()),
        "DOUBLE" | "FLOAT" => value.parse::<f64>().ok().map(|n| format!("{n:?}")),
        "BOOLEAN" => {
            let truthy = ["true", "yes", "1"].iter().any(|t| value.eq_ignore_ascii_case(t));
            Some(truthy.to_string())
        }
        _ => None,
    }
}
