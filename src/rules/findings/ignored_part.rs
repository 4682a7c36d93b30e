//! Where two attributes or children say the same thing in different ways, the factory takes one of
//! them and says nothing about the other. Each was run on the engines of 2.0.0 to 4.0.0, or is read
//! in the factories of filter, switch, property, payloadFactory and sequence.
//!
//! Source: wso2-synapse, config/xml/*MediatorFactory.

use crate::program::{Kind, Tree};
use crate::rules::scene::name;
use crate::rules::{Effect, Example, Findings, Found, Rule, Scene};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "ignored-part",
    effect: Effect::WARNING,
    when: "An attribute or child that Synapse passes over, as another one wins.",
    help: "Keep the one that is meant and remove the other.",
    example: Example::of(
        r#"<filter xpath="$ctx:DESK" source="$ctx:ERROR_CODE" regex="900901">
  <sequence key="no_token"/>
</filter>"#,
        r#"<filter xpath="$ctx:DESK">
  <filter source="$ctx:ERROR_CODE" regex="900901">
    <sequence key="no_token"/>
  </filter>
</filter>"#,
    ),
    found: &[Found::InSequence(check)],
};

fn check(scene: &Scene<'_, '_>, found: &mut Findings) {
    let tree = scene.custom;
    for node in scene.written() {
        let Some(what) = ignored(tree, node) else { continue };
        let message = format!("{}: {what}", name(tree, node));
        found.warning(message, tree.line(node));
    }
}

fn ignored(tree: &Tree<'_>, node: crate::program::Ix) -> Option<&'static str> {
    let doc = tree.doc;
    let element = tree.node(node).element;
    let has = |name| !tree.node(node).implied && doc.find_attribute(element, name).is_some();
    let children = tree.children(node).next().is_some();
    match tree.kind(node) {
        Kind::Filter if has("xpath") && (has("source") || has("regex")) => {
            Some("source and regex are ignored beside xpath")
        }
        Kind::Then | Kind::Else if has("sequence") && children => {
            Some("what stands inside is ignored beside the attribute sequence")
        }
        Kind::Sequence if tree.parent(node).is_some() && has("key") && has("name") => {
            Some("key is ignored beside name, and nothing is called")
        }
        Kind::Property if has("value") && has("expression") => {
            Some("the expression is ignored beside value")
        }
        Kind::Default => {
            let first = tree
                .parent(node)
                .and_then(|switch| tree.children(switch).find(|&n| tree.kind(n) == Kind::Default));
            (first != Some(node)).then_some("only the first <default> of a switch is ever taken")
        }
        Kind::PayloadFactory => ignored_in_format(tree, node),
        _ => None,
    }
}

/// The children of a format that are left out.
fn ignored_in_format(tree: &Tree<'_>, payload: crate::program::Ix) -> Option<&'static str> {
    let doc = tree.doc;
    let element = tree.node(payload).element;
    let format = doc.child_elements(element).find(|&c| doc.local_name(c) == "format")?;
    if doc.find_attribute(format, "key").is_some() {
        return None;
    }
    let freemarker =
        tree.attr(payload, "template-type").is_some_and(|t| t.eq_ignore_ascii_case("freemarker"));
    let count = doc.child_elements(format).count();
    match tree.attr(payload, "media-type") {
        Some("json" | "text") if count > 0 => {
            Some("elements in a format of text are left out; write &lt; for <, or put it in CDATA")
        }
        None if count > 1 && !freemarker => Some("only the first element of its format goes out"),
        _ => None,
    }
}
