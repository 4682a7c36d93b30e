//! At start, 4.x deletes every sequence file of the folder that its skip list does not name, whoever
//! calls it. APIs and scheduled tasks may call sequences that no fault sequence does.
//!
//! Source: carbon-apimgt, InMemoryAPIDeployer.cleanDeployment.

use crate::rules::{Effect, Example, Rule};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "not-called",
    effect: Effect::NOTE,
    when: "A sequence of the operator's own that no fault sequence calls; it is not copied.",
    help: "If anything else calls it, copy it yourself and list it in deployment.toml.",
    example: Example::of(
        "orders_in.xml   (called by an API only)",
        r#"[apim.sync_runtime_artifacts.gateway.skip_list]
sequences = ["orders_in.xml"]"#,
    ),
    found: &[],
};
