//! An element without a prefix is in the file's default namespace, Synapse's, and goes out with it.
//! Stock's own welcome page did so once.
//!
//! Source: wso2-synapse, PayloadFactoryMediatorFactory: the format inherits the file's default
//! namespace.

use crate::program::NAMESPACE;
use crate::rules::content_types::xml_payloads;
use crate::rules::{Effect, Example, Findings, Found, Rule, Scene};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "namespace-leak",
    effect: Effect::WARNING,
    when: "XML without a prefix in a format goes out in the Synapse namespace.",
    help: "Put xmlns=\"\" on the root of the payload, or a namespace of its own.",
    example: Example::of(
        r#"<payloadFactory media-type="xml">
  <format><error>Not here</error></format>
  <args/>
</payloadFactory>"#,
        r#"<payloadFactory media-type="xml">
  <format><error xmlns="">Not here</error></format>
  <args/>
</payloadFactory>"#,
    ),
    found: &[Found::InSequence(check)],
};

fn check(scene: &Scene<'_, '_>, found: &mut Findings) {
    let doc = scene.merged.doc;
    for (node, root) in xml_payloads(scene).filter(|&(n, _)| scene.is_own(n)) {
        if doc.namespace(root) != NAMESPACE {
            continue;
        }
        let message = format!(
            "<{}> is in the Synapse namespace: clients get it with xmlns=\"{NAMESPACE}\"",
            doc.local_name(root)
        );
        found.warning(message, scene.line(node));
    }
}
