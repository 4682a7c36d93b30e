//! One section a file that has something to tell; one line for all that have not.

use std::io;

use crate::model::{Companion, FilePlan, Status};

use super::{
    super::{
        diff,
        page::{ALARM, BAD, PLAIN, Page, STRONG},
        words::{self, count, list},
    },
    Report, has_section,
};

impl Report<'_> {
    /// Heading, base, edits, findings, diff.
    pub(super) fn file(&self, file: &FilePlan, page: &mut Page) -> io::Result<()> {
        self.file_heading(file, page)?;
        if let Some(base) = &file.base {
            page.prose(&[(PLAIN, "  ")], 4, &words::base(base))?;
        }
        for edit in &file.edits {
            page.blank()?;
            self.edit(edit, page)?;
        }
        for finding in &file.findings {
            page.blank()?;
            self.finding(finding, &self.location(file), page)?;
        }
        if file.status == Status::Failed {
            return Ok(());
        }
        page.blank()?;
        self.file_result(file, page)?;
        if file.diff.is_empty() { Ok(()) } else { diff::write(page, &file.diff) }
    }

    fn file_heading(&self, file: &FilePlan, page: &mut Page) -> io::Result<()> {
        let name = words::file_name(&file.scope, &file.file);
        let mut text = match file.status {
            Status::Failed => "could not be read".to_owned(),
            Status::Migrated => "already built on a 4.x release".to_owned(),
            Status::Absent => "you have none".to_owned(),
            status => status.to_string(),
        };
        if !file.edits.is_empty() {
            text += &format!(", {}", count(file.edits.len(), "edit"));
        }
        let waiting = file.edits.iter().filter(|edit| edit.needs_decision()).count();
        let mut parts = vec![(STRONG, name.as_str()), (PLAIN, ": ")];
        parts.push((if file.status == Status::Failed { BAD } else { PLAIN }, &text));
        let needs = format!("{waiting} NEED{} YOU", if waiting == 1 { "S" } else { "" });
        if waiting > 0 {
            parts.extend([(PLAIN, ", "), (ALARM, needs.as_str())]);
        }
        page.line(&parts)?;
        let read_from = format!("  read from {}", self.location(file));
        let other_name = !file.path.ends_with(&file.file);
        if other_name { page.line(&[(PLAIN, &read_from)]) } else { Ok(()) }
    }

    /// What the merged file is, before its diff is shown.
    fn file_result(&self, file: &FilePlan, page: &mut Page) -> io::Result<()> {
        let target = &self.target;
        let text = match (&file.target_text, file.differs_from_target()) {
            _ if file.merged.is_none() => return Ok(()),
            (_, false) => format!("The merged file is {target}'s as it is: nothing to write."),
            (_, true) if file.diff.is_empty() => {
                "The merged file is yours as it is: no difference to show.".to_owned()
            }
            _ => return Ok(()),
        };
        page.prose(&[(PLAIN, "  ")], 2, &text)?;
        if file.diff.is_empty() { Ok(()) } else { page.blank() }
    }

    /// The files that need no reading, one line for each status.
    pub(super) fn quiet_files(&self, page: &mut Page) -> io::Result<()> {
        let target = &self.target;
        let statuses = [
            (Status::Stock, format!("stock, taken from {target} as they are: ")),
            (Status::Migrated, "already built on a 4.x release, nothing to carry: ".to_owned()),
            (Status::Customised, "customised, nothing to carry: ".to_owned()),
            (Status::Absent, format!("you have none, taken from {target} as they are: ")),
        ];
        let mut first = true;
        for (status, lead) in statuses {
            let quiet = |file: &&FilePlan| file.status == status && !has_section(file);
            let names = self.plan.files.iter().filter(quiet);
            let names: Vec<_> = names.map(|f| words::file_name(&f.scope, &f.file)).collect();
            if names.is_empty() {
                continue;
            }
            if first {
                page.blank()?;
            }
            first = false;
            page.prose(&[(PLAIN, &lead)], 2, &names.join(", "))?;
        }
        Ok(())
    }

    /// The operator's own sequences that the files call, and the lines that keep them on the new gateway.
    pub(super) fn companions(&self, page: &mut Page) -> io::Result<()> {
        if !self.plan.companions.is_empty() {
            page.blank()?;
            page.line(&[(STRONG, "your own sequences that these files call")])?;
        }
        for companion in &self.plan.companions {
            self.companion(companion, page)?;
        }
        let sequences = &self.plan.skip_list.sequences;
        if sequences.is_empty() {
            return Ok(());
        }
        page.blank()?;
        let why = "4.x deletes these from the sequences folder at start unless its \
            deployment.toml lists them; add them to the list there:";
        page.prose(&[], 0, why)?;
        page.line(&[(PLAIN, "  [apim.sync_runtime_artifacts.gateway.skip_list]")])?;
        let names: Vec<String> = sequences.iter().map(|name| format!("\"{name}\"")).collect();
        page.line(&[(PLAIN, &format!("  sequences = [{}]", names.join(", ")))])
    }

    fn companion(&self, companion: &Companion, page: &mut Page) -> io::Result<()> {
        let name = words::file_name(&companion.scope, &companion.file);
        let mut text = format!("{}, called from ", words::outcome(companion.outcome));
        text += &list(&companion.called_from);
        if companion.present_in_target {
            text += "; the target has a file of this name";
        }
        page.prose(&[(PLAIN, "  "), (STRONG, &name), (PLAIN, ": ")], 4, &text)?;
        for finding in &companion.findings {
            self.finding(finding, &name, page)?;
        }
        Ok(())
    }
}
