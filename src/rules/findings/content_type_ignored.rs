//! Run on the engines of 2.0.0 to 4.0.0: `messageType` sets `ContentType` too, a JSON or text
//! payload sets both, an XML one unless the type is XML already; the transport header alone does
//! nothing.
//!
//! Source: wso2-synapse v2.1.7-wso2v227: PropertyMediator and PayloadFactoryMediator set
//! ContentType with messageType; PassThroughHttpSender.setContentType.

use crate::program::kinds::payload_factory::Medium;
use crate::program::{Ix, Tree, flow, removes_property, sets_property};
use crate::rules::content_types::{is_by_method, is_xml};
use crate::rules::message::essence;
use crate::rules::scene::name;
use crate::rules::typed::{literal, medium, sets_header};
use crate::rules::{Effect, Example, Findings, Found, Rule, Scene};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "content-type-ignored",
    effect: Effect::WARNING,
    when: "A content type that something behind it overwrites, or that is set as a transport header only.",
    help: "Set ContentType (scope axis2) after the payload and after messageType.",
    example: Example::of(
        r#"<property name="ContentType" value="application/problem+json" scope="axis2"/>
<payloadFactory media-type="json">
  <format>{"title":"closed"}</format>
  <args/>
</payloadFactory>"#,
        r#"<payloadFactory media-type="json">
  <format>{"title":"closed"}</format>
  <args/>
</payloadFactory>
<property name="ContentType" value="application/problem+json" scope="axis2"/>"#,
    ),
    found: &[Found::InSequence(check)],
};

fn check(scene: &Scene<'_, '_>, found: &mut Findings) {
    let tree = scene.merged;
    for node in scene.own() {
        let Some(value) = literal(tree, node) else { continue };
        let message = if sets_property(tree, node, "axis2", "ContentType") {
            let Some(by) = overwritten_by(tree, node, value) else { continue };
            format!("ContentType {value} does not reach clients: {by} behind it")
        } else if sets_header(tree, node, "Content-Type") && !is_said_elsewhere(tree, value) {
            format!("the header Content-Type {value} has no effect: messageType decides the type")
        } else {
            continue;
        };
        found.warning(message, scene.line(node));
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
            let overwrites = other(literal(tree, next));
            return overwrites.then(|| format!("{} sets it again", name(tree, next)));
        }
        if let Some(medium) = medium(tree, next) {
            if medium == Medium::Inert || medium == Medium::Xml && !overwrites_as_xml(tree, next) {
                continue;
            }
            return other(medium.content_type()).then(|| "the payload sets it again".to_owned());
        }
        let sets = |n: Ix| by_type(n) && other(literal(tree, n));
        if is_by_method(tree, next) && tree.subtree(next).any(sets) {
            return Some("for some methods it is set again".to_owned());
        }
    }
    None
}

/// Whether an XML payload sets the content type: where `messageType` is known not to be XML.
fn overwrites_as_xml(tree: &Tree<'_>, payload: Ix) -> bool {
    let before = flow::before(tree, payload);
    let last = before.into_iter().rev().find(|&n| sets_property(tree, n, "axis2", "messageType"));
    let value = last.and_then(|n| literal(tree, n));
    value.is_some_and(|v| !is_xml(v) && essence(v) != "application/soap+xml")
}

/// Whether the sequence gives that type by a payload or a property that has an effect.
fn is_said_elsewhere(tree: &Tree<'_>, value: &str) -> bool {
    let same = |other: &str| essence(other) == essence(value);
    let set = |n: Ix| {
        let sets = |name| sets_property(tree, n, "axis2", name);
        literal(tree, n).filter(|_| sets("messageType") || sets("ContentType"))
    };
    tree.all().any(|n| {
        medium(tree, n).and_then(Medium::content_type).or_else(|| set(n)).is_some_and(same)
    })
}
