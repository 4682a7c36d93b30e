//! A class mediator is loaded when the sequence is built. Where its class is missing, the gateway
//! does not load the sequence at all, and fault handling falls back to nothing.
//!
//! Source: wso2-synapse, ClassMediatorFactory; wso2/api-manager issue 598.

use crate::model::Severity;
use crate::program::kinds::class::Class;
use crate::program::{Ix, Mediator, REMOVED_CLASSES, Tree};
use crate::rules::{Effect, Example, Found, Lint, Rule, ToRewrite};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "removed-class",
    effect: Effect::Rewriting,
    when: "A class mediator that 4.0.0 does not have; one missing class loses the whole sequence.",
    help: "Analytics is a global handler now. If your class did more, put that into a class of your own.",
    example: Example::of(
        r#"<class name="org.wso2.carbon.apimgt.gateway.handlers.analytics.APIMgtFaultHandler"/>"#,
        "(nothing)",
    ),
    found: &[Found::ToRewrite(Lint {
        says,
        help: "Remove it, or move what it does into a class of your own whose jar is on the gateway.",
    })],
};

/// Whether a mediator is a class that 4.0.0 does not have, by its full name.
pub fn is_removed_class(tree: &Tree<'_>, node: Ix) -> bool {
    let removed = |class: &Class| REMOVED_CLASSES.contains(&class.name.as_str());
    matches!(tree.mediator(node), Some(Mediator::Class(class)) if removed(class))
}

fn says(seen: &ToRewrite<'_, '_>) -> (Severity, String) {
    (
        Severity::Error,
        format!("{} has no {}, and does not load the sequence", seen.release, seen.name()),
    )
}
