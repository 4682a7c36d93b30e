//! Old stock set `messageType` in a filter on the request's method. Behind a payload of another
//! format, the same error is JSON for one method and XML for the other.
//!
//! Source: wso2-synapse, PayloadFactoryMediator and the formatters by messageType.

use crate::program::{flow, sets_property};
use crate::rules::content_types::by_method;
use crate::rules::content_types::is_html;
use crate::rules::read::payloads;
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
    for (node, payload) in payloads(tree, tree.all()) {
        if !(payload.is_xml() || payload.is_json())
            || is_html(tree, node)
            || scene.is_for_soap(node)
        {
            continue;
        }
        let after = flow::after(tree, node);
        let Some(at) = after.iter().position(|&n| by_method(tree, n, payload.is_xml()).is_some())
        else {
            continue;
        };
        let settled =
            after[at + 1..].iter().any(|&n| sets_property(tree, n, "axis2", "messageType"));
        let by_method = by_method(tree, after[at], payload.is_xml());
        let own = scene.is_own(node) || by_method.is_some_and(|n| scene.is_own(n));
        if settled || !own {
            continue;
        }
        let (other, this) = if payload.is_xml() { ("JSON", "XML") } else { ("XML", "JSON") };
        let message = format!(
            "clients get this payload as {other} for the methods that the filter behind it takes, and as {this} for the others"
        );
        let from = if scene.is_own(node) { node } else { after[at] };
        found.warning(message, scene.line(from));
    }
}
