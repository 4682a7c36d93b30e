//! What a merge wrote is read again and checked. Where that fails, the fault is faultgraft's:
//! nothing of that merge is used, and the other files go on.
//!
//! Source: faultgraft's own check of what it wrote.

use crate::rules::{Effect, Example, Found, Rule};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "defect",
    effect: Effect::ERROR,
    when: "faultgraft failed on the file; nothing of its merge is used.",
    help: "Report it with the file, and merge that file by hand for now.",
    example: Example::of(
        "faultgraft failed on this file: ..",
        "(a release of faultgraft without it)",
    ),
    found: &[Found::Refusal],
};
