//! An element in a list of mediators that the release has no factory for fails the whole sequence
//! (run on the engines of all releases). A name with a dot may be a connector's, and is left alone.
//!
//! Source: wso2-synapse v2.1.7-wso2v227, MediatorFactoryFinder.

use crate::rules::loading::refusals;
use crate::rules::{Effect, Example, Findings, Found, Rule, Scene};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "unknown-mediator",
    effect: Effect::ERROR,
    when: "The release does not know an element; it loses the whole sequence.",
    help: "Replace it by a mediator that the release has.",
    example: Example::of(r#"<logger level="custom"/>"#, r#"<log level="custom"/>"#),
    found: &[Found::InSequence(check)],
};

fn check(scene: &Scene<'_, '_>, found: &mut Findings) {
    for (node, refusal) in refusals(scene).into_iter().filter(|(_, r)| r.is_unknown) {
        let message = format!(
            "{} does not know <{}>, and does not load the sequence",
            scene.setting.target_release,
            scene.custom.name(node)
        );
        found.error(message, refusal.line);
    }
}
