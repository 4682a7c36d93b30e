//! There is nothing to merge the edits into.
//!
//! Source: product-apim, the stock sequences of the target release.

use crate::rules::{Effect, Example, Found, Rule};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "absent-in-target",
    effect: Effect::ERROR,
    when: "The target release does not ship that sequence.",
    help: "Carry the file over by hand, or name a target that has it.",
    example: Example::of(
        "--target-release 3.2.0   (for _block_api_handler_.xml, which came with 4.0.0)",
        "--target-release 4.0.0",
    ),
    found: &[Found::Refusal],
};
