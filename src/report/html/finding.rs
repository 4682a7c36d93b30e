//! A finding, as the page shows it.

use serde::Serialize;

use crate::model::{Finding, Severity};

/// A finding without the scope of its edit.
#[derive(Serialize)]
pub(super) struct FindingOf<'p> {
    rule: &'p str,
    severity: Severity,
    message: &'p str,
    help: &'p str,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    edit: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<&'p str>,
}

impl<'p> FindingOf<'p> {
    pub(super) fn of(finding: &'p Finding) -> Self {
        Self {
            rule: &finding.rule,
            severity: finding.severity,
            message: &finding.message,
            help: &finding.help,
            line: finding.line,
            column: finding.column,
            edit: finding.edit.map(|number| number.to_string()),
            path: finding.path.as_deref(),
        }
    }
}
