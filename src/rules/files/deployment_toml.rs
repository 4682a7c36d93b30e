//! The skip list stands in deployment.toml. While it cannot be read, nobody can say which sequences
//! the gateway keeps.
//!
//! Source: carbon-kernel, the configuration tool reads deployment.toml as TOML at every start.

use crate::rules::{Effect, Example, Rule};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "deployment-toml",
    effect: Effect::WARNING,
    when: "The target's deployment.toml cannot be read, or has a table under a name that API Manager does not read.",
    help: "Correct it; the gateway does not start with it either. Until then add the lines for it that the report names under \"before you start the gateway\".",
    example: Example::of("[apim.gateway", "[apim.gateway]"),
    found: &[],
};
