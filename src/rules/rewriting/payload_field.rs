//! The stock payload is compared field by field, in XML and in JSON alike. So one changed text of
//! the old XML payload is one changed member of the new JSON payload, and the rest of it stays what
//! the new release ships.
//!
//! Source: product-apim v4.0.0, the JSON payloads of the fault sequences.

use crate::rules::{Effect, Example, Rule};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "payload-field",
    effect: Effect::Rewriting,
    when: "A field of the stock XML payload was added, removed, renamed, reordered or retexted.",
    help: "Nothing to do: the same field of the JSON payload was changed.",
    example: Example::of(
        r#"<am:code>$1</am:code>
<am:support>help@example.com</am:support>   (added to the stock payload)"#,
        r#"{"code":"$1","support":"help@example.com", ..}"#,
    ),
    found: &[],
};
