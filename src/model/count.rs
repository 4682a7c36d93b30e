//! Counting what a plan closes with.

use super::{Edit, Outcome, Plan, Severity, Summary};

impl Plan {
    /// Counts everything afresh.
    pub fn summarise(&mut self) {
        self.summary = Summary::of(self);
    }
}

impl Summary {
    /// Counts the files, edits and findings of a plan.
    pub fn of(plan: &Plan) -> Self {
        let mut sum = Self { files: plan.files.len(), ..Self::default() };
        sum.customised = plan.files.iter().filter(|f| !f.edits.is_empty()).count();
        plan.all().for_each(|file| sum.count(&file.edits));
        let findings = plan.all().flat_map(|file| file.findings.iter());
        for finding in findings.chain(&plan.findings) {
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
