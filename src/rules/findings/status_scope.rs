//! Run on the engines of 2.0.0 to 4.0.0: set in the default or the transport scope, the status
//! stays what it was. One that the sequence reads again is a variable of the operator's, and not
//! reported.
//!
//! Source: wso2-synapse, PassThroughTransportUtils.determineHttpStatusCode reads axis2 only.

use crate::expression::Location;
use crate::program::{Ix, reads, sets_property};
use crate::rules::typed::sets_header;
use crate::rules::{Effect, Example, Findings, Found, Rule, Scene};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "status-scope",
    effect: Effect::WARNING,
    when: "HTTP_SC is set in the default or transport scope, where it sets no status.",
    help: "Write scope=\"axis2\".",
    example: Example::of(
        r#"<property name="HTTP_SC" value="403"/>"#,
        r#"<property name="HTTP_SC" value="403" scope="axis2"/>"#,
    ),
    found: &[Found::InSequence(check)],
};

fn check(scene: &Scene<'_, '_>, found: &mut Findings) {
    let tree = scene.custom;
    let read: Vec<&Location> = reads(tree, Ix::ROOT).collect();
    for node in scene.written() {
        let in_default = sets_property(tree, node, "default", "HTTP_SC");
        let scope = match in_default {
            true => "default",
            false if sets_header(tree, node, "HTTP_SC") => "transport",
            false => continue,
        };
        if read.contains(&&Location::scoped(scope, "HTTP_SC")) {
            continue;
        }
        let message = format!("HTTP_SC in scope {scope} sets no status: the gateway reads axis2");
        found.warning(message, tree.line(node));
    }
}
