//! The gateway looks at the first character of a JSON payload only, and sends the rest as it
//! stands. Clients then get a body that no JSON parser takes.
//!
//! Source: wso2-synapse v2.1.7-wso2v227, JsonUtil: only the first character is looked at.

use crate::model::{Finding, Severity};
use crate::payload::check as check_json;
use crate::program::{Ix, Tree};
use crate::rules::read::payloads;
use crate::rules::{Effect, Example, Findings, Found, Medium, Payload, Rule, Scene};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "invalid-json",
    effect: Effect::ERROR,
    when: "A JSON payload that cannot be JSON whatever the values.",
    help: "Correct the format; the gateway sends it as it stands.",
    example: Example::of(
        r#"<payloadFactory media-type="json">
  <format>{"code":"1","message":"Not here",}</format>
  <args/>
</payloadFactory>"#,
        r#"<payloadFactory media-type="json">
  <format>{"code":"1","message":"Not here"}</format>
  <args/>
</payloadFactory>"#,
    ),
    found: &[Found::InSequence(check)],
};

fn check(scene: &Scene<'_, '_>, found: &mut Findings) {
    let tree = scene.custom;
    found.all.extend(payloads(tree, scene.written()).filter_map(|(n, p)| of(tree, n, &p)));
}

/// The finding about a payload.
pub(in crate::rules) fn of(tree: &Tree<'_>, node: Ix, payload: &Payload) -> Option<Finding> {
    let Medium::Json(format, _) = &payload.medium else { return None };
    let problem = check_json(format).err()?;
    let message = format!("this payload cannot be JSON: {problem}");
    Some(RULE.finding(Severity::Error, message, Some(tree.line(node))))
}
