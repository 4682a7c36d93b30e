//! The formatter is chosen by `messageType`. Over a JSON body, application/xml makes clients see
//! `<jsonObject>`, so the type has to change with the payload that it was written for. Where SOAP
//! faults go out under the same property too, it is left out: a JSON payload sets its own type, and
//! under application/json the faults would be JSON.
//!
//! Source: wso2-synapse v2.1.7-wso2v227, JsonUtil and the formatters by messageType: a JSON body
//! goes out as `<jsonObject>` under application/xml.

use crate::model::Severity;
use crate::rules::{Effect, Example, Found, Lint, Rule, ToRewrite};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "message-type",
    effect: Effect::Rewriting,
    when: "messageType or ContentType is XML beside a payload that became JSON.",
    help: "It is application/json now, or left out: clients would get <jsonObject> otherwise.",
    example: Example::of(
        r#"<property name="messageType" value="application/xml" scope="axis2"/>"#,
        r#"<property name="messageType" value="application/json" scope="axis2"/>"#,
    ),
    found: &[Found::ToRewrite(Lint { says, help: "Write application/json." })],
};

fn says(seen: &ToRewrite<'_, '_>) -> (Severity, String) {
    (Severity::Warning, format!("{} makes <jsonObject> of a JSON body", seen.name()))
}
