//! The gateway reads a sequence from the Synapse namespace only; any other root is not a sequence
//! to it.
//!
//! Source: wso2-synapse, SequenceMediatorFactory and XMLConfigConstants.

use crate::rules::{Effect, Example, Found, Rule};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "wrong-root",
    effect: Effect::ERROR,
    when: "The root element is not a Synapse sequence.",
    help: "Give a file whose root is <sequence xmlns=\"http://ws.apache.org/ns/synapse\" name=\"..\">.",
    example: Example::of(
        r#"<sequence name="fault">
    <respond/>
</sequence>"#,
        r#"<sequence xmlns="http://ws.apache.org/ns/synapse" name="fault">
    <respond/>
</sequence>"#,
    ),
    found: &[Found::Refusal],
};
