//! The parts of the report beside the files: the verdict, what needs a person, what is left to do.

use std::io;

use super::super::{
    overview::{Need, Overview, Row, Step, grouped},
    page::{ALARM, BAD, FAINT, GOOD, PLAIN, Page, STRONG},
};
use super::{Report, findings::write_group, heading};

impl Report<'_> {
    /// What it comes to, and everything in numbers.
    pub(super) fn verdict(&self, overview: &Overview<'_>, page: &mut Page) -> io::Result<()> {
        page.blank()?;
        let style = if overview.needs_a_person { ALARM } else { GOOD };
        page.styled_prose(style, 0, &overview.verdict)?;
        overview.counts.iter().try_for_each(|line| page.prose(&[(PLAIN, "  ")], 4, line))
    }

    /// Everything that needs a person, each with the commands that settle it.
    pub(super) fn needs(&self, needs: &[Need], page: &mut Page) -> io::Result<()> {
        if !needs.is_empty() {
            heading("needs you", page)?;
        }
        for need in needs {
            let place = match (need.edit, &need.rule) {
                (Some(number), _) => format!("{}, edit {number}", need.place),
                (None, Some(rule)) => format!("{}, error [{rule}]", need.place),
                (None, None) => need.place.clone(),
            };
            let style = if need.edit.is_some() { STRONG } else { BAD };
            page.prose(&[(PLAIN, "  "), (style, &place), (PLAIN, ": ")], 6, &need.what)?;
            page.prose(&[(PLAIN, "      ")], 6, &need.asked)?;
            for (words, command) in &need.answers {
                let lead = format!("      {words}: ");
                page.line(&[(FAINT, &lead), (PLAIN, "`"), (STRONG, command), (PLAIN, "`")])?;
            }
        }
        Ok(())
    }

    /// One line a file.
    pub(super) fn files_in_short(
        &self,
        overview: &Overview<'_>,
        page: &mut Page,
    ) -> io::Result<()> {
        if !overview.told.is_empty() {
            heading("files with edits or findings", page)?;
        }
        for folded in &overview.told {
            let (name, what, waits) = self.in_short(folded);
            let lead = [(PLAIN, "  "), (STRONG, name.as_str()), (PLAIN, ": ")];
            page.prose(&lead, 4, &format!("{what}{waits}"))?;
        }
        Ok(())
    }

    /// What is to be said about the installations and not about one sequence.
    pub(super) fn installations(&self, page: &mut Page) -> io::Result<()> {
        if self.plan.findings.is_empty() {
            return Ok(());
        }
        heading("the installations", page)?;
        for group in grouped(&self.plan.findings) {
            write_group(&group, 2, page)?;
        }
        Ok(())
    }

    /// The files of which nothing more is told, a line for the scopes that have the same.
    pub(super) fn rest(&self, rows: &[Row], page: &mut Page) -> io::Result<()> {
        if !rows.is_empty() {
            heading("the other files", page)?;
        }
        for row in rows {
            let lead = match &*row.scopes {
                "" => "  ".to_owned(),
                scopes => format!("  {scopes}: "),
            };
            match &*row.files {
                [one] => page.prose(&[(PLAIN, &lead)], 4, one)?,
                all if row.scopes.is_empty() => {
                    all.iter().try_for_each(|files| page.prose(&[(PLAIN, &lead)], 4, files))?;
                }
                all => page.prose(&[(PLAIN, &lead)], 4, &all.join("; "))?,
            }
        }
        Ok(())
    }

    /// What to do before the new gateway is started.
    pub(super) fn steps(&self, steps: &[Step], page: &mut Page) -> io::Result<()> {
        if !steps.is_empty() {
            heading("before you start the gateway", page)?;
        }
        for (number, step) in steps.iter().enumerate() {
            write_step(number + 1, step, page)?;
        }
        Ok(())
    }

    /// The commands that come next.
    pub(super) fn next(&self, next: &[String], page: &mut Page) -> io::Result<()> {
        if !next.is_empty() {
            page.blank()?;
        }
        next.iter().try_for_each(|step| page.prose(&[(STRONG, "next: ")], 6, step))
    }
}

/// A step with what it is done with.
pub(in super::super) fn write_step(number: usize, step: &Step, page: &mut Page) -> io::Result<()> {
    const SHOWN: usize = 6;
    page.prose(&[(STRONG, &format!("{number:>3}. "))], 5, &step.what)?;
    if let Some(command) = &step.command {
        page.line(&[(PLAIN, "     `"), (STRONG, command), (PLAIN, "`")])?;
    }
    let mut items: Vec<&str> = step.items.iter().take(SHOWN).map(String::as_str).collect();
    let more = format!("and {} more", step.items.len().saturating_sub(SHOWN));
    if step.items.len() > SHOWN {
        items.push(&more);
    }
    if !items.is_empty() {
        page.prose(&[(PLAIN, "     ")], 5, &items.join("; "))?;
    }
    step.lines.lines().try_for_each(|line| page.line(&[(PLAIN, "       "), (PLAIN, line)]))
}
