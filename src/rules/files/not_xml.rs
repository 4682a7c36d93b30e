//! Templates and scripts make XML; the gateway reads what they make, and so does faultgraft.
//!
//! Source: XML 1.0.

use crate::rules::{Effect, Example, Found, Rule};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "not-xml",
    effect: Effect::ERROR,
    when: "The file is not XML.",
    help: "Run faultgraft on what the template or script makes.",
    example: Example::of(
        r#"{% set desk = 4 %}
<sequence xmlns="http://ws.apache.org/ns/synapse" name="fault">
    <property name="desk" value="{{ desk }}"/>
</sequence>"#,
        r#"<sequence xmlns="http://ws.apache.org/ns/synapse" name="fault">
    <property name="desk" value="4"/>
</sequence>"#,
    ),
    found: &[Found::Refusal],
};
