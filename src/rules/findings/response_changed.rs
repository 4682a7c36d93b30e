//! Old and new sequence are run for every way through them, and their answers compared. What is
//! more than the change from XML to JSON is shown, since clients will see it.
//!
//! Source: wso2-synapse and carbon-apimgt, as walked through for both releases.

use crate::rules::{Effect, Example, Rule};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "response-changed",
    effect: Effect::WARNING,
    when: "With the operator's edits, clients of the new gateway get more than the old answer in JSON.",
    help: "Compare both answers with faultgraft preview, and settle what clients shall get.",
    example: Example::of(
        r#"<property name="ERROR_MESSAGE" value="Denied"/>
  (in the _auth_failure_handler_ of 2.6.0, where Java made the body: nobody saw it)
  clients got <ams:message>Invalid Credentials</ams:message>"#,
        r#"(nothing, unless clients shall get "message":"Denied" now)"#,
    ),
    found: &[],
};
