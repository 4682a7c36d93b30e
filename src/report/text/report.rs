//! A plan being told.

use std::io;

use crate::model::{CustomKind, FilePlan, Plan};
use crate::report::page::{PLAIN, Page, STRONG};

/// A plan being told, and what its target is called.
pub(super) struct Report<'p> {
    pub plan: &'p Plan,
    pub target: String,
}

impl Report<'_> {
    /// Where a file was read, in a form that editors and terminals can open.
    pub(super) fn location(&self, file: &FilePlan) -> String {
        match self.plan.custom.kind {
            CustomKind::File => self.plan.custom.path.clone(),
            _ => format!("{}/{}", self.plan.custom.path.trim_end_matches('/'), file.path),
        }
    }
}

/// The heading of a part of the report.
pub(super) fn heading(text: &str, page: &mut Page) -> io::Result<()> {
    page.blank()?;
    page.line(&[(PLAIN, "== "), (STRONG, text)])
}
