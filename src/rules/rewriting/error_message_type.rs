//! Up to 3.2.0 the gateway's Java read the property `error_message_type` for the content type of
//! the fault that it made. From 4.0.0 on it makes none; the sequence alone decides.
//!
//! Source: carbon-apimgt, gateway Utils.setFaultPayload: its only reader, no longer called in the
//! auth, throttle and GraphQL flows of 4.0.0.

use crate::expression::Location;
use crate::model::Severity;
use crate::program::{Ix, Tree};
use crate::rules::typed::{literal, property};
use crate::rules::{Effect, Example, Found, Lint, Rule, ToRewrite};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "error-message-type",
    effect: Effect::Rewriting,
    when: "error_message_type was changed; no code of 4.0.0 reads it.",
    help: "4.0.0 answers JSON whatever it says. For any other type, answer it in the sequence itself.",
    example: Example::of(
        r#"<property name="error_message_type" value="application/json"/>"#,
        "(nothing)",
    ),
    found: &[Found::ToRewrite(Lint {
        says,
        help: "Remove it. To answer in a type other than JSON, write a payload of that type and set messageType.",
    })],
};

/// Whether a property sets `error_message_type`, which nothing reads any more.
pub fn is_error_message_type(tree: &Tree<'_>, node: Ix) -> bool {
    property(tree, node).is_some_and(|p| p.is("default", "error_message_type"))
}

/// Whether a mediator of a sequence reads the property.
pub fn reads_error_message_type(tree: &Tree<'_>) -> bool {
    let program = tree.program();
    let is_it =
        |l: &Location| matches!(l, Location::Property(name) if &**name == "error_message_type");
    program.all().any(|id| program.uses(id).reads.iter().any(is_it))
}

fn says(seen: &ToRewrite<'_, '_>) -> (Severity, String) {
    let value = literal(seen.tree, seen.node).unwrap_or_default();
    let severity = if answered_json(value) { Severity::Note } else { Severity::Warning };
    let message = "error_message_type has no effect in {}: clients get JSON";
    (severity, message.replace("{}", &seen.release.to_string()))
}

/// Whether old gateways answered JSON by that value: the types that they had a JSON formatter for.
/// Any other gave XML or form data, whatever it looks like.
pub fn answered_json(value: &str) -> bool {
    matches!(value, "application/json" | "application/json/badgerfish" | "text/javascript")
}
