//! A home without one of its folders is often a part of one, or not readable. What is not seen
//! cannot be merged, so it is said.
//!
//! Source: product-apim, the assembly of the distribution.

use crate::rules::{Effect, Example, Rule};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "expected-absent",
    effect: Effect::NOTE,
    when: "An API Manager home lacks a folder that every release has.",
    help: "Check that this is the whole home, and that the user who runs faultgraft may read it.",
    example: Example::of(
        "wso2am-2.6.0/repository/   (without resources/apim-synapse-config)",
        "wso2am-2.6.0/repository/resources/apim-synapse-config/fault.xml   (and the others)",
    ),
    found: &[],
};
