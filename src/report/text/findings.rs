//! Findings: what was seen, where, and what to do.

use std::io;

use anstyle::Style;

use crate::model::{Finding, Severity};

use super::super::{
    overview::Group,
    page::{ALARM, BAD, PLAIN, Page, STRONG},
};

/// `error[rule] place: message`, then the help; `indent` columns in.
pub(in super::super) fn write_finding(
    finding: &Finding,
    place: &str,
    indent: usize,
    page: &mut Page,
) -> io::Result<()> {
    let severity = finding.severity.to_string();
    let blanks = " ".repeat(indent);
    let rule = match place {
        "" => format!("[{}]: ", finding.rule),
        place => format!("[{}] {place}: ", finding.rule),
    };
    let lead = [(PLAIN, blanks.as_str()), (style_of(finding.severity), &severity), (PLAIN, &rule)];
    page.prose(&lead, indent + 2, &finding.message)?;
    if finding.help.is_empty() {
        return Ok(());
    }
    page.prose(&[(PLAIN, &blanks), (STRONG, "  help: ")], indent + 4, &finding.help)
}

/// `path:line:column`, as far as it is known.
pub(in super::super) fn place(finding: &Finding, path: &str) -> String {
    match (finding.line, finding.column) {
        (Some(line), Some(column)) => format!("{path}:{line}:{column}"),
        (Some(line), None) => format!("{path}:{line}"),
        _ => path.to_owned(),
    }
}

/// The findings of one rule on one file; `indent` columns in.
pub(in super::super) fn write_group(
    group: &Group<'_>,
    indent: usize,
    page: &mut Page,
) -> io::Result<()> {
    let blanks = " ".repeat(indent);
    let severity = group.severity.to_string();
    let messages = group.messages();
    let rule = format!("[{}]", group.rule);
    let lead = [(PLAIN, blanks.as_str()), (style_of(group.severity), &severity), (PLAIN, &rule)];
    if let [(place, message)] = &*messages {
        let place = if place.is_empty() { ": ".to_owned() } else { format!(" {place}: ") };
        page.prose(&[&lead[..], &[(PLAIN, place.as_str())]].concat(), indent + 2, message)?;
    } else {
        page.line(&[&lead[..], &[(PLAIN, ":")]].concat())?;
        for (place, message) in &messages {
            let place = if place.is_empty() { String::new() } else { format!("{place}: ") };
            page.prose(&[(PLAIN, &blanks), (PLAIN, "  "), (PLAIN, &place)], indent + 4, message)?;
        }
    }
    for help in group.helps() {
        page.prose(&[(PLAIN, &blanks), (STRONG, "  help: ")], indent + 4, help)?;
    }
    Ok(())
}

/// How a severity is shown.
pub(in super::super) fn style_of(severity: Severity) -> Style {
    match severity {
        Severity::Error => BAD,
        Severity::Warning => ALARM,
        Severity::Note => STRONG,
    }
}
