//! A pox fault goes out as `<Exception>detail, else reason</Exception>` with status 500. Next to
//! the JSON answers of 4.0.0 it becomes a JSON payload with the members code and message.
//!
//! Source: wso2-synapse, FaultMediator: a pox fault is `<Exception>detail, else reason</Exception>`
//! with 500.

use crate::model::Severity;
use crate::rules::{Effect, Example, Found, Lint, Rule, ToRewrite};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "pox-fault",
    effect: Effect::Rewriting,
    when: "A pox fault was the answer to REST clients.",
    help: "Check that clients expect the members code and message.",
    example: Example::of(
        r#"<makefault version="pox">
  <code expression="$ctx:ERROR_CODE"/>
  <reason expression="$ctx:ERROR_MESSAGE"/>
</makefault>"#,
        r#"<payloadFactory media-type="json">
  <format>{"code":"$1","message":"$2"}</format>
  <args>
    <arg expression="$ctx:ERROR_CODE"/>
    <arg expression="$ctx:ERROR_MESSAGE"/>
  </args>
</payloadFactory>"#,
    ),
    found: &[Found::ToRewrite(Lint {
        says,
        help: "Answer with a JSON payloadFactory instead, and set HTTP_SC.",
    })],
};

fn says(_: &ToRewrite<'_, '_>) -> (Severity, String) {
    (
        Severity::Warning,
        "a REST client gets this fault as an <Exception> element, not as JSON".to_owned(),
    )
}
