//! An entry of a saved plan: the scopes that have one file, and what is decided about it. What it
//! says is compared with what follows from the plan's texts and decisions.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::error::{LoadError, changed};
use super::stands::Stands;
use crate::digest::sha256;
use crate::model::{
    Against, BaseInfo, Case, Confidence, Decision, Digests, Edit, EditId, EditKind, FilePlan,
    Finding, Outcome, OwnSequence, Remark, Scope, Status, Texts, Which, Written,
};
use crate::settle::{DERIVED, Question};
use crate::stock::SequenceName;
use crate::xml::Form;

/// A file, wherever it is the same: a stock sequence, or one of the operator's own.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    /// Its file name.
    file: String,
    /// Where it stands.
    pub scopes: Vec<Stands>,
    /// What a stock sequence is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    status: Option<Status>,
    /// What a stock sequence was compared with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    base: Option<Arc<BaseInfo>>,
    /// The name that an own sequence is called by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// The sequences that call an own one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    called_from: Vec<String>,
    /// Whether the target has a file under the name of an own sequence.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    present_in_target: bool,
    /// What the operator changed, and what is decided. A decision that is written here counts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    edits: Vec<SavedEdit>,
    /// What is to be said of it that follows from no case.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    findings: Vec<Finding>,
    /// What follows from the case and from the decisions in `merged_by`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    merged: Option<Arc<str>>,
    /// The decisions on the edits that `merged` shows, in their order; not there where there are
    /// none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    merged_by: Vec<Option<Decision>>,
    /// Whether a person edited the merged text by hand.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    edited: bool,
    /// What it follows from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    case: Option<Arc<Case>>,
    /// The operator's text, where it is needed and no case names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    custom: Option<String>,
    /// What the target has at its place, where that is needed and no case names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    target: Option<String>,
    /// SHA-256 of what was read, of what will be replaced, and of what is written.
    digest: SavedDigests,
    /// How its text is written as bytes.
    #[serde(default, skip_serializing_if = "Form::is_utf8")]
    form: Form,
    /// Whether it stands in a `<definitions>` file of the operator's.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    in_definitions: bool,
}

/// SHA-256 of each file, in hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SavedDigests {
    /// Of the operator's file, as bytes on disk.
    custom: Option<Arc<str>>,
    /// Of what the target has at the place that would be written; none where it has nothing.
    target: Option<Arc<str>>,
    /// Of the merged file, as the bytes that would be written.
    merged: Option<Arc<str>>,
}

/// An edit, as far as a decision about it needs.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SavedEdit {
    /// Its id in the first of the scopes.
    id: EditId,
    kind: EditKind,
    outcome: Outcome,
    confidence: Confidence,
    decision: Option<Decision>,
    /// Why it was decided so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    comment: Option<String>,
    /// Who decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    by: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    rule: Option<String>,
    summary: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    custom_line: Option<u32>,
}

/// Why a plan is refused whose merged text is not what its decisions make.
pub(super) const NO_MERGE: &str = "its merged text does not follow from the decisions";

/// Each text has the digest that it is named by, in one of the forms that it may have been read in.
pub(super) fn check_texts(texts: &Texts) -> Result<(), LoadError> {
    let has_it =
        |key: &String, text: &str| Form::all().any(|form| sha256(&form.encode(text)) == *key);
    match texts.iter().find(|(key, text)| !has_it(key, text)) {
        Some((key, _)) => {
            let why = "it does not have the digest that it is named by";
            Err(changed(&format!("the text {key}"), why))
        }
        None => Ok(()),
    }
}

impl Entry {
    /// The entry of files of the same content, of which there is at least one.
    pub fn of(files: &[&FilePlan], against: Against, texts: &mut Texts) -> Self {
        let file = files[0];
        let (case, own) = (file.case.as_ref(), file.own());
        let mut keep = |text: Option<&Arc<str>>, digest: Option<&Arc<str>>| {
            let (text, digest) = (text?, digest?.to_string());
            texts.entry(digest.clone()).or_insert_with(|| Arc::clone(text));
            Some(digest)
        };
        let merged = file.merged.as_ref();
        let written = merged.filter(|_| case.is_some() || own.is_some());
        let Digests { custom, target } = &file.digest;
        // What a stock sequence without a case is: the target's own.
        let is_plain = case.is_none() && file.status != Status::Failed;
        let reads = is_plain && (own.is_some() || against == Against::Custom);
        let target_text = match own {
            None => is_plain
                .then(|| keep(file.target_text.as_ref(), merged.map(|merged| &merged.digest)))
                .flatten(),
            Some(_) => keep(file.target_text.as_ref(), target.as_ref()),
        };
        let custom_text = reads.then(|| keep(file.custom_text.as_ref(), custom.as_ref())).flatten();
        let decided: Vec<Option<Decision>> = file.edits.iter().map(|e| e.decision).collect();
        let is_any = decided.iter().any(Option::is_some);
        Self {
            file: file.file().to_owned(),
            scopes: files.iter().map(|file| Stands::of(file)).collect(),
            status: own.is_none().then_some(file.status),
            base: file.base.clone(),
            name: own.map(|own| own.name.clone()),
            called_from: own.map(|own| own.called_from.clone()).unwrap_or_default(),
            present_in_target: own.is_some_and(|own| own.present_in_target),
            edits: file.edits.iter().map(|e| SavedEdit::of(e, file)).collect(),
            findings: kept(&file.findings, case),
            merged: written.map(|merged| Arc::clone(&merged.text)),
            merged_by: if is_any { decided } else { Vec::new() },
            edited: file.edited,
            case: case.cloned(),
            custom: custom_text,
            target: target_text,
            digest: SavedDigests {
                custom: custom.clone(),
                target: target.clone(),
                merged: merged.map(|merged| Arc::clone(&merged.digest)),
            },
            form: file.form,
            in_definitions: file.in_definitions,
        }
    }

    /// Which stock sequence it is.
    fn sequence(&self) -> Option<SequenceName> {
        self.status.and_then(|_| SequenceName::from_file_name(&self.file))
    }

    /// What `merged` follows from, where the decisions were changed since.
    pub fn earlier(&self) -> Option<Question> {
        let case = Arc::clone(self.case.as_ref()?);
        let now = self.edits.iter().map(|e| e.decision);
        let before = (0..self.edits.len()).map(|n| self.merged_by.get(n).copied().flatten());
        if now.eq(before) {
            return None;
        }
        let decided = self.merged_by.iter().zip(1..).filter_map(|(d, n)| Some((n, (*d)?)));
        let by_hand = self.merged.clone().filter(|_| self.edited);
        Some(Question::of(case, (self.sequence(), self.form), decided.collect(), by_hand))
    }

    /// Which sequence it is.
    fn which(&self) -> Result<Which, LoadError> {
        if self.status.is_some() {
            let sequence = SequenceName::from_file_name(&self.file);
            let sequence = sequence.ok_or_else(|| self.changed("it is not a stock sequence"))?;
            return Ok(Which::Stock(sequence));
        }
        Ok(Which::Own(Arc::new(OwnSequence {
            file: self.file.clone(),
            name: self.name.clone().unwrap_or_default(),
            called_from: self.called_from.clone(),
            present_in_target: self.present_in_target,
        })))
    }

    /// The files of its scopes, of which it is not said yet what becomes of them.
    pub fn plans(&self, texts: &Texts) -> Result<Vec<FilePlan>, LoadError> {
        if !self.names_its_texts(texts) {
            return Err(self.changed("a digest is not that of its text"));
        }
        let text = |key: Option<&String>| key.and_then(|key| texts.get(key)).cloned();
        let (which, case) = (self.which()?, self.case.as_ref());
        let status = self.status.unwrap_or(Status::Customised);
        let mut file = FilePlan::new(which, Scope::SuperTenant, status);
        file.base.clone_from(&self.base);
        file.edits = Arc::new(self.edits.iter().zip(1..).map(SavedEdit::edit).collect());
        let remark = |(edit, number): (&SavedEdit, usize)| Some((number, edit.remark()?));
        file.remarks = self.edits.iter().zip(1..).filter_map(remark).collect();
        file.findings = Arc::new(self.findings.clone());
        let (custom, target) = (self.digest.custom.clone(), self.digest.target.clone());
        (file.digest, file.form) = (Digests { custom, target }, self.form);
        (file.edited, file.in_definitions) = (self.edited, self.in_definitions);
        file.case = case.cloned();
        file.custom_text = text(case.map(|c| &c.custom).or(self.custom.as_ref()));
        let named = case.and_then(|c| c.target.as_ref()).or(self.target.as_ref());
        file.target_text = text(named);
        let stands = self.merged.clone().filter(|_| self.edited || case.is_none());
        file.merged = stands.map(|text| Arc::new(Written::plain(text, self.form)));
        let is_plain = case.is_none() && file.own().is_none();
        if let Some(text) = file.target_text.clone().filter(|_| is_plain) {
            let is_there = self.digest.target.is_some();
            file.use_target(Arc::new(Written::of_target(text, self.form, is_there)));
        }
        let at = |stands: &Stands| {
            let (scope, path, place) = stands.at(&self.file);
            FilePlan { scope, path, place, ..file.clone() }
        };
        Ok(self.scopes.iter().map(at).collect())
    }

    /// True if text and edits follow from the decisions that the text shows. The text of a file
    /// without a case is the target's, which is not saved, or what an own sequence was before.
    pub fn check(
        &self,
        merged: &Written,
        edits: &[Edit],
        before: Option<&Arc<str>>,
    ) -> Result<(), LoadError> {
        let text = self.merged.as_ref();
        let follows = match self.case {
            Some(_) => text == Some(&merged.text),
            None => text.is_none() || text == before,
        };
        if !follows || self.digest.merged.as_ref() != Some(&merged.digest) {
            return Err(self.changed(NO_MERGE));
        }
        let same = |(saved, edit): (&SavedEdit, &Edit)| {
            (&saved.summary, saved.outcome, saved.confidence)
                == (&edit.summary, edit.outcome, edit.confidence)
        };
        match self.edits.len() == edits.len() && self.edits.iter().zip(edits).all(same) {
            true => Ok(()),
            false => Err(self.changed("its edits do not follow from its texts")),
        }
    }

    pub fn changed(&self, why: &str) -> LoadError {
        let scope = self.scopes.first().map(Stands::name).unwrap_or_default();
        changed(&format!("{} of {scope}", self.file), why)
    }

    /// True if the plan has the texts that it names, under the digests that it states.
    fn names_its_texts(&self, texts: &Texts) -> bool {
        let SavedDigests { custom, target, merged } = &self.digest;
        let target = if self.status.is_some() { merged } else { target };
        let fits = |key: &Option<String>, digest: &Option<Arc<str>>| {
            key.as_ref()
                .is_none_or(|key| Some(&**key) == digest.as_deref() && texts.contains_key(key))
        };
        fits(&self.custom, custom) && fits(&self.target, target)
    }
}

impl SavedEdit {
    fn of(edit: &Edit, file: &FilePlan) -> Self {
        let Remark { comment, by } = file.remark(edit).cloned().unwrap_or_default();
        Self {
            id: file.id(edit.number),
            kind: edit.kind,
            outcome: edit.outcome,
            confidence: edit.confidence,
            decision: edit.decision,
            comment,
            by,
            rule: edit.rule.clone(),
            summary: edit.summary.clone(),
            custom_line: edit.custom_line,
        }
    }

    /// What is said of the decision, where there is one.
    fn remark(&self) -> Option<Remark> {
        self.decision?;
        Remark::of(self.comment.as_deref(), self.by.as_deref())
    }

    /// What is saved of an edit; the rest follows from the case.
    fn edit((saved, number): (&Self, usize)) -> Edit {
        Edit {
            number,
            kind: saved.kind,
            outcome: saved.outcome,
            confidence: saved.confidence,
            decision: saved.decision,
            rule: saved.rule.clone(),
            summary: saved.summary.clone(),
            reason: String::new(),
            custom_line: saved.custom_line,
            base_line: None,
            target_line: None,
            merged_line: None,
            together: Vec::new(),
            sides: None,
        }
    }
}

/// The findings of a file that follow from nothing else that is saved.
pub(super) fn kept(findings: &[Finding], case: Option<&Arc<Case>>) -> Vec<Finding> {
    let stays = |f: &&Finding| case.is_none() && !DERIVED.contains(&f.rule.as_str());
    findings.iter().filter(stays).cloned().collect()
}
