//! A call of a sequence that is not there loads and throws when it runs: the client gets no answer.
//!
//! Source: wso2-synapse, SequenceMediator: a call of an absent sequence loads and throws when it
//! runs.

use crate::rules::{Effect, Example, Rule};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "missing-sequence",
    effect: Effect::ERROR,
    when: "A called sequence is neither stock in the target nor among the operator's files.",
    help: "Find its file on the old gateway and put it beside this one, or take the call out.",
    example: Example::of(
        r#"<sequence key="no_token"/>   (and no file has the sequence no_token)"#,
        "(the same, with no_token.xml beside it)",
    ),
    found: &[],
};
