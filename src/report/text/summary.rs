//! The end of the report: what would be written, what needs a person, and what to do next.

use std::{collections::HashMap, io};

use crate::model::{CustomKind, Edit, FilePlan, Finding, Origin, Severity, Status};

use super::{
    super::{
        fold::fold,
        page::{ALARM, BAD, GOOD, PLAIN, Page, STRONG},
        words::{self, INFERRED, count, list},
    },
    Report,
    edits::question,
    findings::place,
    heading,
};

impl Report<'_> {
    pub(super) fn summary(&self, page: &mut Page) -> io::Result<()> {
        if self.plan.files.iter().any(words::names_inferred_release) {
            page.blank()?;
            page.prose(&[], 2, INFERRED)?;
        }
        heading("summary", page)?;
        self.files_in_short(page)?;
        self.counts(page)?;
        self.waiting(page)?;
        page.blank()?;
        for step in self.next_steps() {
            page.prose(&[(STRONG, "next: ")], 6, &step)?;
        }
        Ok(())
    }

    /// Which files would be other than the target's, and which could not be read.
    fn files_in_short(&self, page: &mut Page) -> io::Result<()> {
        let names = |chosen: fn(&FilePlan) -> bool| -> Vec<String> {
            let files = fold(self.plan.files.iter().filter(|file| chosen(file)));
            files.iter().map(|f| words::of_scopes(&f.scopes, f.first.file())).collect()
        };
        let number =
            |chosen: fn(&FilePlan) -> bool| self.plan.files.iter().filter(|f| chosen(f)).count();
        let changed = names(FilePlan::differs_from_target);
        if changed.is_empty() {
            page.line(&[
                (STRONG, "no file"),
                (PLAIN, &format!(" would differ from {}", self.target)),
            ])?;
        } else {
            let lead = count(number(FilePlan::differs_from_target), "file");
            let text = format!("would differ from {}: {}", self.target, list(&changed));
            page.prose(&[(STRONG, &lead), (PLAIN, " ")], 2, &text)?;
        }
        let failed = names(|file| file.status == Status::Failed);
        if failed.is_empty() {
            return Ok(());
        }
        let lead = count(number(|file| file.status == Status::Failed), "file");
        page.prose(&[(BAD, &lead), (BAD, " could not be read: ")], 2, &list(&failed))
    }

    fn counts(&self, page: &mut Page) -> io::Result<()> {
        let sum = &self.plan.summary;
        if sum.edits > 0 {
            let outcomes = [
                (sum.carried, format!("{} carried", sum.carried)),
                (sum.rewritten, format!("{} rewritten", sum.rewritten)),
                (sum.already_there, format!("{} already there", sum.already_there)),
                (sum.dropped, format!("{} dropped", sum.dropped)),
                (sum.conflicts, count(sum.conflicts, "conflict")),
            ];
            let lead = count(sum.edits, "edit");
            page.prose(&[(STRONG, &lead), (PLAIN, ": ")], 2, &tally(outcomes))?;
        }
        let findings = &sum.findings;
        let total = findings.error + findings.warning + findings.note;
        if total == 0 {
            return Ok(());
        }
        let severities =
            [(findings.error, "error"), (findings.warning, "warning"), (findings.note, "note")];
        let severities = severities.map(|(n, noun)| (n, count(n, noun)));
        page.prose(&[(STRONG, &count(total, "finding")), (PLAIN, ": ")], 2, &tally(severities))
    }

    /// Everything that needs a person, again, in one place.
    fn waiting(&self, page: &mut Page) -> io::Result<()> {
        let edits: Vec<(&FilePlan, &Edit)> = self.undecided().collect();
        let errors: Vec<(String, &Finding)> = self.errors().collect();
        page.blank()?;
        if edits.is_empty() && errors.is_empty() {
            return page.line(&[(GOOD, "nothing needs you")]);
        }
        needs_you(edits.len(), "edit", page)?;
        for ((file, edit), others) in alike(edits) {
            let id = file.id(edit.number).to_string();
            let lead = [(PLAIN, "  "), (STRONG, id.as_str()), (PLAIN, "  ")];
            let asked = format!("{}: {}", question(edit, &self.target), edit.summary);
            page.prose(&lead, 6, &(asked + &and_others(others)))?;
        }
        needs_you(errors.len(), "error", page)?;
        let mut told: HashMap<(&str, &str, &str), usize> = HashMap::new();
        for (place, finding) in &errors {
            let file = place.split(" of tenant:").next().unwrap_or(place);
            *told.entry((file, &finding.rule, &finding.message)).or_default() += 1;
        }
        for (place, finding) in &errors {
            let file = place.split(" of tenant:").next().unwrap_or(place);
            let Some(n) = told.remove(&(file, &*finding.rule, &*finding.message)) else { continue };
            let rule = format!("[{}]: ", finding.rule);
            let lead = [(PLAIN, "  "), (STRONG, place.as_str()), (PLAIN, " "), (PLAIN, &rule)];
            page.prose(&lead, 6, &format!("{}{}", finding.message, and_others(n - 1)))?;
        }
        Ok(())
    }

    fn undecided(&self) -> impl Iterator<Item = (&FilePlan, &Edit)> {
        self.plan.edits().filter(|(_, edit)| edit.needs_decision())
    }

    /// The findings of severity error, each with its place.
    fn errors(&self) -> impl Iterator<Item = (String, &Finding)> {
        let is_error = |f: &&Finding| f.severity == Severity::Error;
        let of_files = self.plan.all().flat_map(move |file| {
            let name = words::file_name(file.scope, file.file());
            file.findings.iter().filter(is_error).map(move |f| (place(f, &name), f))
        });
        let of_packs = self.plan.findings.iter().filter(is_error);
        of_files.chain(of_packs.map(|f| (place(f, f.path.as_deref().unwrap_or_default()), f)))
    }

    fn next_steps(&self) -> Vec<String> {
        let mut steps = vec![];
        if self.plan.failed() {
            steps.push("fix what could not be read, and run this again.".to_owned());
        }
        if self.undecided().next().is_some() {
            let step = "read each edit marked NEEDS YOU; what should be otherwise, change in the \
                merged file.";
            steps.push(step.to_owned());
        }
        if self.plan.files.iter().any(FilePlan::has_open_conflict) {
            steps.push(format!(
                "--prefer custom settles every conflict with your side, --prefer target with {}'s.",
                self.target
            ));
        }
        if self.plan.files.iter().any(FilePlan::differs_from_target) {
            steps.extend(self.how_to_write());
        } else if !self.plan.failed() && self.undecided().next().is_none() {
            steps.push(format!("nothing to write: use the files of {} as they are.", self.target));
        }
        steps
    }

    fn how_to_write(&self) -> Vec<String> {
        let target = &self.plan.target;
        let one_file = "`faultgraft merge FILE -o NEW` writes one merged file to NEW.".to_owned();
        match (self.plan.custom.kind, target.origin, &target.path) {
            (CustomKind::File, ..) => vec![one_file],
            (_, Origin::Path, Some(path)) => vec![format!(
                "--format patch --output fault.patch, then `git apply fault.patch` in {path}."
            )],
            _ => vec![
                "--target HOME, the new gateway's home or sequences folder, plans against its own \
                 files; with --format patch that gives what `git apply` takes there."
                    .to_owned(),
                one_file,
            ],
        }
    }
}

/// The first of the edits that are alike in several tenants, with the number of the others.
pub(in super::super) fn alike<'p>(
    edits: Vec<(&'p FilePlan, &'p Edit)>,
) -> Vec<((&'p FilePlan, &'p Edit), usize)> {
    let mut numbers: HashMap<(&str, usize, &str, &str), usize> = HashMap::new();
    let mut first: Vec<((&FilePlan, &Edit), usize)> = Vec::new();
    for (file, edit) in edits {
        let key = (file.stem(), edit.number, edit.summary.as_str(), edit.reason.as_str());
        let number = match file.scope.is_tenant() {
            true => *numbers.entry(key).or_insert(first.len()),
            false => first.len(),
        };
        match first.get_mut(number) {
            Some((_, others)) => *others += 1,
            None => first.push(((file, edit), 0)),
        }
    }
    first
}

fn and_others(n: usize) -> String {
    if n == 0 { String::new() } else { format!(" (and in {})", count(n, "other tenant")) }
}

/// `2 edits need you:`; nothing for none.
fn needs_you(n: usize, noun: &str, page: &mut Page) -> io::Result<()> {
    let verb = if n == 1 { "needs" } else { "need" };
    if n == 0 { Ok(()) } else { page.line(&[(ALARM, &format!("{} {verb} you:", count(n, noun)))]) }
}

/// `3 carried, 1 dropped`: what is not zero.
fn tally<const N: usize>(counts: [(usize, String); N]) -> String {
    let shown = counts.into_iter().filter(|(n, _)| *n > 0).map(|(_, text)| text);
    shown.collect::<Vec<_>>().join(", ")
}
