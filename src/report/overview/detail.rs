//! How much a report tells, and of which files.

use crate::model::{FilePlan, Finding, Outcome, Status};
use crate::rules::code;

/// How much a report tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Detail {
    /// What needs a person, and one line a file.
    Brief,
    /// The files with edits or findings, with as much of their diffs as is read at a time.
    #[default]
    Normal,
    /// Every diff as a whole, those of new and of stock files too.
    Full,
}

/// How a report was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Options {
    /// How much it tells.
    pub detail: Detail,
    /// The file that the plan is saved in, for the commands that follow; none where it is not saved.
    pub plan_file: Option<String>,
}

/// Whether a file is told by itself, and not in a line with others.
pub(super) fn is_told(file: &FilePlan, detail: Detail) -> bool {
    let said = || file.findings.iter().any(|finding| finding.rule != code::TENANT_RESEED.code);
    let is_copy = || file.own().is_some() && file.outcome() == Outcome::Carried;
    !file.edits.is_empty()
        || file.status == Status::Failed
        || (said() && !(is_copy() && file.findings.iter().all(is_of_a_step)))
        || (detail == Detail::Full && file.has_diff())
}

/// Whether a step before the start says what there is to do about a finding.
pub(in crate::report) fn is_of_a_step(finding: &Finding) -> bool {
    let of_steps = [&code::SKIP_LIST, &code::CUSTOM_CLASS, &code::COMPANION_CARRIED];
    let of_steps = of_steps.into_iter().chain([&code::API_LEVEL_FAULT, &code::TENANT_RESEED]);
    of_steps.into_iter().any(|rule| finding.rule == rule.code)
}
