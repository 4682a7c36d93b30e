//! The factory searches the media type for `json`, the mediator compares it with `json`. A type
//! such as application/json loads, and at run time the payload is not written.
//!
//! Source: wso2-synapse v2.1.7-wso2v227, PayloadFactoryMediatorFactory searches for json,
//! PayloadFactoryMediator compares with it.

use crate::program::kinds::payload_factory::{Medium, PayloadFactory};
use crate::rules::typed::payload;
use crate::rules::{Effect, Example, Findings, Found, Rule, Scene};
use crate::xml::known;

pub(in crate::rules) const RULE: Rule = Rule {
    code: "media-type-inert",
    effect: Effect::ERROR,
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

fn check(scene: &Scene<'_, '_>, found: &mut Findings) {
    let tree = scene.custom;
    for node in scene.written() {
        let inert = |p: &&PayloadFactory| p.medium() == Medium::Inert;
        let Some(payload) = payload(tree, node).filter(inert) else { continue };
        let Some(media_type) = payload.media_type.as_deref().and_then(known) else { continue };
        let message = format!(
            "media-type=\"{media_type}\" is none of xml, json, text: this payload does nothing"
        );
        found.error(message, tree.line(node));
    }
}
