//! Edits: what the operator changed, what became of it, where it stands, and why.

use std::io;

use anstyle::Style;

use crate::model::{Confidence, Edit, EditKind, FilePlan, Outcome, Sides};

use super::{
    super::{
        page::{ALARM, BAD, FAINT, GOOD, PLAIN, Page, STRONG},
        words,
    },
    Report,
};

/// Columns before the text of an edit.
pub(super) const INDENT: usize = 6;

impl Report<'_> {
    /// What was done, what became of it, why, and what a person is asked.
    pub(super) fn edit(&self, file: &FilePlan, edit: &Edit, page: &mut Page) -> io::Result<()> {
        let lead = format!("{:>4}  {}: ", edit.number, edit.kind);
        page.prose(&[(STRONG, &lead)], INDENT, &edit.summary)?;
        self.what_became(file, edit, page)?;
        let blanks = " ".repeat(INDENT);
        if edit.needs_decision() {
            let lead = [(PLAIN, blanks.as_str()), (ALARM, "NEEDS YOU: ")];
            page.prose(&lead, INDENT, &words::question(edit, &self.target))?;
        }
        self.sides(edit, page)
    }

    /// Its outcome, with the lines, the reason and the decision.
    pub(super) fn what_became(
        &self,
        file: &FilePlan,
        edit: &Edit,
        page: &mut Page,
    ) -> io::Result<()> {
        let blanks = " ".repeat(INDENT);
        let rule = edit.rule.iter().map(|rule| format!(" [{rule}]")).collect::<String>();
        let outcome = words::outcome(edit.outcome);
        let lead =
            [(PLAIN, blanks.as_str()), (style(edit), outcome), (PLAIN, &rule), (PLAIN, ": ")];
        let lines = lines(edit, &self.target) + &words::together(edit);
        page.prose(&lead, INDENT, &format!("{lines}. {}", edit.reason))?;
        let Some(decision) = edit.decision else { return Ok(()) };
        let lead = [(PLAIN, blanks.as_str()), (GOOD, "decided: ")];
        page.prose(&lead, INDENT, &words::decided(decision, file.remark(edit), &self.target))
    }

    /// Both sides and the base, where there are sides.
    pub(super) fn sides(&self, edit: &Edit, page: &mut Page) -> io::Result<()> {
        match &edit.sides {
            Some(sides) => write_sides(sides, &self.target, INDENT, page),
            None => Ok(()),
        }
    }
}

/// Where an edit stands on both sides.
pub(in super::super) fn lines(edit: &Edit, target: &str) -> String {
    let gone = edit.kind == EditKind::Delete;
    let from = match (gone, edit.custom_line, edit.base_line) {
        (true, _, Some(base)) => format!("base line {base}"),
        (_, Some(custom), _) => format!("your line {custom}"),
        (_, None, Some(base)) => format!("base line {base}"),
        (_, None, None) => "your file".to_owned(),
    };
    match (edit.outcome, edit.merged_line, edit.target_line) {
        (Outcome::Dropped, ..) => format!("{from} has no place in the merged file"),
        (Outcome::AlreadyThere, _, Some(line)) => {
            format!("{from} = {target} line {line}")
        }
        (Outcome::AlreadyThere, _, None) => format!("{from}, {target} does the same"),
        (Outcome::Conflict, Some(line), _) => {
            format!("{from} -> merged line {line}, which is {target}'s until you decide")
        }
        (_, Some(line), _) => format!("{from} -> merged line {line}"),
        (_, None, Some(line)) if gone => {
            format!("{from}, {target} line {line} -> not in the merged file")
        }
        (_, None, _) if gone => format!("{from} -> not in the merged file"),
        (_, None, _) => from,
    }
}

fn style(edit: &Edit) -> Style {
    match (edit.outcome, edit.confidence) {
        (Outcome::Conflict, _) => BAD,
        (_, Confidence::Review) => ALARM,
        (_, Confidence::Safe) => GOOD,
    }
}

/// The base, the operator's and the target's text, one under the other.
pub(in super::super) fn write_sides(
    sides: &Sides,
    target: &str,
    indent: usize,
    page: &mut Page,
) -> io::Result<()> {
    let width = target.chars().count().max("yours".len());
    for (name, text) in [("base", &sides.base), ("yours", &sides.custom), (target, &sides.target)] {
        let Some(text) = text else {
            let lead = format!("{:indent$}{name:width$} | ", "");
            page.line(&[(STRONG, &lead), (FAINT, "(not there)")])?;
            continue;
        };
        for (n, line) in without_common_indent(text).into_iter().enumerate() {
            let lead = format!("{:indent$}{:width$} | ", "", if n == 0 { name } else { "" });
            page.line(&[(STRONG, &lead), (PLAIN, line)])?;
        }
    }
    Ok(())
}

/// The lines of `text`, shifted left together; the first, cut out of its line, has no indent to count.
pub(in super::super) fn without_common_indent(text: &str) -> Vec<&str> {
    let indent = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let rest = text.lines().skip(1).filter(|line| !line.trim().is_empty());
    let common = rest.map(indent).min().unwrap_or(0);
    text.trim_end().lines().map(|line| &line[indent(line).min(common)..]).collect()
}
