//! A sequence, or a companion, as the page shows it, wherever it stands.

use serde::Serialize;

use super::super::text::{lines, question};
use super::super::words::{self, number};
use super::pool::Pools;
use super::view::{self, View};
use crate::model::{
    Companion, Confidence, Decision, Edit, EditKind, FilePlan, Finding, Outcome, Plan, Severity,
    Status,
};

/// Everything about a sequence or a companion but where it stands.
#[derive(PartialEq, Eq, Hash, Serialize)]
pub(super) struct Entry<'p> {
    pub file: &'p str,
    /// What stands between the scope and the number in the ids of its edits.
    pub stem: &'p str,
    pub companion: bool,
    /// A status, or of a companion the outcome.
    pub status: String,
    /// What it is, in plain words.
    pub what: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base: Option<String>,
    /// Whether its text was edited by hand, so that no decision changes it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub edited: bool,
    /// Whether the file at the target would be another than it is.
    pub differs: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub edits: Vec<EditOf<'p>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<FindingOf<'p>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub views: Vec<View>,
    /// The key of what clients will see.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previews: Option<&'p str>,
}

/// An edit without its scope.
#[derive(PartialEq, Eq, Hash, Serialize)]
pub(super) struct EditOf<'p> {
    n: &'p str,
    kind: EditKind,
    outcome: Outcome,
    confidence: Confidence,
    #[serde(skip_serializing_if = "Option::is_none")]
    decision: Option<Decision>,
    /// What a person is asked as long as it is undecided; none where nobody has to be.
    #[serde(skip_serializing_if = "Option::is_none")]
    question: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<&'p str>,
    summary: &'p str,
    reason: &'p str,
    lines: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    custom_line: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    merged_line: Option<u32>,
    /// The number of the texts behind it.
    #[serde(skip_serializing_if = "Option::is_none")]
    sides: Option<usize>,
}

/// A finding without the scope of its edit.
#[derive(PartialEq, Eq, Hash, Serialize)]
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
    edit: Option<&'p str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<&'p str>,
}

impl<'p> Entry<'p> {
    pub(super) fn of_file(file: &'p FilePlan, plan: &'p Plan, pools: &mut Pools<'p>) -> Self {
        let views = view::of_file(file, plan, &pools.target);
        Self {
            file: &file.file,
            stem: &file.sequence,
            companion: false,
            status: file.status.to_string(),
            what: what(file),
            base: file.base.as_ref().map(|base| words::base(base)),
            edited: file.edited,
            differs: file.differs_from_target(),
            edits: file.edits.iter().map(|e| EditOf::of(e, pools)).collect(),
            findings: file.findings.iter().map(FindingOf::of).collect(),
            views: pools.views(views),
            // What clients get from stock is in the plan, and for `preview` to tell.
            previews: file.previews.as_deref().filter(|_| !file.edits.is_empty()),
        }
    }

    pub(super) fn of_companion(
        companion: &'p Companion,
        plan: &'p Plan,
        pools: &mut Pools<'p>,
    ) -> Self {
        let views = view::of_companion(companion, plan, &pools.target);
        let outcome = words::outcome(companion.outcome);
        let mut what = format!("{outcome}, {}", words::why_it_goes(companion));
        if companion.present_in_target {
            what += "; the target has a file of this name";
        }
        let stem = companion.edits.first().and_then(|e| e.id.split('/').nth(1));
        Self {
            file: &companion.file,
            stem: stem.unwrap_or(&companion.file),
            companion: true,
            status: companion.outcome.to_string(),
            what,
            base: None,
            edited: false,
            differs: companion.differs_from_target(),
            edits: companion.edits.iter().map(|e| EditOf::of(e, pools)).collect(),
            findings: companion.findings.iter().map(FindingOf::of).collect(),
            views: pools.views(views),
            previews: None,
        }
    }
}

/// A file's status in plain words.
fn what(file: &FilePlan) -> String {
    match file.status {
        Status::Failed => "could not be read".to_owned(),
        Status::Migrated => "already built on a 4.x release".to_owned(),
        Status::Absent => "you have none".to_owned(),
        status => status.to_string(),
    }
}

impl<'p> EditOf<'p> {
    fn of(edit: &'p Edit, pools: &mut Pools<'p>) -> Self {
        let undecided = Edit { decision: None, sides: None, ..edit.clone() };
        Self {
            n: number(&edit.id),
            kind: edit.kind,
            outcome: edit.outcome,
            confidence: edit.confidence,
            decision: edit.decision,
            question: undecided.needs_decision().then(|| question(edit, &pools.target)),
            rule: edit.rule.as_deref(),
            summary: &edit.summary,
            reason: &edit.reason,
            lines: lines(edit, &pools.target),
            custom_line: edit.custom_line,
            merged_line: edit.merged_line,
            sides: edit.sides.as_ref().map(|sides| pools.sides.number(sides)),
        }
    }
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
            edit: finding.edit.as_deref().map(number),
            path: finding.path.as_deref(),
        }
    }
}
