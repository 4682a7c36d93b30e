//! The factory searches the media type for `json`, the mediator compares it with `json`. A type
//! such as application/json loads, and at run time the payload is not written.
//!
//! Source: wso2-synapse v2.1.7-wso2v227, PayloadFactoryMediatorFactory searches for json,
//! PayloadFactoryMediator compares with it.

use crate::model::{Finding, Severity};
use crate::program::{Ix, Kind};
use crate::rules::{Effect, Example, Found, Rule, Scene};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "media-type-inert",
    effect: Effect::Finding(Severity::Error),
    when: "media-type is none of xml, json, text: the payload does nothing at run time.",
    help: "Write media-type=\"json\".",
    example: Example::of(
        r#"<payloadFactory media-type="application/json">
  <format>{"message":"Not here"}</format>
  <args/>
</payloadFactory>"#,
        r#"<payloadFactory media-type="json">
  <format>{"message":"Not here"}</format>
  <args/>
</payloadFactory>"#,
    ),
    found: &[Found::InSequence(check)],
};

fn check(scene: &Scene<'_, '_>, found: &mut Vec<Finding>) {
    let tree = scene.custom;
    let payload = |n: &Ix| tree.kind(*n) == Kind::PayloadFactory;
    for node in scene.written().filter(payload) {
        let media_type = tree.attr(node, "media-type").unwrap_or("xml");
        if matches!(media_type, "xml" | "json" | "text") {
            continue;
        }
        let message = format!(
            "media-type=\"{media_type}\" is none of xml, json, text: this payload does nothing"
        );
        let line = Some(tree.line(node));
        found.push(RULE.finding(Severity::Error, message, line));
    }
}
