//! A log of level full writes the whole message to the log file, personal data included, and has to
//! build the body for that.
//!
//! Source: wso2-synapse, LogMediator.getFullLogMessage.

use crate::program::{Ix, Mediator};
use crate::rules::{Effect, Example, Findings, Found, Rule, Scene};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "full-log",
    effect: Effect::NOTE,
    when: "A log of level full builds the body and writes it down.",
    help: "Use level custom with the properties that are needed.",
    example: Example::of(
        r#"<log level="full"/>"#,
        r#"<log level="custom">
  <property name="code" expression="$ctx:ERROR_CODE"/>
</log>"#,
    ),
    found: &[Found::InSequence(check)],
};

fn check(scene: &Scene<'_, '_>, found: &mut Findings) {
    let tree = scene.custom;
    let full =
        |n: &Ix| matches!(tree.mediator(*n), Some(Mediator::Log(log)) if log.level() == "full");
    for node in scene.written().filter(full) {
        let message = "this log writes the whole message down, personal data included";
        found.note(message, tree.line(node));
    }
}
