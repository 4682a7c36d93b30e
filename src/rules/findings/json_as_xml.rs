//! Run on the engines of 2.0.0 to 4.0.0: under application/xml, text/xml and text/html the members
//! of a JSON body go out as elements of `<jsonObject>`.
//!
//! Source: wso2-synapse, JsonUtil and the formatters by messageType.

use crate::flow::Clients;
use crate::rules::content_types::{is_xml, over_json};
use crate::rules::{Effect, Example, Findings, Found, Rule, Scene};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "json-as-xml",
    effect: Effect::WARNING,
    when: "messageType is XML or HTML while the body is JSON: clients get <jsonObject>.",
    help: "Write a payload of that type in the same branch, or set messageType to application/json.",
    example: Example::of(
        r#"<payloadFactory media-type="json">
  <format>{"message":"closed"}</format>
  <args/>
</payloadFactory>
<property name="messageType" value="text/html" scope="axis2"/>"#,
        r#"<payloadFactory media-type="xml">
  <format><p xmlns="">closed</p></format>
  <args/>
</payloadFactory>
<property name="messageType" value="text/html" scope="axis2"/>"#,
    ),
    found: &[Found::InSequence(check)],
};

fn check(scene: &Scene<'_, '_>, found: &mut Findings) {
    for (node, value) in over_json(scene, |v| is_xml(v) || v == "text/html") {
        // The rule `message-type` is about these.
        let rewritten = scene.setting.rewriting.to_json && is_xml(value);
        if rewritten && scene.new.clients(node).meets(Clients::JSON) {
            continue;
        }
        let message = format!("messageType {value} over a JSON payload: clients get <jsonObject>");
        found.warning(message, scene.line(node));
    }
}
