//! Old stock set `messageType` in a filter on the request's method. Behind a payload of another
//! format, the same error is JSON for one method and XML for the other.
//!
//! Source: wso2-synapse, PayloadFactoryMediator and the formatters by messageType.

use crate::expression::Location;
use crate::program::Ix;
use crate::program::kinds::payload_factory::Medium;
use crate::rules::content_types::{
    Typed, is_by_method, is_for_rest, is_html, is_xml, types_of_answers,
};
use crate::rules::flows::{from, message_type};
use crate::rules::typed::{literal, medium};
use crate::rules::{Effect, Example, Findings, Found, Rule, Scene};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "mixed-formats",
    effect: Effect::WARNING,
    when: "The format of the answer depends on the request's method.",
    help: "Set messageType for every method, after the payload.",
    example: Example::of(
        r#"<payloadFactory media-type="json">
  <format>{"code":"1"}</format>
  <args/>
</payloadFactory>
<filter source="$axis2:HTTP_METHOD" regex="GET|DELETE">
  <property name="messageType" value="application/xml" scope="axis2"/>
</filter>"#,
        r#"<payloadFactory media-type="json">
  <format>{"code":"1"}</format>
  <args/>
</payloadFactory>"#,
    ),
    found: &[Found::InSequence(check)],
};

fn check(scene: &Scene<'_, '_>, found: &mut Findings) {
    let tree = scene.merged;
    let such = |value: &str| is_xml(value) || is_json(value);
    for Typed { node, value, bodies } in types_of_answers(scene, such) {
        let around = |n: &Ix| is_by_method(tree, *n);
        let Some(filter) = tree.ancestors(node).find(around) else { continue };
        let (other, this, medium_of_other) = match is_json(value) {
            true => ("JSON", "XML", Medium::Xml),
            false => ("XML", "JSON", Medium::Json),
        };
        let mixed = bodies.into_iter().filter(|&body| {
            medium(tree, body) == Some(medium_of_other)
                && !tree.contains(filter, body)
                && (scene.is_own(body) || scene.is_own(node))
                && is_for_rest(scene, body)
                && !is_html(tree, body)
                && has_other_types(scene, body, is_json(value))
        });
        for body in mixed {
            let message = format!(
                "clients get this payload as {other} for the methods that the filter behind it takes, and as {this} for the others"
            );
            let at = if scene.is_own(body) { body } else { filter };
            found.warning(message, scene.line(at));
        }
    }
}

fn is_json(value: &str) -> bool {
    value.starts_with("application/json")
}

/// Whether a body also goes out under a type of another format than JSON, or than XML.
fn has_other_types(scene: &Scene<'_, '_>, body: Ix, than_json: bool) -> bool {
    let (tree, flows) = (scene.merged, &scene.new);
    let same = |n: Ix| match (literal(tree, n), medium(tree, n)) {
        (Some(value), _) if than_json => is_json(value),
        (Some(value), _) => is_xml(value),
        (None, Some(medium)) => (medium == Medium::Json) == than_json,
        (None, None) => false,
    };
    let ways = flows.through(body);
    flows.answers(&ways).any(|answer| {
        let goes_out = |from| flows.comes_from(from, body);
        from(answer, &Location::Body).is_some_and(goes_out)
            && from(answer, &message_type())
                .is_some_and(|from| from.initial || !flows.writers(from).all(same))
    })
}
