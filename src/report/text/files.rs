//! One section a file that is told by itself.

use std::io;

use crate::model::{FilePlan, Outcome, Scope, Severity, Status};

use super::{
    super::{
        diff,
        fold::Folded,
        overview::{Detail, Shown, grouped, is_of_a_step},
        page::{ALARM, BAD, PLAIN, Page, STRONG},
        preview::brief,
        words::{self, count},
    },
    Report,
    findings::{place, write_finding, write_group},
};

impl Report<'_> {
    /// Heading, base, edits, findings, what clients will see; all but the diff.
    pub(super) fn file(&self, folded: &Folded<'_>, few: bool, page: &mut Page) -> io::Result<()> {
        let file = folded.first;
        self.file_heading(file, &folded.scopes, page)?;
        file.edits.iter().try_for_each(|edit| self.edit(file, edit, page))?;
        for group in grouped(file.findings.iter()) {
            if file.status == Status::Failed {
                for finding in &group.all {
                    let at = place(finding, &self.location(file));
                    write_finding(finding, "", 3, page)?;
                    page.line(&[(PLAIN, "   --> "), (PLAIN, &at)])?;
                }
            } else {
                let of_step = group.all.iter().all(|finding| is_of_a_step(finding));
                let is_note = few && group.severity == Severity::Note;
                write_group(&group.without_help(of_step || is_note), 3, page)?;
            }
        }
        let previews = file.previews.as_ref().and_then(|key| self.plan.previews.get(&**key));
        match previews.filter(|_| !file.edits.is_empty()) {
            Some(previews) => brief(previews, few, page),
            None => Ok(()),
        }
    }

    pub(super) fn file_heading(
        &self,
        file: &FilePlan,
        scopes: &[Scope],
        page: &mut Page,
    ) -> io::Result<()> {
        let name = words::of_scopes(scopes, file.file());
        let style = if file.status == Status::Failed { BAD } else { PLAIN };
        let (what, waits) = (what_it_is(file), what_waits(file));
        page.blank()?;
        let lead =
            [(PLAIN, "== "), (STRONG, &*name), (PLAIN, ": "), (style, &what), (ALARM, &waits)];
        page.line(&lead)?;
        if file.path.rsplit('/').next() != Some(file.file()) {
            page.line(&[(PLAIN, "   read from "), (PLAIN, &file.path)])?;
        }
        match &file.base {
            Some(base) => page.prose(&[(PLAIN, "   ")], 5, &words::base(base)),
            None => Ok(()),
        }
    }

    /// A file in one line: its name, what it is, and how much of it needs a person.
    pub(super) fn in_short(&self, folded: &Folded<'_>) -> (String, String, String) {
        let file = folded.first;
        let outcomes = [
            Outcome::Carried,
            Outcome::Rewritten,
            Outcome::AlreadyThere,
            Outcome::Dropped,
            Outcome::Conflict,
        ];
        let of = |outcome| file.edits.iter().filter(|edit| edit.outcome == outcome).count();
        let counts = outcomes.map(|o| (of(o), format!("{} {}", of(o), words::outcome(o))));
        let shown: Vec<String> =
            counts.into_iter().filter(|(n, _)| *n > 0).map(|(_, text)| text).collect();
        let mut what = what_it_is(file);
        if !shown.is_empty() {
            what += &format!(" ({})", shown.join(", "));
        }
        let warnings = file.findings.iter().filter(|f| f.severity == Severity::Warning).count();
        if warnings > 0 {
            what += &format!(", {}", count(warnings, "warning"));
        }
        (words::of_scopes(&folded.scopes, file.file()), what, what_waits(file))
    }

    /// The difference of a file that is read, with the lines around what changes.
    pub(super) fn diff(&self, file: &FilePlan, detail: Detail, page: &mut Page) -> io::Result<()> {
        match Shown::of(file, self.plan, detail) {
            Shown::Planned(diff) => {
                page.blank()?;
                diff::write(page, &diff)
            }
            Shown::Between(which, hunks) => {
                page.faint(&format!("   {which}"))?;
                diff::write_hunks(page, &hunks)
            }
            other => self.no_diff(&other, page),
        }
    }

    /// The same with one line around what changes.
    pub(super) fn changes(&self, file: &FilePlan, page: &mut Page) -> io::Result<()> {
        match Shown::of(file, self.plan, Detail::Normal) {
            Shown::Planned(diff) => diff::write_changes(page, diff::split_header(&diff).1),
            Shown::Between(which, hunks) => {
                page.faint(&format!("   {which}"))?;
                diff::write_changes(page, &hunks)
            }
            other => self.no_diff(&other, page),
        }
    }

    fn no_diff(&self, shown: &Shown, page: &mut Page) -> io::Result<()> {
        match shown {
            Shown::Same(why) => page.line(&[(PLAIN, "   "), (PLAIN, why)]),
            Shown::New => page.faint("   a new file in the target; --full shows it"),
            _ => Ok(()),
        }
    }
}

/// What a file is, with the number of its edits.
pub(in super::super) fn what_it_is(file: &FilePlan) -> String {
    let what = match (file.own(), file.status) {
        (_, Status::Failed) => "could not be read".to_owned(),
        (Some(_), _) => format!("{}, {}", words::outcome(file.outcome()), words::why_it_goes(file)),
        (None, Status::Migrated) => "made from a 4.x release".to_owned(),
        (None, Status::Absent) => "not in your installation".to_owned(),
        (None, status) => status.to_string(),
    };
    let there = match file.own() {
        Some(own) if own.present_in_target => "; the target has a file of this name",
        _ => "",
    };
    match file.edits.len() {
        0 => format!("{what}{there}"),
        n => format!("{what}{there}, {}", count(n, "edit")),
    }
}

/// `, 2 NEED YOU, 1 error`: how much of a file needs a person; nothing where nothing does.
pub(in super::super) fn what_waits(file: &FilePlan) -> String {
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
