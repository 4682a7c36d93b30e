//! Content types that do not come out as written: `content-type-ignored`, `text-over-json`,
//! `json-as-xml`.

use crate::expression;
use crate::model::{Finding, Severity};
use crate::program::{Ix, Kind, Tree, flow, removes_property, sets_property};

use super::content_types::is_xml;
use super::message::{body_at, essence, is_json_payload, is_settled_later};
use super::on_purpose::serves_xml_on_purpose;
use super::scene::name;
use super::{Scene, code};

/// A `ContentType` that something behind it overwrites, and a transport header `Content-Type`.
///
/// Run on the engines of 2.0.0 to 4.0.0: `messageType` sets `ContentType` too, a JSON or text
/// payload sets both, an XML one unless the type is XML already; the header alone does nothing.
pub(super) fn content_type_ignored(scene: &Scene<'_, '_>, found: &mut Vec<Finding>) {
    let tree = scene.merged;
    for node in scene.own() {
        let Some(value) = tree.attr(node, "value") else { continue };
        let message = if sets_property(tree, node, "axis2", "ContentType") {
            let Some(by) = overwritten_by(tree, node, value) else { continue };
            format!("ContentType {value} does not reach clients: {by} behind it")
        } else if sets_header(tree, node) && !is_said_elsewhere(tree, value) {
            format!("the header Content-Type {value} has no effect: messageType decides the type")
        } else {
            continue;
        };
        let line = scene.line(node);
        found.push(code::CONTENT_TYPE_IGNORED.finding(Severity::Warning, message, line));
    }
}

/// What overwrites a `ContentType` with another type before the message goes out.
fn overwritten_by(tree: &Tree<'_>, node: Ix, value: &str) -> Option<String> {
    let other = |v: Option<&str>| v.is_none_or(|v| essence(v) != essence(value));
    let by_type = |n: Ix| sets_property(tree, n, "axis2", "messageType");
    for next in flow::next(tree, node) {
        if sets_property(tree, next, "axis2", "ContentType") || flow::always_ends(tree, next) {
            return None;
        }
        if removes_property(tree, next, "axis2", "ContentType") {
            let json = essence(value) == "application/json";
            return (!json).then(|| "it is removed".to_owned());
        }
        if by_type(next) {
            let overwrites = other(tree.attr(next, "value"));
            return overwrites.then(|| format!("{} sets it anew", name(tree, next)));
        }
        if tree.kind(next) == Kind::PayloadFactory {
            let sets = match tree.attr(next, "media-type") {
                Some("json") => other(Some("application/json")),
                Some("text") => other(Some("text/plain")),
                Some(_) => continue,
                None if !overwrites_as_xml(tree, next) => continue,
                None => other(Some("application/xml")),
            };
            return sets.then(|| "the payload sets it anew".to_owned());
        }
        let sets = |n: Ix| by_type(n) && other(tree.attr(n, "value"));
        if is_by_method(tree, next) && tree.subtree(next).any(sets) {
            return Some("for some methods it is set anew".to_owned());
        }
    }
    None
}

/// Whether an XML payload sets the content type: where `messageType` is known not to be XML.
fn overwrites_as_xml(tree: &Tree<'_>, payload: Ix) -> bool {
    let before = flow::before(tree, payload);
    let last = before.into_iter().rev().find(|&n| sets_property(tree, n, "axis2", "messageType"));
    let value = last.and_then(|n| tree.attr(n, "value"));
    value.is_some_and(|v| !is_xml(v) && essence(v) != "application/soap+xml")
}

/// Whether a filter depends on the request's method.
fn is_by_method(tree: &Tree<'_>, filter: Ix) -> bool {
    let condition = tree.attr(filter, "source").or(tree.attr(filter, "xpath"));
    tree.kind(filter) == Kind::Filter
        && condition.is_some_and(|c| expression::reads(c).iter().any(|r| r == "axis2:HTTP_METHOD"))
}

/// Whether a mediator sets the transport header `Content-Type`.
fn sets_header(tree: &Tree<'_>, node: Ix) -> bool {
    let header = tree.kind(node) == Kind::Header
        && tree.attr(node, "scope") == Some("transport")
        && tree.attr(node, "name").is_some_and(|n| n.eq_ignore_ascii_case("Content-Type"))
        && tree.attr(node, "action").is_none();
    header || sets_property(tree, node, "transport", "Content-Type")
}

/// Whether the sequence gives that type by a payload or a property that has an effect.
fn is_said_elsewhere(tree: &Tree<'_>, value: &str) -> bool {
    let same = |other: &str| essence(other) == essence(value);
    tree.all().any(|n| match tree.kind(n) {
        Kind::PayloadFactory => match tree.attr(n, "media-type") {
            Some("json") => same("application/json"),
            Some("text") => same("text/plain"),
            _ => same("application/xml"),
        },
        Kind::Property => {
            let type_of =
                |name| sets_property(tree, n, "axis2", name).then(|| tree.attr(n, "value"));
            let set = type_of("messageType").or_else(|| type_of("ContentType")).flatten();
            set.is_some_and(same)
        }
        _ => false,
    })
}

/// A content type for plain text over a JSON body.
///
/// Run on the engines of 2.0.0 to 4.0.0: the formatter writes the text of an element, and a JSON
/// body has none, so the answer is empty.
pub(super) fn text_over_json(scene: &Scene<'_, '_>, found: &mut Vec<Finding>) {
    for (node, value) in over_json(scene, |v| matches!(v, "text/plain" | "text/event-stream")) {
        let message = format!("messageType {value} over a JSON payload: clients get an empty body");
        let line = scene.line(node);
        found.push(code::TEXT_OVER_JSON.finding(Severity::Error, message, line));
    }
}

/// A content type whose formatter writes XML, over a JSON body.
///
/// Run on the engines of 2.0.0 to 4.0.0: under application/xml, text/xml and text/html the members
/// go out as elements of `<jsonObject>`.
pub(super) fn json_as_xml(scene: &Scene<'_, '_>, found: &mut Vec<Finding>) {
    for (node, value) in over_json(scene, |v| is_xml(v) || v == "text/html") {
        // The rule `message-type` is about these.
        let rewritten = scene.setting.rewriting.to_json && is_xml(&value);
        if rewritten && !serves_xml_on_purpose(scene.merged, node) {
            continue;
        }
        let message = format!("messageType {value} over a JSON payload: clients get <jsonObject>");
        let line = scene.line(node);
        found.push(code::JSON_AS_XML.finding(Severity::Warning, message, line));
    }
}

/// The properties that set such a `messageType` for good while the body is JSON, one of the two
/// being the operator's.
fn over_json(scene: &Scene<'_, '_>, such: impl Fn(&str) -> bool) -> Vec<(Ix, String)> {
    let tree = scene.merged;
    let sets = |n: Ix| sets_property(tree, n, "axis2", "messageType");
    let mut found = Vec::new();
    if !tree.all().any(|n| is_json_payload(tree, n)) {
        return found;
    }
    for node in tree.all().filter(|&n| sets(n)) {
        let Some(value) = tree.attr(node, "value").filter(|v| such(v)) else { continue };
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
