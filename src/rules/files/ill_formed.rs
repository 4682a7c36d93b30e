//! The gateway does not load a file that is not well-formed, and what was meant cannot
//! be told.
//!
//! Source: XML 1.0.

use crate::rules::{Effect, Example, Found, Rule};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "ill-formed",
    effect: Effect::ERROR,
    when: "The file is not well-formed XML.",
    help: "Correct it and run faultgraft again.",
    example: Example::of(
        r#"<sequence xmlns="http://ws.apache.org/ns/synapse" name="fault">
    <property name="team" value="Billing & Accounts"/>
</sequence>"#,
        r#"<sequence xmlns="http://ws.apache.org/ns/synapse" name="fault">
    <property name="team" value="Billing &amp; Accounts"/>
</sequence>"#,
    ),
    found: &[Found::Refusal],
};
