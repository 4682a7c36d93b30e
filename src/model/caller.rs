//! Who calls a companion, as a saved plan says it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a caller of a companion is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CallerKind {
    /// A stock sequence that the operator changed.
    FaultSequence,
    /// Another companion.
    Companion,
    /// Another sequence of the operator's own in the same folder, which no fault sequence comes to.
    OwnSequence,
}

/// A sequence of the operator's that comes to a companion.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct CallerText {
    /// The name that it is called by.
    pub name: String,
    /// What it is.
    pub kind: CallerKind,
    /// Whether it calls the companion itself, and not only through others.
    pub direct: bool,
    /// The key of its text, as the operator wrote it, in the plan's `texts`.
    pub text: String,
}
