//! The counts a plan closes with.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Companion, Edit, FilePlan, Finding, Outcome, Plan, Severity};

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

impl Plan {
    /// Counts everything afresh.
    pub fn summarise(&mut self) {
        self.summary = Summary::of(&self.files, &self.companions, &self.findings);
    }
}

impl Summary {
    /// Counts files, edits and findings.
    pub fn of(files: &[FilePlan], companions: &[Companion], findings: &[Finding]) -> Self {
        let mut sum = Self { files: files.len(), ..Self::default() };
        for file in files {
            sum.customised += usize::from(!file.edits.is_empty());
            sum.count(&file.edits);
        }
        companions.iter().for_each(|c| sum.count(&c.edits));
        let of_files = files.iter().flat_map(|f| &f.findings);
        let of_companions = companions.iter().flat_map(|c| &c.findings);
        for finding in of_files.chain(of_companions).chain(findings) {
            *match finding.severity {
                Severity::Error => &mut sum.findings.error,
                Severity::Warning => &mut sum.findings.warning,
                Severity::Note => &mut sum.findings.note,
            } += 1;
        }
        sum
    }

    fn count(&mut self, edits: &[Edit]) {
        self.edits += edits.len();
        for edit in edits {
            *match edit.outcome {
                Outcome::Carried => &mut self.carried,
                Outcome::Rewritten => &mut self.rewritten,
                Outcome::AlreadyThere => &mut self.already_there,
                Outcome::Dropped => &mut self.dropped,
                Outcome::Conflict => &mut self.conflicts,
            } += 1;
        }
    }
}
