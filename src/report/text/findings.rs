//! Findings: what was seen, where, and what to do.

use std::io;

use crate::model::{Finding, Severity};

use super::{
    super::{
        page::{ALARM, BAD, PLAIN, Page, STRONG},
        words::number,
    },
    Report,
};

impl Report<'_> {
    /// `error[rule] path:line:column: message`, then the help.
    pub(super) fn finding(&self, finding: &Finding, path: &str, page: &mut Page) -> io::Result<()> {
        write_finding(finding, path, 2, page)
    }
}

/// The finding, `indent` columns in.
pub(in super::super) fn write_finding(
    finding: &Finding,
    path: &str,
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
    let rule = format!("[{}] ", finding.rule);
    let mut text = place(finding, path);
    if let Some(edit) = &finding.edit {
        text += &format!(" (edit {})", number(edit));
    }
    let text = format!("{text}: {}", finding.message);
    page.prose(&[(PLAIN, &blanks), (style, &severity), (PLAIN, &rule)], indent + 2, &text)?;
    if finding.help.is_empty() {
        return Ok(());
    }
    page.prose(&[(PLAIN, &blanks), (STRONG, "  help: ")], indent + 8, &finding.help)
}

/// `path:line:column`, as far as it is known.
pub(in super::super) fn place(finding: &Finding, path: &str) -> String {
    match (finding.line, finding.column) {
        (Some(line), Some(column)) => format!("{path}:{line}:{column}"),
        (Some(line), None) => format!("{path}:{line}"),
        _ => path.to_owned(),
    }
}
