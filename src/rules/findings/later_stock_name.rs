//! The gateway knows one sequence by each name. Where the new release ships a sequence under a name
//! that the operator gave to one of their own, a call of that name runs the release's; and with the
//! operator's file in its place, what the gateway itself calls by that name runs the operator's.
//!
//! Source: wso2-synapse, SynapseConfiguration.addSequence; wso2/product-apim, the sequences that
//! 4.0.0 and later releases added, such as webhooksFaultSequence.

use crate::rules::{Effect, Example, Rule};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "later-stock-name",
    effect: Effect::ERROR,
    when: "The new release ships a sequence, or its file, under a name that one of the operator's \
           own has.",
    help: "Rename your sequence, its file and the calls of it, and plan again. Where the new \
           release's sequence may run in its place, take yours out and allow this rule.",
    example: Example::of(
        r#"<sequence key="webhooksFaultSequence"/>   (of your own; 4.0.0 ships one of that name)"#,
        r#"<sequence key="ownWebhooksFault"/>   (the same, under a name that no release ships)"#,
    ),
    found: &[],
};
