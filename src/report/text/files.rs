//! One section a file that has something to tell; one line for all that have not.

use std::io;

use crate::model::{FilePlan, Outcome, Scope, Severity, Status};

use super::{
    super::{
        diff,
        fold::{Folded, fold, names},
        page::{ALARM, BAD, PLAIN, Page, STRONG},
        preview::brief,
        words::{self, count},
    },
    Report,
    findings::{place, place_inside, write_finding},
    has_section, heading,
};

impl Report<'_> {
    /// Heading, base, edits, findings, diff.
    pub(super) fn file(&self, folded: &Folded<'_>, page: &mut Page) -> io::Result<()> {
        self.file_heading(folded.first, &folded.scopes, page)?;
        let file = folded.first;
        for edit in file.edits.iter() {
            page.blank()?;
            self.edit(edit, page)?;
        }
        for finding in file.findings.iter() {
            page.blank()?;
            write_finding(finding, &place_inside(finding), 2, page)?;
            if file.status == Status::Failed {
                let place = place(finding, &self.location(file));
                page.line(&[(PLAIN, "  --> "), (PLAIN, &place)])?;
            }
        }
        if file.merged.is_none() {
            return Ok(());
        }
        let previews = file.previews.as_ref().and_then(|key| self.plan.previews.get(&**key));
        if let Some(previews) = previews.filter(|_| !file.edits.is_empty()) {
            brief(previews, page)?;
        }
        page.blank()?;
        let diff = file.diff();
        if !diff.is_empty() {
            return diff::write(page, &diff);
        }
        let whose = if file.differs_from_target() { "your file" } else { &self.target };
        page.line(&[(PLAIN, &format!("  The merged file is {whose} as it is: no difference."))])
    }

    pub(super) fn file_heading(
        &self,
        file: &FilePlan,
        scopes: &[Scope],
        page: &mut Page,
    ) -> io::Result<()> {
        let (style, mut text) = match file.status {
            Status::Failed => (BAD, "could not be read".to_owned()),
            Status::Migrated => (PLAIN, "already built on a 4.x release".to_owned()),
            Status::Absent => (PLAIN, "you have none".to_owned()),
            status => (PLAIN, status.to_string()),
        };
        if !file.edits.is_empty() {
            text += &format!(", {}", count(file.edits.len(), "edit"));
        }
        let name = words::of_scopes(scopes, file.file());
        page.blank()?;
        page.line(&[
            (PLAIN, "== "),
            (STRONG, &name),
            (PLAIN, ": "),
            (style, &text),
            (ALARM, &what_waits(file)),
        ])?;
        if file.path.rsplit('/').next() != Some(file.file()) {
            page.line(&[(PLAIN, "   read from "), (PLAIN, &file.path)])?;
        }
        match &file.base {
            Some(base) => page.prose(&[(PLAIN, "   ")], 5, &words::base(base)),
            None => Ok(()),
        }
    }

    /// The files that need no reading, one line for each status.
    pub(super) fn quiet_files(&self, page: &mut Page) -> io::Result<()> {
        let from =
            format!("taken from {} as they are", words::short_target_name(&self.plan.target));
        let statuses = [
            (Status::Stock, format!("stock, {from}: ")),
            (Status::Migrated, "already built on a 4.x release, nothing to carry: ".to_owned()),
            (Status::Customised, "customised, nothing to carry: ".to_owned()),
            (Status::Absent, format!("you have none, {from}: ")),
        ];
        for (status, lead) in statuses {
            let quiet = |file: &&FilePlan| file.status == status && !has_section(file);
            let names = names(self.plan.files.iter().filter(quiet));
            if !names.is_empty() {
                page.blank()?;
                page.prose(&[(PLAIN, &lead)], 2, &names.join(", "))?;
            }
        }
        Ok(())
    }

    /// The operator's own sequences that the files call, and the lines that keep them on the new gateway.
    pub(super) fn companions(&self, page: &mut Page) -> io::Result<()> {
        if !self.plan.companions.is_empty() {
            heading("your own sequences that these files call", page)?;
        }
        for companion in fold(self.plan.companions.iter()) {
            self.companion(&companion, page)?;
        }
        let list = &self.plan.skip_list;
        if list.sequences.is_empty() {
            return Ok(());
        }
        page.blank()?;
        let why = "4.x deletes these from the sequences folder at start unless its \
            deployment.toml lists them.";
        page.prose(&[(PLAIN, "  ")], 2, &format!("{why} {}", list.place))?;
        for line in list.toml.lines() {
            page.line(&[(PLAIN, "    "), (PLAIN, line)])?;
        }
        Ok(())
    }

    /// What is to be said about the installations and not about one sequence.
    pub(super) fn packs(&self, page: &mut Page) -> io::Result<()> {
        if !self.plan.findings.is_empty() {
            heading("the installations", page)?;
        }
        for finding in &self.plan.findings {
            page.blank()?;
            let at = finding.path.as_deref().map(|path| place(finding, path)).unwrap_or_default();
            write_finding(finding, &at, 2, page)?;
        }
        Ok(())
    }

    fn companion(&self, folded: &Folded<'_>, page: &mut Page) -> io::Result<()> {
        let companion = folded.first;
        let Some(own) = companion.own() else { return Ok(()) };
        let name = words::of_scopes(&folded.scopes, companion.file());
        let outcome = companion.outcome();
        let mut text = format!("{}, {}", words::outcome(outcome), words::why_it_goes(companion));
        if own.present_in_target {
            text += "; the target has a file of this name";
        }
        page.blank()?;
        page.prose(&[(PLAIN, "  "), (STRONG, &name), (PLAIN, ": ")], 4, &text)?;
        for edit in companion.edits.iter() {
            self.edit(edit, page)?;
        }
        for finding in companion.findings.iter() {
            write_finding(finding, &place_inside(finding), 4, page)?;
        }
        let diff = companion.diff();
        if outcome == Outcome::Carried || diff.is_empty() {
            return Ok(());
        }
        page.blank()?;
        diff::write(page, &diff)
    }
}

/// `, 2 NEED YOU, 1 error`: how much of a file needs a person; nothing where nothing does.
fn what_waits(file: &FilePlan) -> String {
    let edits = file.edits.iter().filter(|edit| edit.needs_decision()).count();
    let mut text = match edits {
        0 => String::new(),
        1 => ", 1 NEEDS YOU".to_owned(),
        n => format!(", {n} NEED YOU"),
    };
    let errors = file.findings.iter().filter(|f| f.severity == Severity::Error).count();
    if errors > 0 && file.status != Status::Failed {
        text += &format!(", {}", count(errors, "error"));
    }
    text
}
