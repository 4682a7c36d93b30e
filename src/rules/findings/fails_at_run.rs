//! Some mediators load and throw once a request gets there. The sequence stops, and the client gets
//! the answer of whoever handles that error, or none.
//!
//! Source: wso2-synapse v2.1.7-wso2v227: EnrichMediator, PassThroughHttpSender.submitResponse,
//! RegexTemplateProcessor, SynapseXPath.

use std::cell::LazyCell;

use rustc_hash::FxHashSet;

use crate::expression::{Expr, Expression, Location, NodeTest, Syntax};
use crate::payload::placeholders;
use crate::program::kinds::enrich::End;
use crate::program::{Ix, Tree, sets_property};
use crate::rules::args::{as_markup, own_payloads, values};
use crate::rules::bodies::{Written, expressions};
use crate::rules::flows::{from, no_body};
use crate::rules::message::is_xml_payload;
use crate::rules::read::{Medium, Payload};
use crate::rules::typed::{self, property};
use crate::rules::{Effect, Example, Findings, Found, Rule, Scene};
use crate::xml::{Document, NodeId};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "fails-at-run",
    effect: Effect::ERROR,
    when: "A mediator that loads and throws when it runs.",
    help: "For enrich use json-eval on a JSON body and no action=\"remove\"; give NO_ENTITY_BODY type=\"BOOLEAN\"; put a value with braces or markup into the format itself; declare the prefixes of a path.",
    example: Example::of(
        r#"<property name="NO_ENTITY_BODY" value="true" scope="axis2"/>
<respond/>"#,
        r#"<property name="NO_ENTITY_BODY" value="true" scope="axis2" type="BOOLEAN"/>
<respond/>"#,
    ),
    found: &[Found::InSequence(check)],
};

fn check(scene: &Scene<'_, '_>, found: &mut Findings) {
    let tree = scene.merged;
    let mut why: Vec<(Ix, String)> = Vec::new();
    for node in scene.own() {
        why.extend(enrich(scene, node).map(|w| (node, w)));
        why.extend(no_entity_body(scene, node).map(|w| (node, w)));
        why.extend(undeclared(tree, node).map(|w| (node, w)));
    }
    for (node, payload) in own_payloads(scene) {
        why.extend(args(tree.doc, &payload).map(|w| (node, w)));
    }
    for (node, why) in why {
        let message = format!("{why}: the sequence fails when it runs");
        found.error(message, scene.line(node));
    }
}

/// An `enrich` that throws.
///
/// Run on the engine of 4.0.0: `remove` with a target of type custom (3.2.0 took it), and
/// `json-eval` while the body is XML (all engines).
fn enrich(scene: &Scene<'_, '_>, node: Ix) -> Option<String> {
    let tree = scene.merged;
    let enrich = typed::enrich(tree, node)?;
    let (source, target) = (enrich.source.as_ref()?, enrich.target.as_ref()?);
    let custom = |end: &End| end.kind() == "custom";
    if custom(source) && custom(target) && target.action() == "remove" {
        return Some("<enrich> removes by a target of type custom".to_owned());
    }
    let ends = [source, target].into_iter().filter(|end| custom(end));
    let mut paths = ends.filter_map(|end| end.xpath.as_ref());
    let by_json = paths.find(|x| x.json_path().is_some())?.text();
    let body = from(scene.new.seen(node), &Location::Body).filter(|from| !from.initial)?;
    let bodies: Vec<Ix> = scene.new.writers(body).collect();
    let body = *bodies.first().filter(|_| bodies.iter().all(|&b| is_xml_payload(tree, b)))?;
    Some(format!("<enrich> looks for {by_json} in the XML payload of line {}", tree.line(body)))
}

/// `NO_ENTITY_BODY` as a text where the message goes out with it (wso2-synapse,
/// `PassThroughHttpSender.submitResponse` casts it to Boolean).
fn no_entity_body(scene: &Scene<'_, '_>, node: Ix) -> Option<String> {
    let (tree, flows) = (scene.merged, &scene.new);
    let kind = property(tree, node)?.data_type.as_deref();
    if kind == Some("BOOLEAN") || !sets_property(tree, node, "axis2", "NO_ENTITY_BODY") {
        return None;
    }
    let ways = flows.through(node);
    let mut all = flows.answers(&ways).filter_map(|answer| from(answer, &no_body()));
    let known = |origins| !flows.writers(origins).any(|n| flows.is_opaque(n));
    all.find(|origins| flows.comes_from(origins, node) && known(origins))?;
    Some("NO_ENTITY_BODY without type=\"BOOLEAN\" is a text where a Boolean is needed".to_owned())
}

/// A path with a prefix that nothing declares.
///
/// Run on the engine of 4.0.0: it loads, and evaluating it throws. Functions and variables need no
/// declaration.
fn undeclared(tree: &Tree<'_>, node: Ix) -> Option<String> {
    let element = tree.node(node).element;
    expressions(tree, node).into_iter().find_map(|Written { text, .. }| {
        let read = Expression::at(tree.doc, element, &text, Syntax::Either);
        let mut steps = Vec::new();
        read.xpath()?.each(&mut |part| {
            if let Expr::Path(_, all) = &part.expr {
                steps.extend(all);
            }
        });
        let mut prefixes = steps.into_iter().filter_map(|step| match &step.test {
            NodeTest::Name(name) => name.prefix.as_deref(),
            _ => None,
        });
        let unbound = |p: &&str| tree.doc.resolve_prefix(element, p).is_none();
        let found = prefixes.find(|p| unbound(p) && !declares(tree, node, p));
        found.map(|prefix| format!("nothing declares the prefix {prefix} of {text}"))
    })
}

/// Whether a part of a mediator declares a prefix for itself.
fn declares(tree: &Tree<'_>, node: Ix, prefix: &str) -> bool {
    let doc = tree.doc;
    let element = tree.node(node).element;
    doc.descendants(element).any(|e| doc.resolve_prefix(e, prefix).is_some())
}

/// A literal arg that the engine cannot put in.
///
/// Run on the engine of 4.0.0: markup with an attribute and a text in JSON has a member `$`, which
/// the replacement takes for a group; in XML a value that begins like JSON is escaped and then
/// converted, and markup in an attribute is not XML any more.
fn args(doc: &Document, payload: &Payload) -> Option<String> {
    match &payload.medium {
        Medium::Json(format, _) => values(format, &payload.args).find_map(|(n, value)| {
            let markup = as_markup(value)?;
            let dollar = markup.descendants(markup.root()).any(|e| {
                markup.attributes(e).next().is_some() && !markup.own_text(e).trim().is_empty()
            });
            dollar.then(|| format!("the value {value} of ${n} has an attribute and a text"))
        }),
        Medium::Xml(root, _) => {
            let format = doc.slice(doc.node(*root).span);
            let in_attributes = LazyCell::new(|| numbers_in_attributes(doc, *root));
            values(format, &payload.args).find_map(|(n, value)| {
                let text = value.trim_start();
                if text.starts_with(['{', '[']) && !is_plain_json(text) {
                    return Some(format!("the value {value} of ${n} looks like JSON and is none"));
                }
                let becomes_markup = text.starts_with(['{', '[']) || as_markup(value).is_some();
                let markup = becomes_markup && in_attributes.contains(&n);
                markup.then(|| format!("the value {value} of ${n} becomes markup in an attribute"))
            })
        }
        Medium::Opaque => None,
    }
}

/// Whether a text is still JSON once it is escaped for XML.
fn is_plain_json(text: &str) -> bool {
    !text.contains(['&', '<', '>', '"', '\''])
        && serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}

/// Each `$n` that stands in an attribute of an XML format.
fn numbers_in_attributes(doc: &Document, root: NodeId) -> FxHashSet<u32> {
    let elements = std::iter::once(root).chain(doc.descendants(root));
    let mut all = FxHashSet::default();
    for attribute in elements.flat_map(|e| doc.attributes(e)) {
        all.extend(placeholders(&doc.attribute_value(attribute)).map(|(_, n)| n));
    }
    all
}
