//! What became of three versions of a file in git.

use super::{Edit, Finding, Outcome, Severity};

/// A merged sequence.
#[derive(Debug, Clone)]
pub struct MergedVersions {
    /// The file, with conflict markers where a conflict has two sides.
    pub bytes: Vec<u8>,
    /// Whether `theirs` is the side that the operator changed and `ours` the new release's.
    pub swapped: bool,
    /// What the operator changed, and what became of it.
    pub edits: Vec<Edit>,
    /// What a reviewer must know.
    pub findings: Vec<Finding>,
}

impl MergedVersions {
    /// Whether git has to be told of a conflict.
    pub fn has_conflict(&self) -> bool {
        self.edits.iter().any(|e| e.outcome == Outcome::Conflict)
    }

    /// Whether a person has to look at it: as for a plan.
    pub fn needs_a_person(&self) -> bool {
        self.edits.iter().any(Edit::needs_decision)
            || self.findings.iter().any(|f| f.severity == Severity::Error)
    }
}
