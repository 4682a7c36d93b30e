//! Findings: what was seen, where, and what to do.

use std::io;

use crate::model::{Finding, Severity};

use super::super::page::{ALARM, BAD, PLAIN, Page, STRONG};

/// `error[rule] place: message`, then the help; `indent` columns in.
pub(in super::super) fn write_finding(
    finding: &Finding,
    place: &str,
    indent: usize,
    page: &mut Page,
) -> io::Result<()> {
    let severity = finding.severity.to_string();
    let style = match finding.severity {
        Severity::Error => BAD,
        Severity::Warning => ALARM,
        Severity::Note => STRONG,
    };
    let blanks = " ".repeat(indent);
    let rule = match place {
        "" => format!("[{}]: ", finding.rule),
        place => format!("[{}] {place}: ", finding.rule),
    };
    let lead = [(PLAIN, blanks.as_str()), (style, &severity), (PLAIN, &rule)];
    page.prose(&lead, indent + 2, &finding.message)?;
    if finding.help.is_empty() {
        return Ok(());
    }
    page.prose(&[(PLAIN, &blanks), (STRONG, "  help: ")], indent + 8, &finding.help)
}

/// The place inside a file that the reader already knows: `line 8, edit 1`.
pub(super) fn place_inside(finding: &Finding) -> String {
    let line = finding.line.map(|line| format!("line {line}"));
    let edit = finding.edit.map(|number| format!("edit {number}"));
    line.into_iter().chain(edit).collect::<Vec<_>>().join(", ")
}

/// `path:line:column`, as far as it is known.
pub(in super::super) fn place(finding: &Finding, path: &str) -> String {
    match (finding.line, finding.column) {
        (Some(line), Some(column)) => format!("{path}:{line}:{column}"),
        (Some(line), None) => format!("{path}:{line}"),
        _ => path.to_owned(),
    }
}
