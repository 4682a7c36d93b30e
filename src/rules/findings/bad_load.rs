//! Each mediator's factory checks its element when the sequence is built, and one refusal loses the
//! sequence with all that is in it. Each refusal was run on the engine of 4.0.0.
//!
//! Source: wso2-synapse v2.1.7-wso2v227, config/xml/*MediatorFactory.

use crate::model::Severity;
use crate::rules::{Effect, Example, Found, Rule, loading};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "bad-load",
    effect: Effect::Finding(Severity::Error),
    when: "A mediator that its factory refuses; the whole sequence does not load.",
    help: "Correct the element.",
    example: Example::of(
        r#"<property name="HTTP_SC" value="403" scope="synapse"/>"#,
        r#"<property name="HTTP_SC" value="403" scope="axis2"/>"#,
    ),
    found: &[Found::InSequence(loading::bad_load)],
};
