//! Edits: what the operator changed, what became of it, where it stands, and why.

use std::io;

use anstyle::Style;

use crate::model::{Confidence, Decision, Edit, EditKind, Outcome, Sides};

use super::{
    super::{
        page::{ALARM, BAD, FAINT, GOOD, PLAIN, Page, STRONG},
        words::{self, number},
    },
    Report, faint_line,
};

/// Columns before the text of an edit.
const INDENT: usize = 6;

impl Report<'_> {
    /// One edit, most important first.
    pub(super) fn edit(&self, edit: &Edit, page: &mut Page) -> io::Result<()> {
        let lead = format!("{:>4}  ", number(&edit.id));
        let outcome = words::outcome(edit.outcome);
        let kind = match &edit.rule {
            Some(rule) => format!(" {} [{rule}]: ", edit.kind),
            None => format!(" {}: ", edit.kind),
        };
        let lead = [(STRONG, lead.as_str()), (style(edit), outcome), (PLAIN, &kind)];
        page.prose(&lead, INDENT, &edit.summary)?;
        faint_line(page, INDENT, &self.lines(edit))?;
        let blanks = " ".repeat(INDENT);
        page.prose(&[(PLAIN, &blanks)], INDENT, &edit.reason)?;
        if let Some(decision) = edit.decision {
            page.prose(&[(PLAIN, &blanks), (GOOD, "DECIDED: ")], INDENT, &self.decided(decision))?;
        } else if edit.needs_decision() {
            let lead = [(PLAIN, blanks.as_str()), (ALARM, "NEEDS YOU: ")];
            page.prose(&lead, INDENT, &format!("{} ({})", question(edit, &self.target), edit.id))?;
        }
        match &edit.sides {
            Some(sides) => write_sides(sides, &self.target, INDENT, page),
            None => Ok(()),
        }
    }

    /// Where the edit stands on both sides.
    fn lines(&self, edit: &Edit) -> String {
        let gone = edit.kind == EditKind::Delete;
        let from = match (gone, edit.custom_line, edit.base_line) {
            (true, _, Some(base)) => format!("base line {base}, which you deleted"),
            (_, Some(custom), _) => format!("your line {custom}"),
            (_, None, Some(base)) => format!("base line {base}"),
            (_, None, None) => "your file".to_owned(),
        };
        let to = match (edit.merged_line, edit.outcome) {
            (Some(line), Outcome::Conflict) => {
                format!("merged line {line}, {}'s side until you decide", self.target)
            }
            (Some(line), _) => format!("merged line {line}"),
            (None, Outcome::Dropped) => "left out".to_owned(),
            (None, Outcome::AlreadyThere) => match edit.target_line {
                Some(line) => format!("{} does so in line {line}", self.target),
                None => format!("{} does so", self.target),
            },
            (None, _) if gone => "deleted from the merged file too".to_owned(),
            (None, _) => "leaves no line of its own in the merged file".to_owned(),
        };
        format!("{from} -> {to}")
    }

    fn decided(&self, decision: Decision) -> String {
        match decision {
            Decision::Accept => "accepted".to_owned(),
            Decision::Reject => "rejected, left out".to_owned(),
            Decision::Custom => "your side".to_owned(),
            Decision::Target => format!("{}'s side", self.target),
        }
    }
}

/// What a person is asked about an edit.
pub(in super::super) fn question(edit: &Edit, target: &str) -> String {
    match edit.outcome {
        Outcome::Conflict => format!("choose your side or {target}'s"),
        Outcome::Dropped => "confirm that it may go".to_owned(),
        Outcome::AlreadyThere => format!("confirm that {target} does the same"),
        Outcome::Carried | Outcome::Rewritten => "confirm that this is what you want".to_owned(),
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

/// The lines of `text`, shifted left together; the first one, cut out of its line, has no indent to count.
fn without_common_indent(text: &str) -> Vec<&str> {
    let indent = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let rest = text.lines().skip(1).filter(|line| !line.trim().is_empty());
    let common = rest.map(indent).min().unwrap_or(0);
    let cut = |line: &str| indent(line).min(common);
    text.trim_end().lines().map(|line| &line[cut(line)..]).collect()
}
