//! The `name` attribute, not the file, is what the gateway calls. Under another name the file loads
//! and never runs, and the fault sequence itself is missing.
//!
//! Source: wso2-synapse, SequenceDeployer: the name attribute is the runtime identity.

use crate::rules::{Effect, Example, Rule};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "name-changed",
    effect: Effect::ERROR,
    when: "The name attribute differs from the stock one: nobody calls the sequence.",
    help: "If the old gateway ran it nonetheless, find out who calls it by that name.",
    example: Example::of(
        r#"<sequence xmlns="http://ws.apache.org/ns/synapse" name="our_fault">
    <respond/>
</sequence>"#,
        r#"<sequence xmlns="http://ws.apache.org/ns/synapse" name="fault">
    <respond/>
</sequence>"#,
    )
    .within("fault"),
    found: &[],
};
