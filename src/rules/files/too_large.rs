//! A file beyond the size of any real sequence is something else, put there by mistake.
//!
//! Source: faultgraft's own limit.

use crate::rules::{Effect, Example, Found, Rule};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "too-large",
    effect: Effect::ERROR,
    when: "The file is too large.",
    help: "Check that it is a sequence; real ones are far below 1 MB.",
    example: Example::of("(a file of 70 MB)", "(the sequence that was meant)"),
    found: &[Found::Refusal],
};
