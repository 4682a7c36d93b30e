//! An element in a list of mediators that the release has no factory for fails the whole sequence
//! (run on the engines of all releases). A name with a dot may be a connector's, and is left alone.
//!
//! Source: wso2-synapse v2.1.7-wso2v227, MediatorFactoryFinder.

use crate::model::Severity;
use crate::rules::{Effect, Example, Found, Rule, loading};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "unknown-mediator",
    effect: Effect::Finding(Severity::Error),
    when: "The release does not know an element; it loses the whole sequence.",
    help: "Replace it by a mediator that the release has.",
    example: Example::of(r#"<logger level="custom"/>"#, r#"<log level="custom"/>"#),
    found: &[Found::InSequence(loading::unknown_mediator)],
};
