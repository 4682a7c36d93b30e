//! What becomes of the mediators that the operator added, before they are put into the target.

use crate::matching::Matching;
use crate::payload::{Field, Part, Value, to_json};
use crate::program::{Ix, Kind, Mediator, Tree, is_expression};

use super::bodies::{self, Reads};
use super::content_types::{is_content_type, is_html, is_xml};
use super::typed::literal;

use super::on_purpose::only_soap_clients;
use super::payloads::{JsonText, as_json, numbered};
use super::read::read_arg;
use super::rewrites::{Patch, Rewrite, Rewriting};
use super::rule::Rule;
use super::{code, is_error_message_type, is_removed_class, read_payload, serves_xml_on_purpose};

/// A node of the operator's, what becomes of it, and by which rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Rewritten {
    /// The node of custom.
    pub node: Ix,
    /// What becomes of it.
    pub rewrite: Rewrite,
    /// Why.
    pub rule: &'static Rule,
}

/// What becomes of each new node in a subtree of custom, in document order. Nodes with a partner
/// in the base are the base's and not looked at.
pub fn rewrite_new(
    custom: &Tree<'_>,
    top: Ix,
    matching: &Matching,
    rewriting: &Rewriting,
) -> Vec<Rewritten> {
    custom
        .subtree(top)
        .filter(|&n| matching.a(n).is_none())
        .filter_map(|node| {
            let (rule, rewrite) = rewrite(custom, node, rewriting)?;
            Some(Rewritten { node, rewrite, rule })
        })
        .collect()
}

/// What becomes of a payload that takes the place of the stock one.
pub fn rewrite_payload(custom: &Tree<'_>, node: Ix, rewriting: &Rewriting) -> Option<Rewritten> {
    let (rule, rewrite) = rewrite(custom, node, rewriting)?;
    Some(Rewritten { node, rewrite, rule })
}

/// What becomes of the expressions that the operator changed on a mediator that the base has too;
/// the rest of the mediator is the base's.
pub fn rewrite_changed(
    custom: &Tree<'_>,
    node: Ix,
    changed: &[&str],
    rewriting: &Rewriting,
) -> Option<Rewritten> {
    if !rewriting.to_json || custom.kind(node) == Kind::PayloadFactory {
        return None;
    }
    let is_changed = |name: &str| changed.contains(&name);
    if !changed.iter().any(|name| is_expression(custom.kind(node), name)) {
        return None;
    }
    let (rule, rewrite) = match bodies::of_node(custom, node, true)? {
        Reads::Lost(why) => (&code::READS_XML_BODY, Rewrite::Lost(why)),
        Reads::Otherwise(rule, mut patches) => {
            patches.iter_mut().for_each(|p| p.set.retain(|(name, _)| is_changed(name)));
            patches.retain(|p| !p.set.is_empty());
            if patches.is_empty() {
                return None;
            }
            (rule, Rewrite::Attributes(patches))
        }
    };
    Some(Rewritten { node, rewrite, rule })
}

fn rewrite(tree: &Tree<'_>, node: Ix, r: &Rewriting) -> Option<(&'static Rule, Rewrite)> {
    if r.classes_removed && is_removed_class(tree, node) {
        return Some((&code::REMOVED_CLASS, Rewrite::Drop));
    }
    if r.classes_removed && is_error_message_type(tree, node) {
        return Some((&code::ERROR_MESSAGE_TYPE, Rewrite::Drop));
    }
    if r.classes_removed && tree.program().is_unknown(tree.node(node).element) {
        return Some((&code::UNKNOWN_MEDIATOR, Rewrite::Keep));
    }
    let reads = || {
        Some(match bodies::of_node(tree, node, r.to_json)? {
            Reads::Otherwise(rule, patches) => (rule, Rewrite::Attributes(patches)),
            Reads::Lost(why) => (&code::READS_XML_BODY, Rewrite::Lost(why)),
        })
    };
    if !r.to_json {
        return reads().filter(|_| r.classes_removed);
    }
    if tree.kind(node) == Kind::PayloadFactory {
        return payload(tree, node, r).or_else(reads);
    }
    if tree.kind(node) == Kind::Makefault {
        return pox_fault(tree, node);
    }
    if is_content_type(tree, node) && literal(tree, node).is_some_and(is_xml) {
        return content_type(tree, node);
    }
    reads()
}

/// A pox fault for REST clients as a JSON payload. What it wrote is
/// `<Exception>detail, else reason</Exception>` (wso2-synapse, `FaultMediator`).
fn pox_fault(tree: &Tree<'_>, node: Ix) -> Option<(&'static Rule, Rewrite)> {
    let is_pox = matches!(tree.mediator(node), Some(Mediator::Makefault(f)) if f.is_pox());
    if !is_pox || only_soap_clients(tree, node) {
        return None;
    }
    let field = |name: &str, kind: Kind| {
        let part = tree.children(node).find(|&n| tree.kind(n) == kind)?;
        let arg = read_arg(tree.doc, tree.node(part).element);
        let literal = arg.attributes.iter().find(|(n, _)| n == "value").map(|(_, v)| v.clone());
        let piece = match literal {
            Some(text) if text.is_empty() => return None,
            Some(text) => Part::Literal(text),
            None => Part::Arg(arg),
        };
        Some(Field { name: name.to_owned(), value: Value::Text(vec![piece]) })
    };
    let fields = [field("code", Kind::Code), field("message", Kind::Reason)];
    let (format, args) = to_json(&Value::Object(fields.into_iter().flatten().collect()));
    Some((&code::POX_FAULT, Rewrite::Json(JsonText { format, args })))
}

fn payload(tree: &Tree<'_>, node: Ix, r: &Rewriting) -> Option<(&'static Rule, Rewrite)> {
    let payload = read_payload(tree, node, r.reading);
    if r.reading.inline_ctx
        && let Some(text) = numbered(&payload)
    {
        return Some((&code::INLINE_CTX, Rewrite::Json(text)));
    }
    let json = as_json(&payload)?;
    if serves_xml_on_purpose(tree, node) {
        // It stays XML, yet its args must load.
        return Some(match bodies::of_node(tree, node, false) {
            Some(Reads::Otherwise(rule, patches)) => (rule, Rewrite::Attributes(patches)),
            _ => (&code::DELIBERATE_XML, Rewrite::Keep),
        });
    }
    if is_html(tree, node) {
        return None;
    }
    Some(match json {
        Ok(JsonText { format, args }) => {
            let args = bodies::loadable(args);
            (&code::XML_PAYLOAD, Rewrite::Json(JsonText { format, args }))
        }
        Err(why) => (&code::XML_PAYLOAD, Rewrite::Unfaithful(why)),
    })
}

/// An XML content type becomes JSON unless what it describes stays XML: a branch that serves XML
/// on purpose, or a list that makes a SOAP fault.
fn content_type(tree: &Tree<'_>, node: Ix) -> Option<(&'static Rule, Rewrite)> {
    let list = tree.parent(node)?;
    let makes_fault = tree.children(list).any(|n| tree.kind(n) == Kind::Makefault);
    if makes_fault || serves_xml_on_purpose(tree, node) {
        return None;
    }
    let set = vec![("value".to_owned(), "application/json".to_owned())];
    let patch = Patch { element: tree.node(node).element, set };
    Some((&code::MESSAGE_TYPE, Rewrite::Attributes(vec![patch])))
}
