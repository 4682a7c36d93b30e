//! The end of the report: what would be written, what needs a person, and what to do next.

use std::io;

use crate::model::{CustomKind, Edit, FilePlan, Finding, Origin, Severity, Status};

use super::{
    super::{
        page::{ALARM, BAD, GOOD, PLAIN, Page, STRONG},
        words::{self, INFERRED, count, list},
    },
    Report,
    edits::question,
    findings::place,
};

impl Report<'_> {
    pub(super) fn summary(&self, page: &mut Page) -> io::Result<()> {
        if self.plan.files.iter().any(words::names_inferred_release) {
            page.blank()?;
            page.prose(&[], 2, INFERRED)?;
        }
        page.blank()?;
        self.counts(page)?;
        self.waiting(page)?;
        page.blank()?;
        for step in self.next_steps() {
            page.prose(&[(STRONG, "next: ")], 6, &step)?;
        }
        Ok(())
    }

    fn counts(&self, page: &mut Page) -> io::Result<()> {
        let changed: Vec<String> = (self.plan.files.iter())
            .filter(|file| file.differs_from_target())
            .map(|file| words::file_name(&file.scope, &file.file))
            .collect();
        let files = count(changed.len(), "file");
        match changed.as_slice() {
            [] => page.prose(&[(STRONG, "no file")], 2, &format!(" would differ from {}", self.target)),
            _ => {
                let text = format!("would differ from {}: {}", self.target, list(&changed));
                page.prose(&[(STRONG, &files), (PLAIN, " ")], 2, &text)
            }
        }?;
        let sum = &self.plan.summary;
        let outcomes = [
            (sum.carried, "carried"),
            (sum.rewritten, "rewritten"),
            (sum.already_there, "already there"),
            (sum.dropped, "dropped"),
            (sum.conflicts, if sum.conflicts == 1 { "conflict" } else { "conflicts" }),
        ];
        if sum.edits > 0 {
            page.line(&[(STRONG, &count(sum.edits, "edit")), (PLAIN, ": "), (PLAIN, &tally(&outcomes))])?;
        }
        let findings = &sum.findings;
        let total = findings.error + findings.warning + findings.note;
        let by_severity =
            [(findings.error, "error"), (findings.warning, "warning"), (findings.note, "note")]
                .map(|(n, noun)| count(n, noun));
        if total > 0 {
            let shown: Vec<&String> = by_severity.iter().filter(|text| !text.starts_with("0 ")).collect();
            page.line(&[(STRONG, &count(total, "finding")), (PLAIN, ": "), (PLAIN, &list(&shown))])?;
        }
        Ok(())
    }

    /// Everything that needs a person, again, in one place.
    fn waiting(&self, page: &mut Page) -> io::Result<()> {
        let edits: Vec<&Edit> = self.undecided().collect();
        let errors: Vec<(String, &Finding)> = self.errors().collect();
        if edits.is_empty() && errors.is_empty() {
            return page.line(&[(GOOD, "nothing needs you")]);
        }
        if !edits.is_empty() {
            let verb = if edits.len() == 1 { "needs" } else { "need" };
            page.line(&[(ALARM, &format!("{} {verb} you:", count(edits.len(), "edit")))])?;
        }
        for edit in edits {
            let lead = [(PLAIN, "  "), (STRONG, edit.id.as_str()), (PLAIN, "  ")];
            page.prose(&lead, 6, &format!("{}: {}", question(edit, &self.target), edit.summary))?;
        }
        if !errors.is_empty() {
            let verb = if errors.len() == 1 { "needs" } else { "need" };
            page.line(&[(BAD, &format!("{} {verb} you:", count(errors.len(), "error")))])?;
        }
        for (path, finding) in errors {
            let lead = [(PLAIN, "  "), (STRONG, finding.rule.as_str()), (PLAIN, "  ")];
            page.prose(&lead, 6, &format!("{}: {}", place(finding, &path), finding.message))?;
        }
        Ok(())
    }

    fn undecided(&self) -> impl Iterator<Item = &Edit> {
        self.plan.files.iter().flat_map(|file| &file.edits).filter(|edit| edit.needs_decision())
    }

    fn errors(&self) -> impl Iterator<Item = (String, &Finding)> {
        let of_files = self.plan.files.iter().map(|f| (self.location(f), &f.findings));
        let of_companions = self.plan.companions.iter().map(|c| (c.file.clone(), &c.findings));
        of_files.chain(of_companions).flat_map(|(path, findings)| {
            let errors = findings.iter().filter(|f| f.severity == Severity::Error);
            errors.map(move |finding| (path.clone(), finding))
        })
    }

    fn next_steps(&self) -> Vec<String> {
        let mut steps = vec![];
        if self.plan.failed() {
            steps.push("mend what could not be read, then run this again.".to_owned());
        }
        if self.plan.files.iter().any(FilePlan::has_open_conflict) {
            steps.push(format!(
                "--prefer custom settles every conflict with your side, --prefer target with {}'s; \
                 to mix them, take the merged file and edit those lines by hand.",
                self.target
            ));
        }
        let readable = |file: &&FilePlan| file.status != Status::Failed;
        if self.plan.files.iter().filter(readable).any(FilePlan::differs_from_target) {
            steps.push(self.how_to_write());
        } else if !self.plan.failed() {
            steps.push(format!("nothing to write; use the files of {} as they are.", self.target));
        }
        steps
    }

    fn how_to_write(&self) -> String {
        let custom = &self.plan.custom.path;
        match (self.plan.custom.kind, self.plan.target.origin) {
            (CustomKind::File, _) => {
                format!("`faultgraft merge {custom} -o FILE` writes the merged file to FILE.")
            }
            (_, Origin::Path) => format!(
                "--format patch --output fault.patch, then `git apply fault.patch` in {}.",
                self.plan.target.path.as_deref().unwrap_or("the target")
            ),
            (_, Origin::Embedded) => {
                "--target with the new gateway's home or sequences folder plans against its own \
                 files; with --format patch that gives what `git apply` takes there. \
                 `faultgraft merge FILE -o NEW` writes one merged file."
                    .to_owned()
            }
        }
    }
}

/// `3 carried, 1 dropped`: what is not zero.
fn tally(counts: &[(usize, &str)]) -> String {
    let shown = counts.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}"));
    shown.collect::<Vec<_>>().join(", ")
}
