//! The engines of API Manager 1.10 to 2.1 put the property in for `$ctx:NAME` wherever it stood in
//! a payload format. Later ones replace `$1`, `$2` and so on only, and clients would see the
//! `$ctx:` text itself.
//!
//! Source: wso2-synapse commit 8ef12e52e (2018-01-25) removed the inline form.

use crate::model::Severity;
use crate::rules::{Effect, Example, Found, Lint, Rule, ToRewrite};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "inline-ctx",
    effect: Effect::Rewriting,
    when: "$ctx:NAME stands inside a payload format; only API Manager 1.10 to 2.1 replaced it.",
    help: "Nothing to do: it is a numbered argument now.",
    example: Example::of(
        r#"<payloadFactory media-type="json">
  <format>{"code":"$ctx:ERROR_CODE"}</format>
  <args/>
</payloadFactory>"#,
        r#"<payloadFactory media-type="json">
  <format>{"code":"$1"}</format>
  <args><arg expression="$ctx:ERROR_CODE"/></args>
</payloadFactory>"#,
    ),
    found: &[Found::ToRewrite(Lint {
        says,
        help: "Write $n in the format, and $ctx:NAME as the expression of its <arg>.",
    })],
};

fn says(seen: &ToRewrite<'_, '_>) -> (Severity, String) {
    (
        Severity::Error,
        format!(
            "$ctx:NAME in this payload goes out as it stands: {} replaces $n only",
            seen.release
        ),
    )
}
