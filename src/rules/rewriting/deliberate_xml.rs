//! A branch that is taken by Accept or Content-Type, or by SOAP clients only, answers in XML
//! because those clients ask for it. Turning it into JSON would break them.
//!
//! Source: carbon-apimgt, gateway: Accept is no longer negotiated in 4.0.0, so such a branch is the
//! operator's own.

use crate::model::Severity;
use crate::rules::{Effect, Example, Found, Lint, Rule, ToRewrite};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "deliberate-xml",
    effect: Effect::Rewriting,
    when: "XML served on purpose, in a branch that asks for it by Accept or Content-Type.",
    help: "Check that these clients still want XML; it was left as it is.",
    example: Example::of(
        r#"<filter source="$trp:Accept" regex="application/xml">
  <payloadFactory media-type="xml">
    <format><e:error xmlns:e="urn:example">no</e:error></format>
    <args/>
  </payloadFactory>
</filter>"#,
        "(the same: these clients ask for XML)",
    ),
    found: &[Found::ToRewrite(Lint { says, help: "Check that these clients still want XML." })],
};

fn says(_: &ToRewrite<'_, '_>) -> (Severity, String) {
    (Severity::Note, "this branch serves XML on purpose".to_owned())
}
