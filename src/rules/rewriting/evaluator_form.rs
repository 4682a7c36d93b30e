//! In an `<arg>`, `json-eval(..)` is read as XPath unless `evaluator="json"` stands beside it. It
//! is not valid XPath, so the whole sequence does not load.
//!
//! Source: wso2-synapse v2.1.7-wso2v227, PayloadFactoryMediatorFactory.

use crate::model::Severity;
use crate::rules::{Effect, Example, Found, Lint, Rule, ToRewrite};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "evaluator-form",
    effect: Effect::Rewriting,
    when: "An arg has json-eval(..) without evaluator=\"json\", which does not load.",
    help: "Nothing to do: it has the evaluator and the bare path now.",
    example: Example::of(
        r#"<payloadFactory media-type="json">
  <format>{"status":"$1"}</format>
  <args><arg expression="json-eval($.status)"/></args>
</payloadFactory>"#,
        r#"<payloadFactory media-type="json">
  <format>{"status":"$1"}</format>
  <args><arg evaluator="json" expression="$.status"/></args>
</payloadFactory>"#,
    ),
    found: &[Found::ToRewrite(Lint {
        says,
        help: "Write evaluator=\"json\" and the bare path as its expression.",
    })],
};

fn says(seen: &ToRewrite<'_, '_>) -> (Severity, String) {
    (
        Severity::Error,
        format!(
            "an <arg> has json-eval(..) without evaluator=\"json\": {} does not load the sequence",
            seen.release
        ),
    )
}
