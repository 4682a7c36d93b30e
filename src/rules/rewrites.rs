//! What is rewritten between two releases, and into what.

use crate::payload::{NoFaithfulJson, Reading};
use crate::stock::Release;
use crate::xml::NodeId;

use super::payloads::JsonText;

/// The releases that the operator moves between, as far as rules depend on them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rewriting {
    /// The operator's old release.
    pub old: Release,
    /// Whether the base answers errors in XML and the target in JSON.
    pub to_json: bool,
    /// Whether the target lacks the classes and the reader of `error_message_type` that went away
    /// with 4.0.0.
    pub classes_removed: bool,
    /// How the operator's release reads formats.
    pub reading: Reading,
}

impl Rewriting {
    /// Between two releases. `$ctx:NAME` inside a format was replaced by the engines of API
    /// Manager 1.10 to 2.1 only (wso2-synapse commit 8ef12e52e).
    pub fn between(base: Release, target: Release) -> Self {
        let inline = [Release::V1_10_0, Release::V2_0_0, Release::V2_1_0];
        Self {
            old: base,
            to_json: !base.answers_json() && target.answers_json(),
            classes_removed: target.answers_json(),
            reading: Reading { inline_ctx: inline.contains(&base) && !inline.contains(&target) },
        }
    }
}

/// What becomes of a node of the operator's.
#[derive(Debug, Clone, PartialEq)]
pub enum Rewrite {
    /// It is left out.
    Drop,
    /// Attributes get other values.
    Attributes(Vec<Patch>),
    /// A payload gets this JSON.
    Json(JsonText),
    /// A payload that should be JSON and cannot.
    Unfaithful(NoFaithfulJson),
    /// It reads something of the old body that nothing says any more; what, as a sentence.
    Lost(String),
    /// It stays as it is, and a reviewer should know why.
    Keep,
}

/// Attributes of an element that get other values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Patch {
    /// The element in the operator's document.
    pub element: NodeId,
    /// Names and new values.
    pub set: Vec<(String, String)>,
}
