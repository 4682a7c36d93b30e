//! Run on the engines of 2.0.0 to 4.0.0: the formatter for plain text writes the text of an
//! element, and a JSON body has none, so the answer is empty.
//!
//! Source: Apache Axis2, PlainTextFormatter: it writes the text of an element, which a JSON body
//! has not.

use crate::rules::content_types::over_json;
use crate::rules::{Effect, Example, Findings, Found, Rule, Scene};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "text-over-json",
    effect: Effect::ERROR,
    when: "messageType is text/plain while the body is JSON: clients get an empty body.",
    help: "Write the payload with media-type=\"text\", or keep messageType application/json.",
    example: Example::of(
        r#"<payloadFactory media-type="json">
  <format>{"message":"closed"}</format>
  <args/>
</payloadFactory>
<property name="messageType" value="text/plain" scope="axis2"/>"#,
        r#"<payloadFactory media-type="text">
  <format>closed</format>
  <args/>
</payloadFactory>"#,
    ),
    found: &[Found::InSequence(check)],
};

fn check(scene: &Scene<'_, '_>, found: &mut Findings) {
    for (node, value) in over_json(scene, |v| matches!(v, "text/plain" | "text/event-stream")) {
        let message = format!("messageType {value} over a JSON payload: clients get an empty body");
        found.error(message, scene.line(node));
    }
}
