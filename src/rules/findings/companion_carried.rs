//! A fault sequence is complete only with the sequences that it calls. These stand in files of
//! their own, which the new gateway needs as well.
//!
//! Source: wso2-synapse, SequenceMediator.

use crate::rules::{Effect, Example, Rule};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "companion-carried",
    effect: Effect::NOTE,
    when: "A sequence of the operator's own is called; its file is needed on the new gateway too.",
    help: "Put its file on the new gateway too, under the same name.",
    example: Example::of(
        r#"<sequence key="no_token"/>   (of no_token.xml)"#,
        "(the same, with no_token.xml on the new gateway)",
    ),
    found: &[],
};
