//! What clients are told the body is: `messageType` and `ContentType`.

use crate::expression::Location;
use crate::flow::{Clients, Read};
use crate::program::kinds::filter::Condition;
use crate::program::{Ix, Tree, sets_property};
use crate::xml::NodeId;

use super::flows::{from, message_type};
use super::message::is_json_payload;
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

/// A `messageType` that goes out with a body.
pub(super) struct Typed<'v> {
    /// The property that sets it.
    pub node: Ix,
    pub value: &'v str,
    /// The mediators that may have made the body.
    pub bodies: Vec<Ix>,
}

/// The properties that set such a `messageType` for an answer, each with the bodies that go out
/// under it.
pub(super) fn types_of_answers<'s>(
    scene: &'s Scene<'_, '_>,
    such: impl Fn(&str) -> bool + 's,
) -> impl Iterator<Item = Typed<'s>> + 's {
    let tree = scene.merged;
    let sets = tree.all().filter(|&n| sets_property(tree, n, "axis2", "messageType"));
    let typed = sets.filter_map(move |node| Some((node, literal(tree, node).filter(|v| such(v))?)));
    typed.filter_map(|(node, value)| {
        let flows = &scene.new;
        let ways = flows.through(node);
        let is_typed = |answer: &&[Read]| {
            from(answer, &message_type()).is_some_and(|from| flows.comes_from(from, node))
        };
        let answers = flows.answers(&ways).filter(is_typed);
        let origins = answers.filter_map(|answer| from(answer, &Location::Body));
        let mut bodies: Vec<Ix> = origins.flat_map(|from| flows.writers(from)).collect();
        bodies.sort_unstable();
        bodies.dedup();
        // A body that is made behind the type may bring one of its own.
        bodies.retain(|&body| flows.answers(&flows.through(body)).any(|a| is_typed(&a)));
        (!bodies.is_empty()).then_some(Typed { node, value, bodies })
    })
}

/// The properties that set such a `messageType` for an answer whose body is JSON, one of the two
/// being the operator's.
pub(super) fn over_json<'s>(
    scene: &'s Scene<'_, '_>,
    such: impl Fn(&str) -> bool + 's,
) -> impl Iterator<Item = (Ix, &'s str)> {
    let tree = scene.merged;
    types_of_answers(scene, such).filter_map(move |typed| {
        let own = |&body: &Ix| scene.is_own(typed.node) || scene.is_own(body);
        let is_json = |&body: &Ix| is_json_payload(tree, body);
        let json = typed.bodies.iter().filter(|b| is_json(b)).any(own);
        json.then_some((typed.node, typed.value))
    })
}

/// The XML payloads of the merged file that REST clients get, with their root.
pub(super) fn xml_payloads<'s>(
    scene: &'s Scene<'_, '_>,
) -> impl Iterator<Item = (Ix, NodeId)> + 's {
    let tree = scene.merged;
    payloads(tree, tree.all()).filter_map(|(n, payload)| match payload.medium {
        Medium::Xml(root, _) if is_for_rest(scene, n) && !is_html(tree, n) => Some((n, root)),
        _ => None,
    })
}

/// Whether a client that does not speak SOAP may get the body that a mediator makes.
pub(super) fn is_for_rest(scene: &Scene<'_, '_>, payload: Ix) -> bool {
    scene.new.goes(payload).clients().meets(Clients::REST)
}
