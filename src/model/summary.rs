//! The counts a plan closes with.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Counts of findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct FindingCounts {
    /// Of severity error.
    pub error: usize,
    /// Of severity warning.
    pub warning: usize,
    /// Of severity note.
    pub note: usize,
}

/// The counts a plan closes with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Summary {
    /// Sequences looked at.
    pub files: usize,
    /// Sequences with edits.
    pub customised: usize,
    /// Edits in all.
    pub edits: usize,
    /// Edits carried as written.
    pub carried: usize,
    /// Edits carried in the target's form.
    pub rewritten: usize,
    /// Edits the target already has.
    pub already_there: usize,
    /// Edits without a place in the target.
    pub dropped: usize,
    /// Edits that a person has to decide.
    pub conflicts: usize,
    /// Findings by severity.
    pub findings: FindingCounts,
}
