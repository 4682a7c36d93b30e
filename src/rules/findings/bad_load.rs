//! Each mediator's factory checks its element when the sequence is built, and one refusal loses the
//! sequence with all that is in it. Each refusal was run on the engine of 4.0.0.
//!
//! Source: wso2-synapse v2.1.7-wso2v227, config/xml/*MediatorFactory.

use crate::rules::loading::refusals;
use crate::rules::scene::name;
use crate::rules::{Effect, Example, Findings, Found, Rule, Scene};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "bad-load",
    effect: Effect::ERROR,
    when: "A mediator that its factory refuses; the whole sequence does not load.",
    help: "Correct the element.",
    example: Example::of(
        r#"<property name="HTTP_SC" value="403" scope="synapse"/>"#,
        r#"<property name="HTTP_SC" value="403" scope="axis2"/>"#,
    ),
    found: &[Found::InSequence(check)],
};

fn check(scene: &Scene<'_, '_>, found: &mut Findings) {
    for (node, refusal) in refusals(scene).into_iter().filter(|(_, r)| !r.is_unknown) {
        let message = format!(
            "{} {}: {} does not load the sequence",
            name(scene.custom, node),
            refusal.why,
            scene.setting.target_release
        );
        found.error(message, refusal.line);
    }
}
