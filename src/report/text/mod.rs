//! The report for the operator at the terminal.
//!
//! What needs a person stands first, and the diffs share what is left of some screens: a plan of
//! hundreds of tenants is read in one go.

mod edits;
mod files;
mod findings;
mod report;
mod room;
mod sections;
mod step;

use std::io;

use crate::model::{CustomKind, Origin, Plan};

use super::{
    overview::{Detail, Options, Overview},
    page::{Page, STRONG},
    words,
};

use report::{Report, heading};

pub(super) use edits::{lines, without_common_indent, write_sides};
pub(super) use files::what_it_is;
pub(super) use findings::{place, style_of, write_finding};
pub(super) use sections::write_step;
pub use step::{Shown, step};

/// Writes the report in lines of about `width` columns.
pub fn write(
    plan: &Plan,
    options: &Options,
    width: usize,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let overview = Overview::of(plan, options);
    let report = Report { plan, target: overview.release.clone() };
    let page = &mut Page::new(out, width);
    page.prose(&[(STRONG, "yours   ")], 8, &of_custom(plan))?;
    page.prose(&[(STRONG, "target  ")], 8, &of_target(plan))?;
    report.verdict(&overview, page)?;
    report.needs(&overview.needs, page)?;
    match overview.detail {
        Detail::Brief => {
            report.files_in_short(&overview, page)?;
            report.rest(&overview.rest, page)?;
        }
        Detail::Normal | Detail::Full => {
            let rest = room::told(&overview, width, |page| {
                report.installations(page)?;
                report.rest(&overview.rest, page)?;
                report.steps(&overview.steps, page)
            })?;
            page.styled(&rest)?;
        }
    }
    if overview.names_inferred_release {
        page.prose(&[], 2, words::INFERRED)?;
    }
    report.next(&overview.next, page)
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
        (Origin::Added, _) => format!("stock {release}, an update level that was added"),
        _ => format!("stock {release}, embedded in faultgraft"),
    }
}
