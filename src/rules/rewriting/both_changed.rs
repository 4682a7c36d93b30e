//! The operator wants one value and the new release ships another. Neither may be lost silently, so
//! the new release's version stands there until somebody decides. The same where both add one thing
//! with different content (a property, a part of which a mediator takes one) or move it to different
//! places.
//!
//! Source: product-apim, the stock sequences of both releases.

use crate::rules::{Effect, Example, Rule};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "both-changed",
    effect: Effect::Rewriting,
    when: "Operator and target changed the same thing.",
    help: "Choose a side: --prefer custom or --prefer target, or edit the merged file.",
    example: Example::of(
        r#"<am:description>Nothing at /$1, call desk 4.</am:description>
  (the main of 2.0.0 said: The requested resource (/$1) is not available.)"#,
        r#""description":"The requested resource is not available."
  (4.0.0, until you choose with --prefer or edit the merged file)"#,
    ),
    found: &[],
};
