//! The form of a plan for other tools: one entry a file, texts in place. Saved plans had this form
//! before they kept cases.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::model::{
    Against, BaseInfo, Confidence, CustomInfo, Decision, Edit, EditId, EditKind, FilePlan, Finding,
    Level, Outcome, OwnSequence, Plan, Preview, Remark, Scope, Severity, Sides, SkipList, Status,
    Summary, TargetInfo,
};
use crate::xml::Form;

/// The version of this form.
const SCHEMA: u32 = 1;

/// A plan.
#[derive(Serialize)]
pub struct Expanded<'p> {
    schema: u32,
    tool: &'p str,
    custom: &'p CustomInfo,
    target: &'p TargetInfo,
    files: Vec<File>,
    companions: Vec<Own>,
    findings: Vec<Told>,
    skip_list: &'p SkipList,
    summary: &'p Summary,
    against: Against,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    levels: &'p BTreeMap<String, Level>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    previews: &'p BTreeMap<String, Arc<Vec<Preview>>>,
}

/// A stock sequence.
#[derive(Serialize, Deserialize)]
pub(super) struct File {
    pub sequence: String,
    pub file: String,
    pub scope: Scope,
    pub path: Arc<str>,
    #[serde(default)]
    pub place: Arc<str>,
    pub status: Status,
    pub base: Option<Arc<BaseInfo>>,
    #[serde(flatten)]
    pub result: Merged,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub edited: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previews: Option<Arc<str>>,
}

/// A sequence of the operator's own.
#[derive(Serialize, Deserialize)]
pub(super) struct Own {
    pub file: String,
    pub scope: Scope,
    #[serde(default)]
    pub path: Arc<str>,
    #[serde(default)]
    pub place: Arc<str>,
    #[serde(default)]
    pub name: String,
    pub called_from: Vec<String>,
    pub present_in_target: bool,
    pub outcome: Outcome,
    #[serde(flatten)]
    pub result: Merged,
}

/// What became of a sequence.
#[derive(Serialize, Deserialize)]
pub(super) struct Merged {
    #[serde(default)]
    pub edits: Vec<Changed>,
    pub findings: Vec<Told>,
    pub merged: Option<Arc<str>>,
    #[serde(default)]
    pub diff: String,
    #[serde(default)]
    pub digest: Digests,
    #[serde(default, skip_serializing_if = "Form::is_utf8")]
    pub form: Form,
}

/// SHA-256 of each text, in hexadecimal.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct Digests {
    pub custom: Option<Arc<str>>,
    pub target: Option<Arc<str>>,
    pub merged: Option<Arc<str>>,
}

/// An edit.
#[derive(Serialize, Deserialize)]
pub(super) struct Changed {
    pub id: EditId,
    kind: EditKind,
    outcome: Outcome,
    confidence: Confidence,
    decision: Option<Decision>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    comment: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    by: Option<String>,
    rule: Option<String>,
    summary: String,
    reason: String,
    custom_line: Option<u32>,
    base_line: Option<u32>,
    target_line: Option<u32>,
    merged_line: Option<u32>,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    together: Vec<usize>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    sides: Option<Sides>,
}

/// A finding.
#[derive(Serialize, Deserialize)]
pub(super) struct Told {
    rule: String,
    severity: Severity,
    message: String,
    help: String,
    line: Option<u32>,
    column: Option<u32>,
    edit: Option<EditId>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    path: Option<String>,
}

impl<'p> Expanded<'p> {
    /// The form of a plan.
    pub fn of(plan: &'p Plan) -> Self {
        Self {
            schema: SCHEMA,
            tool: &plan.tool,
            custom: &plan.custom,
            target: &plan.target,
            files: plan.files.iter().map(File::of).collect(),
            companions: plan.companions.iter().filter_map(|c| Some(Own::of(c, c.own()?))).collect(),
            findings: plan.findings.iter().map(|f| Told::of(f, None)).collect(),
            skip_list: &plan.skip_list,
            summary: &plan.summary,
            against: plan.against,
            levels: &plan.levels,
            previews: &plan.previews,
        }
    }
}

impl File {
    fn of(file: &FilePlan) -> Self {
        Self {
            sequence: file.stem().to_owned(),
            file: file.file().to_owned(),
            scope: file.scope,
            path: Arc::clone(&file.path),
            place: Arc::clone(&file.place),
            status: file.status,
            base: file.base.clone(),
            result: Merged::of(file),
            edited: file.edited,
            previews: file.previews.clone(),
        }
    }
}

impl Own {
    fn of(file: &FilePlan, own: &OwnSequence) -> Self {
        Self {
            file: own.file.clone(),
            scope: file.scope,
            path: Arc::clone(&file.path),
            place: Arc::clone(&file.place),
            name: own.name.clone(),
            called_from: own.called_from.clone(),
            present_in_target: own.present_in_target,
            outcome: file.outcome(),
            result: Merged::of(file),
        }
    }
}

impl Merged {
    fn of(file: &FilePlan) -> Self {
        let told = |f: &Finding| Told::of(f, f.edit.map(|number| file.id(number)));
        Self {
            edits: file.edits.iter().map(|e| Changed::of(e, file)).collect(),
            findings: file.findings.iter().map(told).collect(),
            merged: file.merged.as_ref().map(|merged| Arc::clone(&merged.text)),
            diff: file.diff(),
            digest: Digests::of(file),
            form: file.form,
        }
    }
}

impl Digests {
    fn of(file: &FilePlan) -> Self {
        let (custom, target) = (file.digest.custom.clone(), file.digest.target.clone());
        Self { custom, target, merged: file.merged_digest().map(Arc::from) }
    }
}

impl Changed {
    fn of(edit: &Edit, file: &FilePlan) -> Self {
        let Remark { comment, by } = file.remark(edit).cloned().unwrap_or_default();
        let Edit { number: _, kind, outcome, confidence, decision, rule, summary, .. } =
            edit.clone();
        let Edit {
            reason, custom_line, base_line, target_line, merged_line, together, sides, ..
        } = edit.clone();
        Self {
            id: file.id(edit.number),
            kind,
            outcome,
            confidence,
            decision,
            comment,
            by,
            rule,
            summary,
            reason,
            custom_line,
            base_line,
            target_line,
            merged_line,
            together,
            sides,
        }
    }

    /// What is said of the decision, with the edit's number, where there is one.
    pub(super) fn remark(&self) -> Option<(usize, Remark)> {
        self.decision?;
        Some((self.id.number, Remark::of(self.comment.as_deref(), self.by.as_deref())?))
    }

    /// The edit.
    pub(super) fn edit(self) -> Edit {
        Edit {
            number: self.id.number,
            kind: self.kind,
            outcome: self.outcome,
            confidence: self.confidence,
            decision: self.decision,
            rule: self.rule,
            summary: self.summary,
            reason: self.reason,
            custom_line: self.custom_line,
            base_line: self.base_line,
            target_line: self.target_line,
            merged_line: self.merged_line,
            together: self.together,
            sides: self.sides,
        }
    }
}

impl Told {
    fn of(finding: &Finding, edit: Option<EditId>) -> Self {
        let Finding { rule, severity, message, help, line, column, edit: _, path } =
            finding.clone();
        Self { rule, severity, message, help, line, column, edit, path }
    }

    /// Its rule, and what it says.
    pub(super) fn said(&self) -> (&str, &str) {
        (&self.rule, &self.message)
    }

    /// The finding.
    pub(super) fn finding(self) -> Finding {
        let Self { rule, severity, message, help, line, column, edit, path } = self;
        let edit = edit.map(|id| id.number);
        Finding { rule, severity, message, help, line, column, edit, path }
    }
}
