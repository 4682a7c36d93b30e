//! A JSON payload sets `messageType` for every method, so the filter on the method that old files
//! had behind the payload does nothing any more. Deleting or moving it is carried without a
//! question.
//!
//! Source: wso2-synapse v2.1.7-wso2v227, PayloadFactoryMediator: a JSON payload sets messageType
//! itself, for every method.

use crate::rules::{Effect, Example, Rule};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "redundant-in-target",
    effect: Effect::Rewriting,
    when: "The operator deleted or moved something that does nothing in the target.",
    help: "Nothing to do.",
    example: Example::of(
        r#"<filter source="$axis2:HTTP_METHOD" regex="^(?!.*(POST|PUT|PATCH)).*$">
  <property name="messageType" value="application/xml" scope="axis2"/>
</filter>
  (deleted from the fault of 3.2.0)"#,
        "(deleted from the fault of 4.0.0 too: its JSON payload sets messageType)",
    ),
    found: &[],
};
