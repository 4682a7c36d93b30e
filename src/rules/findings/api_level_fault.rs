//! APIs may have a fault sequence of their own, and all APIs of an installation a common one. They
//! come with the APIs from the Publisher: 4.x deletes their files at start and writes them again
//! from there. So what must change in them is changed in the Publisher.
//!
//! Source: carbon-apimgt, InMemoryAPIDeployer; WSO2's guides to mediation extensions of APIs.

use crate::rules::{Effect, Example, Rule};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "api-level-fault",
    effect: Effect::WARNING,
    when: "A fault sequence of one API, or of all, which the Publisher gives to the gateway.",
    help: "Upload the converted text in the Publisher; `faultgraft apply --dest DIR` writes it to DIR/upload.",
    example: Example::of(
        "admin--Orders_v1--Fault.xml   (answers <am:fault>)",
        "admin--Orders_v1--Fault.xml   (answers JSON, uploaded in the Publisher)",
    ),
    found: &[],
};
