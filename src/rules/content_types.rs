//! What clients are told the body is: `messageType` and `ContentType`.

use crate::expression::Location;
use crate::program::kinds::filter::Condition;
use crate::program::{Ix, Tree, sets_property};
use crate::xml::NodeId;

use super::message::{body_at, is_json_payload, is_settled_later};
pub(super) use super::message_types::{is_html, is_xml};
use super::read::{Medium, payloads};
use super::scene::Scene;
use super::typed::{condition, literal};

/// Whether a sequence says that what it answers is JSON, whatever its payloads are.
pub fn sets_json_message_type(tree: &Tree<'_>) -> bool {
    let json = |n: Ix| literal(tree, n).is_some_and(|v| v.contains("json"));
    tree.all().any(|n| sets_property(tree, n, "axis2", "messageType") && json(n))
}

/// Whether a filter depends on the request's method.
pub(super) fn is_by_method(tree: &Tree<'_>, filter: Ix) -> bool {
    let method = Location::scoped("axis2", "HTTP_METHOD");
    // Looked for in the text first: what an expression reads is a list of its own each time.
    condition(tree, filter).map(Condition::expression).is_some_and(|expression| {
        expression.text().contains("HTTP_METHOD") && expression.reads().contains(&method)
    })
}

/// The property by which a filter on the request method sets the other format's content type.
pub(super) fn by_method(tree: &Tree<'_>, filter: Ix, payload_is_xml: bool) -> Option<Ix> {
    let other = |value: &str| match payload_is_xml {
        true => value.starts_with("application/json"),
        false => is_xml(value),
    };
    let sets = |n: &Ix| {
        sets_property(tree, *n, "axis2", "messageType") && literal(tree, *n).is_some_and(other)
    };
    is_by_method(tree, filter).then(|| tree.subtree(filter).find(sets)).flatten()
}

/// The properties that set such a `messageType` for good while the body is JSON, one of the two
/// being the operator's.
pub(super) fn over_json(scene: &Scene<'_, '_>, such: impl Fn(&str) -> bool) -> Vec<(Ix, String)> {
    let tree = scene.merged;
    let sets = |n: Ix| sets_property(tree, n, "axis2", "messageType");
    let mut found = Vec::new();
    if !tree.all().any(|n| is_json_payload(tree, n)) {
        return found;
    }
    for node in tree.all().filter(|&n| sets(n)) {
        let Some(value) = literal(tree, node).filter(|v| such(v)) else { continue };
        let Some(body) = body_at(tree, node).filter(|&b| is_json_payload(tree, b)) else {
            continue;
        };
        let own = scene.is_own(node) || scene.is_own(body);
        if own && !is_settled_later(tree, node) {
            found.push((node, value.to_owned()));
        }
    }
    found
}

/// The XML payloads of the merged file that REST clients get, with their root.
pub(super) fn xml_payloads<'s>(
    scene: &'s Scene<'_, '_>,
) -> impl Iterator<Item = (Ix, NodeId)> + 's {
    let tree = scene.merged;
    payloads(tree, tree.all()).filter_map(|(n, payload)| match payload.medium {
        Medium::Xml(root, _) if !scene.is_for_soap(n) && !is_html(tree, n) => Some((n, root)),
        _ => None,
    })
}
