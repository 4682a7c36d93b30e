//! After every merge the merged file is read again and its data flow is compared with that of the
//! operator's file, edit by edit, whatever the merge was made by. What differs beyond what the
//! release itself changes is not called safe.
//!
//! Source: product-apim, the stock sequences of both releases; wso2-synapse, what each mediator
//! reads and writes.

use crate::rules::{Effect, Example, Rule};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "not-proven",
    effect: Effect::WARNING,
    when: "The merged file does something else for an edit than your file did, and no other finding \
           says so.",
    help: "Compare the place in your file with the one in the merged file, and accept or reject the \
           edit.",
    example: Example::of(
        r#"<property name="HTTP_SC" value="503" scope="axis2"/>
<send/>"#,
        r#"<property name="HTTP_SC" value="503" scope="axis2"/>
<property name="HTTP_SC" value="401" scope="axis2"/> (of 4.0.0: the client gets 401)
<send/>"#,
    ),
    found: &[],
};
