//! Counting what a plan closes with.

use super::{Companion, Edit, FilePlan, Finding, Outcome, Plan, Severity, Summary};

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
