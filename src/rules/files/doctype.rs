//! A DOCTYPE can declare entities that read files or expand without end. None is resolved, so the
//! text would not be what the gateway sees.
//!
//! Source: XML 1.0: a DOCTYPE can declare entities that read files.

use crate::rules::{Effect, Example, Found, Rule};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "doctype",
    effect: Effect::ERROR,
    when: "The file has a DOCTYPE.",
    help: "Remove it; sequences need none.",
    example: Example::of(
        r#"<!DOCTYPE sequence SYSTEM "sequence.dtd">
<sequence xmlns="http://ws.apache.org/ns/synapse" name="fault">
    <respond/>
</sequence>"#,
        r#"<sequence xmlns="http://ws.apache.org/ns/synapse" name="fault">
    <respond/>
</sequence>"#,
    ),
    found: &[Found::Refusal],
};
