//! In these flows the gateway's Java sets `HTTP_SC` after the sequence has returned true. Only a
//! sequence that answers by itself keeps the status that it set.
//!
//! Source: carbon-apimgt, gateway Utils.sendFault: sets HTTP_SC after a sequence that returned
//! true.

use crate::program::sets_property;
use crate::rules::flows::SET_BY_JAVA;
use crate::rules::typed::property;
use crate::rules::{Effect, Example, Findings, Found, Rule, Scene};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "status-overwritten",
    effect: Effect::WARNING,
    when: "HTTP_SC is set in the auth, throttle, GraphQL or backend flow without sending.",
    help: "Remove it, or answer in that branch: set RESPONSE to true, remove the header To and end with <send/>.",
    example: Example::of(
        r#"<property name="HTTP_SC" value="403" scope="axis2"/>"#,
        r#"<property name="HTTP_SC" value="403" scope="axis2"/>
<property name="RESPONSE" value="true"/>
<header name="To" action="remove"/>
<send/>"#,
    )
    .within("_auth_failure_handler_"),
    found: &[Found::InSequence(check)],
};

fn check(scene: &Scene<'_, '_>, found: &mut Findings) {
    if !scene.is_one_of(&SET_BY_JAVA) {
        return;
    }
    let tree = scene.merged;
    for node in scene.own().filter(|&n| sets_property(tree, n, "axis2", "HTTP_SC")) {
        if !scene.new.falls_through(node) {
            continue;
        }
        let message = format!(
            "HTTP_SC {} does not reach clients: the gateway's Java sets the status of this flow \
             after the sequence, then and now",
            property(tree, node).map_or("", |status| status.given.text())
        );
        found.warning(message, scene.line(node));
    }
}
