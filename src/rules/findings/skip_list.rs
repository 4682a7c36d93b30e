//! At start, 4.x deletes every sequence file of the folder that its skip list does not name. A
//! sequence of the operator's own is gone after the first restart.
//!
//! Source: carbon-apimgt, InMemoryAPIDeployer.cleanDeployment; wso2/api-manager issue 654.

use crate::rules::{Effect, Example, Rule};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "skip-list",
    effect: Effect::WARNING,
    when: "4.x deletes sequence files at start that its skip list does not name.",
    help: "Add to deployment.toml the lines that the report names under \"before you start the gateway\".",
    example: Example::of(
        "(no_token.xml, which deployment.toml does not name)",
        r#"[apim.sync_runtime_artifacts.gateway.skip_list]
sequences = ["no_token.xml"]"#,
    ),
    found: &[],
};
