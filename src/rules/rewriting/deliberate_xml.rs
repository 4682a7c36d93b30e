//! From 4.0.0 on, REST clients get errors in JSON. XML that does not answer them is for somebody
//! else, who cannot read JSON: another system behind an endpoint or a message store, a mediator that
//! makes something of it, SOAP clients, or clients that asked for XML.
//!
//! Source: carbon-apimgt, gateway: Accept is no longer negotiated in 4.0.0, so a branch by it is the
//! operator's own; wso2-synapse, PayloadFactoryMediator: an Envelope takes the place of the envelope.

use crate::model::Severity;
use crate::rules::{Effect, Example, Found, Lint, Rule, ToRewrite};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "deliberate-xml",
    effect: Effect::Rewriting,
    when: "XML that is not the answer to a REST client that takes JSON.",
    help: "Check that whoever gets it still wants XML; it was left as it is.",
    example: Example::of(
        r#"<filter source="$trp:Accept" regex="application/xml">
  <payloadFactory media-type="xml">
    <format><e:error xmlns:e="urn:example">no</e:error></format>
    <args/>
  </payloadFactory>
</filter>"#,
        "(the same: these clients ask for XML)",
    ),
    found: &[Found::ToRewrite(Lint { says, help: "Check that whoever gets it still wants XML." })],
};

fn says(seen: &ToRewrite<'_, '_>) -> (Severity, String) {
    let why = seen.because.unwrap_or("does not answer clients that take JSON");
    (Severity::Note, format!("this XML stays XML: it {why}"))
}
