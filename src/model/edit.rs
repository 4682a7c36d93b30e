//! What the operator changed, and what became of it.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Triple;

/// What sort of thing the operator did.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum EditKind {
    /// A mediator that the base does not have.
    Insert,
    /// A mediator of the base that is gone.
    Delete,
    /// Attributes or text of a mediator that both have.
    Change,
    /// A mediator that stands elsewhere.
    Move,
    /// Stock mediators put inside a new one, or taken out of theirs.
    Wrap,
    /// A field of a payload, or a payload as a whole.
    Payload,
    /// A comment of the operator's.
    Comment,
}

impl fmt::Display for EditKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Insert => "insert",
            Self::Delete => "delete",
            Self::Change => "change",
            Self::Move => "move",
            Self::Wrap => "wrap",
            Self::Payload => "payload",
            Self::Comment => "comment",
        })
    }
}

/// What became of an edit.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It stands in the merged file as the operator wrote it.
    Carried,
    /// It stands in the merged file in the form the target needs.
    Rewritten,
    /// The target already does it.
    AlreadyThere,
    /// It has no place in the target.
    Dropped,
    /// Operator and target changed the same thing: a person decides.
    Conflict,
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Carried => "carried",
            Self::Rewritten => "rewritten",
            Self::AlreadyThere => "already-there",
            Self::Dropped => "dropped",
            Self::Conflict => "conflict",
        })
    }
}

/// How far an outcome may be trusted without a person looking at it.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// No careful engineer would decide otherwise.
    Safe,
    /// Right as far as faultgraft can tell; a person must confirm it.
    Review,
}

/// What a person decided about an edit.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Decision {
    /// Keep the outcome as planned.
    Accept,
    /// Leave the edit out.
    Reject,
    /// Settle a conflict with the operator's version.
    Custom,
    /// Settle a conflict with the target's version.
    Target,
    /// Settled by hand in the merged text.
    Edit,
}

/// The three texts behind an edit that a person has to decide, so that both sides can be shown.
pub type Sides = Triple<Option<String>>;

/// One thing the operator changed, base to custom, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Edit {
    /// Its number in the file, from 1, the same for the same inputs.
    pub number: usize,
    /// What the operator did.
    pub kind: EditKind,
    /// What became of it.
    pub outcome: Outcome,
    /// Whether a person must confirm it.
    pub confidence: Confidence,
    /// What a person decided, if anything yet.
    pub decision: Option<Decision>,
    /// The rule that decided the outcome, where one did.
    pub rule: Option<String>,
    /// The edit in one line, in the operator's own names.
    pub summary: String,
    /// Why it has this outcome and this place, in plain words.
    pub reason: String,
    /// Line in the operator's file, from 1; of a deletion, the line it would have stood on.
    pub custom_line: Option<u32>,
    /// Line in the base, from 1, where the base has the thing.
    pub base_line: Option<u32>,
    /// Line in the target, from 1, where the target has the thing.
    pub target_line: Option<u32>,
    /// Line in the merged file, from 1, where the edit left a trace there.
    pub merged_line: Option<u32>,
    /// The numbers of the edits of the same file that are decided with it: apart, one would lose or
    /// double what the other is about.
    pub together: Vec<usize>,
    /// Both sides and their common base, where a person has to choose or confirm.
    pub sides: Option<Sides>,
}

impl Edit {
    /// Whether the plan waits for a person here: an undecided conflict or an undecided `review`.
    pub fn needs_decision(&self) -> bool {
        self.decision.is_none()
            && (self.outcome == Outcome::Conflict || self.confidence == Confidence::Review)
    }
}
