//! The name of a sequence is its identity. The gateway refuses the second file that defines it, and
//! which file is second depends on the order in which it reads the folder.
//!
//! Source: wso2-synapse, SynapseConfiguration.addSequence and SequenceDeployer.

use crate::rules::{Effect, Example, Rule};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "duplicate-sequence",
    effect: Effect::ERROR,
    when: "Two files define the same sequence.",
    help: "Remove one of them: the gateway refuses the second.",
    example: Example::of(
        r#"fault.xml       <sequence .. name="fault">
our_fault.xml   <sequence .. name="fault">"#,
        r#"fault.xml       <sequence .. name="fault">"#,
    ),
    found: &[],
};
