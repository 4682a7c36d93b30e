//! The report for the operator at the terminal: file by file, and at the end what it comes to.
//!
//! The end of the report is what stays on the screen, so everything that needs a person is named
//! there again, with what to do next.

mod edits;
mod files;
mod findings;
mod report;
mod step;
mod summary;

use std::io;

use crate::model::{CustomKind, FilePlan, Origin, Plan};

use super::{
    fold::fold,
    page::{Page, STRONG},
    words,
};

use report::{Report, heading};

pub(super) use edits::{lines, question, without_common_indent, write_sides};
pub(super) use findings::{place, write_finding};
pub use step::{Shown, step};
pub(super) use summary::alike;

/// Writes the whole report in lines of about `width` columns.
pub fn write(plan: &Plan, width: usize, out: &mut dyn io::Write) -> io::Result<()> {
    let page = &mut Page::new(out, width);
    let report = Report { plan, target: words::target_name(&plan.target) };
    report.heading(page)?;
    for file in fold(plan.files.iter().filter(|file| has_section(file))) {
        report.file(&file, page)?;
    }
    report.quiet_files(page)?;
    report.companions(page)?;
    report.packs(page)?;
    report.summary(page)
}

/// Whether there is more to say about a file than its name and status.
pub(super) fn has_section(file: &FilePlan) -> bool {
    !file.edits.is_empty() || !file.findings.is_empty() || file.has_diff()
}

impl Report<'_> {
    fn heading(&self, page: &mut Page) -> io::Result<()> {
        page.prose(&[(STRONG, "yours   ")], 8, &of_custom(self.plan))?;
        page.prose(&[(STRONG, "target  ")], 8, &of_target(self.plan))
    }
}

/// Where the operator's files were read, and what that is.
pub(super) fn of_custom(plan: &Plan) -> String {
    let kind = match plan.custom.kind {
        CustomKind::File => "a file",
        CustomKind::Sequences => "a folder of sequences",
        CustomKind::Home => "an API Manager home",
        CustomKind::Archive => "an API Manager archive",
    };
    format!("{} ({kind})", plan.custom.path)
}

/// Where the new release's files are.
pub(super) fn of_target(plan: &Plan) -> String {
    let target = &plan.target;
    let release = target.release.as_deref().unwrap_or("release unknown");
    match (target.origin, &target.path) {
        (Origin::Path, Some(path)) => format!("{path} ({release})"),
        _ => format!("stock {release}, embedded in faultgraft"),
    }
}
