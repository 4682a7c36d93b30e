//! An empty file is often a copy that broke off. The gateway does not load it.
//!
//! Source: XML 1.0.

use crate::rules::{Effect, Example, Found, Rule};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "empty-file",
    effect: Effect::ERROR,
    when: "The file is empty.",
    help: "Restore it from your backup, or remove it to use the stock sequence.",
    example: Example::of("(a file of 0 bytes)", "(the file of your backup)"),
    found: &[Found::Refusal],
};
