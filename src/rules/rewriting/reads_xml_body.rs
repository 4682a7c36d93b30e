//! An expression such as `//am:code` finds nothing in a JSON body, silently. The stock payload says
//! which property each field was made from, and that property is still there.
//!
//! Source: product-apim, the stock payloads of both releases; wso2-synapse, SynapseXPath on a JSON
//! body.

use crate::model::Severity;
use crate::rules::{Effect, Example, Found, Lint, Rule, ToRewrite};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "reads-xml-body",
    effect: Effect::Rewriting,
    when: "An expression reads a field of the old XML fault body.",
    help: "Nothing to do where it reads the property now that the field came from; else choose what it shall read.",
    example: Example::of(
        r#"<property xmlns:am="http://wso2.org/apimanager" name="text" expression="//am:description"/>"#,
        r#"<property name="text" expression="$ctx:ERROR_MESSAGE"/>"#,
    ),
    found: &[Found::ToRewrite(Lint {
        says,
        help: "Read the property that the field was made from, or the member of the JSON body by json-eval.",
    })],
};

fn says(seen: &ToRewrite<'_, '_>) -> (Severity, String) {
    (
        Severity::Warning,
        format!("{} reads the old XML body; the body is JSON in {}", seen.name(), seen.release),
    )
}
