//! Elements in elements beyond any real sequence are a broken or hostile file.
//!
//! Source: faultgraft's own limit.

use crate::rules::{Effect, Example, Found, Rule};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "too-deep",
    effect: Effect::ERROR,
    when: "Elements nest too deep.",
    help: "Take the sequence apart; real ones nest below 20.",
    example: Example::of(
        "<in><in><in> ..   (300 of them, one in the other)",
        "(a sequence of its own for what stands so deep)",
    ),
    found: &[Found::Refusal],
};
