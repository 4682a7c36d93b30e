//! In scope axis2 the gateway takes `ERROR_CODE` for the sign of a broken backend: an Integer makes
//! the status 502, anything else fails when the answer is sent.
//!
//! Source: wso2-synapse, PassThroughHttpSender.submitResponse: an Integer makes the status 502, a
//! String does not cast.

use crate::program::sets_property;
use crate::rules::flows::error_code;
use crate::rules::typed::property;
use crate::rules::{Effect, Example, Findings, Found, Rule, Scene};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "axis2-error-code",
    effect: Effect::ERROR,
    when: "ERROR_CODE is set in scope axis2.",
    help: "Set it without a scope; the status is HTTP_SC.",
    example: Example::of(
        r#"<property name="ERROR_CODE" value="900901" scope="axis2"/>"#,
        r#"<property name="ERROR_CODE" value="900901"/>"#,
    ),
    found: &[Found::InSequence(check)],
};

fn check(scene: &Scene<'_, '_>, found: &mut Findings) {
    let tree = scene.custom;
    for node in scene.written().filter(|&n| sets_property(tree, n, "axis2", "ERROR_CODE")) {
        if !scene.old.takes_effect(node, &error_code()) {
            continue;
        }
        let Some(property) = property(tree, node) else { continue };
        let value = property.given.text();
        let message = match property.data_type.as_deref() {
            Some("INTEGER") => format!(
                "ERROR_CODE {value} in scope axis2 makes the status 502, whatever HTTP_SC says"
            ),
            _ => format!(
                "ERROR_CODE {value} in scope axis2 is not an Integer: the gateway fails when it \
                 answers, and clients get nothing"
            ),
        };
        found.error(message, tree.line(node));
    }
}
