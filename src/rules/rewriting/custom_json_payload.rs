//! Whoever answered JSON before 4.0.0 put a payload of their own in the place of the stock one. It
//! is what their clients know, so it takes the place of the JSON payload that the new release
//! ships.
//!
//! Source: product-apim v4.0.0, the JSON payloads of the fault sequences.

use crate::rules::{Effect, Example, Rule};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "custom-json-payload",
    effect: Effect::Rewriting,
    when: "The stock payload was replaced by the operator's own JSON.",
    help: "Nothing to do: it takes the place of the stock JSON payload, byte for byte.",
    example: Example::of(
        r#"<format>{"error":$1}</format>   (in the place of the stock XML payload)"#,
        r#"<format>{"error":$1}</format>   (in the place of the stock JSON payload)"#,
    ),
    found: &[],
};
