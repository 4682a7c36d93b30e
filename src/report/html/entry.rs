//! A sequence, or a companion, as the page shows it, wherever it stands.

use serde::Serialize;

use super::super::text::{lines, what_it_is};
use super::super::words;
use super::finding::FindingOf;
use super::follows::{Follows, Known, is_asked};
use super::pool::Pools;
use super::view::{self, View};
use crate::model::{Confidence, Decision, Edit, EditKind, FilePlan, Outcome, Plan, Remark};

/// Everything about a sequence or a companion but where it stands.
#[derive(Serialize)]
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
    pub previews: Option<usize>,
}

/// An edit without its scope.
#[derive(Serialize)]
pub(super) struct EditOf<'p> {
    n: String,
    kind: EditKind,
    outcome: Outcome,
    confidence: Confidence,
    #[serde(skip_serializing_if = "Option::is_none")]
    decision: Option<Decision>,
    /// Why it was decided so, and by whom.
    #[serde(flatten)]
    remark: Option<&'p Remark>,
    /// What a person is asked as long as it is undecided; none where nobody has to be.
    #[serde(skip_serializing_if = "Option::is_none")]
    question: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<&'p str>,
    summary: &'p str,
    reason: &'p str,
    lines: String,
    /// The numbers of the edits that are decided with it.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    together: &'p [usize],
    #[serde(skip_serializing_if = "Option::is_none")]
    custom_line: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    merged_line: Option<u32>,
    /// The number of the texts behind it.
    #[serde(skip_serializing_if = "Option::is_none")]
    sides: Option<usize>,
    /// What would follow from the answers; none where it was not worked out.
    #[serde(skip_serializing_if = "Option::is_none")]
    follows: Option<Follows<'p>>,
}

impl<'p> Entry<'p> {
    pub(super) fn of(
        file: &'p FilePlan,
        (plan, known): (&'p Plan, &'p Known),
        pools: &mut Pools<'p>,
    ) -> Self {
        let follows = |edit: &Edit| Some(Follows::of(known.get(&file.id(edit.number))?, file));
        let views = view::of(file, plan, &pools.target);
        let status = match file.own() {
            None => file.status.to_string(),
            Some(_) => file.outcome().to_string(),
        };
        // What clients get from stock is in the plan, and for `preview` to tell.
        let key = file.previews.as_deref().filter(|_| !file.edits.is_empty());
        let previews = key.and_then(|key| Some(plan.previews.get(key)?.as_slice()));
        Self {
            file: file.file(),
            stem: file.stem(),
            companion: file.own().is_some(),
            status,
            what: what_it_is(file),
            base: file.base.as_ref().map(|base| words::base(base)),
            edited: file.edited,
            differs: file.differs_from_target(),
            edits: file
                .edits
                .iter()
                .map(|e| EditOf::of((e, file.remark(e)), follows(e), pools))
                .collect(),
            findings: file.findings.iter().map(FindingOf::of).collect(),
            views: pools.views(views),
            previews: previews.map(|previews| pools.previews.number(previews)),
        }
    }
}

impl<'p> EditOf<'p> {
    fn of(
        (edit, remark): (&'p Edit, Option<&'p Remark>),
        follows: Option<Follows<'p>>,
        pools: &mut Pools<'p>,
    ) -> Self {
        Self {
            n: edit.number.to_string(),
            kind: edit.kind,
            outcome: edit.outcome,
            confidence: edit.confidence,
            decision: edit.decision,
            remark,
            question: is_asked(edit).then(|| words::question(edit, &pools.target)),
            rule: edit.rule.as_deref(),
            summary: &edit.summary,
            reason: &edit.reason,
            lines: lines(edit, &pools.target) + &words::together(edit),
            together: &edit.together,
            custom_line: edit.custom_line,
            merged_line: edit.merged_line,
            sides: edit.sides.as_ref().map(|sides| pools.sides.number(sides)),
            follows,
        }
    }
}
