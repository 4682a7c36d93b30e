//! Operators often added what a later release ships by itself. Carried over it would run twice.
//!
//! Source: product-apim, the stock sequences of the target release.

use crate::rules::{Effect, Example, Rule};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "same-in-target",
    effect: Effect::Rewriting,
    when: "The target does it already.",
    help: "Nothing to do.",
    example: Example::of(
        r#"<property name="X-JWT-Assertion" scope="transport" action="remove"/>
  (added to the _threat_fault_ of 3.2.0)"#,
        "(the same: the _threat_fault_ of 4.0.0 has that line)",
    ),
    found: &[],
};
