//! The form of a saved plan: each text once, one entry for all scopes that have the same file and
//! decided the same, and nothing that follows from the rest but what a person or a script looks
//! for.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::decided::decided;
use super::error::{LoadError, changed};
use super::scope::Scope;
use crate::digest::sha256;
use crate::model::{
    Against, BaseInfo, Case, Companion, Confidence, CustomInfo, Decision, Digests, Edit, EditKind,
    FilePlan, Finding, Formatters, LackingTenant, Level, Listed, Outcome, Plan, Preview, Status,
    TargetInfo, Texts,
};
use crate::outcome::Documents;
use crate::settle::{DERIVED, Outcomes, Question};
use crate::stock::SequenceName;
use crate::watch::Unwatched;
use crate::xml::Form;

/// The version of this form.
pub const SCHEMA: u32 = 2;

/// A saved plan.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Saved {
    /// The version of this form.
    schema: u32,
    /// The tool and version that made it.
    tool: String,
    /// The operator's side.
    custom: CustomInfo,
    /// The new release's side.
    target: TargetInfo,
    /// What the diffs start from.
    against: Against,
    /// The rules whose findings are more or less serious than they are by themselves.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    levels: BTreeMap<String, Level>,
    /// The stock sequences.
    files: Vec<Entry>,
    /// The operator's own sequences that they call.
    companions: Vec<Entry>,
    /// What is to be said about the installations, and not about one sequence.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    findings: Vec<Finding>,
    /// What the new gateway leaves alone at start.
    #[serde(default)]
    listed: Listed,
    /// What the gateways write bodies with, beyond what their releases register.
    #[serde(default, skip_serializing_if = "Formatters::is_empty")]
    formatters: Formatters,
    /// The tenants that lack a file without which the gateway overwrites others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    lacking: Vec<LackingTenant>,
    /// Every text that is named, by the SHA-256 of its file.
    texts: Texts,
    /// What clients get, which takes longest to work out: by the SHA-256 of all that it follows
    /// from, so that it is worked out again where that is another.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    previews: BTreeMap<String, Vec<Preview>>,
    /// What is to be said of that.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    preview_findings: BTreeMap<String, Vec<Finding>>,
}

/// A file, wherever it is the same: a stock sequence, or one of the operator's own.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Entry {
    /// Its file name.
    file: String,
    /// Where it stands.
    scopes: Vec<Scope>,
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
    /// Digests of what was read, of what will be replaced, and of what is written.
    digest: Digests,
    /// How its text is written as bytes.
    #[serde(default, skip_serializing_if = "Form::is_utf8")]
    form: Form,
    /// Whether it stands in a `<definitions>` file of the operator's.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    in_definitions: bool,
}

/// An edit, as far as a decision about it needs.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SavedEdit {
    /// Its id in the first of the scopes.
    id: String,
    kind: EditKind,
    outcome: Outcome,
    confidence: Confidence,
    decision: Option<Decision>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    rule: Option<String>,
    summary: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    custom_line: Option<u32>,
}

impl Saved {
    /// A plan as it is saved.
    pub(super) fn of(plan: &Plan) -> Self {
        let mut texts = plan.texts.clone();
        let files = plan.files.iter().map(|f| Entry::of_file(f, plan.against, &mut texts));
        let files = together(files);
        let own = plan.companions.iter().map(|c| Entry::of_own(c, &mut texts));
        let companions = together(own);
        Self {
            schema: SCHEMA,
            tool: plan.tool.clone(),
            custom: plan.custom.clone(),
            target: plan.target.clone(),
            against: plan.against,
            levels: plan.levels.clone(),
            files,
            companions,
            findings: plan.findings.clone(),
            listed: plan.listed.clone(),
            formatters: (*plan.formatters).clone(),
            lacking: plan.lacking.clone(),
            texts,
            previews: plan.previews.clone(),
            preview_findings: plan.preview_findings.clone(),
        }
    }

    /// The plan, with what becomes of each file.
    ///
    /// # Errors
    ///
    /// It is not as faultgraft wrote it.
    pub(super) fn plan(self) -> Result<Plan, LoadError> {
        check_texts(&self.texts)?;
        let texts = &self.texts;
        let mut outcomes = Outcomes::of(Documents::of(texts.clone()));
        let entries = || self.files.iter().chain(&self.companions);
        let earlier: Vec<Option<Question>> = entries().map(Entry::earlier).collect();
        outcomes.ask(earlier.iter().flatten(), &Unwatched);
        let files = self.files.iter().flat_map(|e| e.files(texts)).collect();
        let companions = self.companions.iter().flat_map(|e| e.own(texts)).collect();
        let mut plan = Plan::of(self.target.clone(), self.against, files, companions);
        (plan.tool, plan.custom) = (self.tool.clone(), self.custom.clone());
        (plan.levels, plan.findings) = (self.levels.clone(), self.findings.clone());
        (plan.listed, plan.lacking) = (self.listed.clone(), self.lacking.clone());
        plan.formatters = Arc::new(self.formatters.clone());
        plan.previews.clone_from(&self.previews);
        plan.preview_findings.clone_from(&self.preview_findings);
        plan.keep_texts(texts);
        decided(&mut plan, &mut outcomes)?;
        let of_files = plan.files.iter().map(|f| (f.merged.as_ref(), &f.edits));
        let of_own = plan.companions.iter().map(|c| (c.merged.as_ref(), &c.edits));
        let mut made = of_files.chain(of_own);
        for (entry, earlier) in entries().zip(&earlier) {
            // In all its scopes it is the same.
            let mut of_entry = made.by_ref().take(entry.scopes.len());
            let now = of_entry.next();
            of_entry.for_each(drop);
            match (earlier, now) {
                (Some(question), _) => {
                    let made = outcomes.get(question);
                    let made = made.map_err(|why| entry.changed(&why.to_string()))?;
                    entry.check(&made.outcome.text, &made.outcome.edits)?;
                }
                (None, Some((Some(text), edits))) => entry.check(text, edits)?,
                (None, _) => {}
            }
        }
        plan.sort();
        plan.settle();
        Ok(plan)
    }
}

/// Entries of the same content, each once with all its scopes.
fn together(all: impl Iterator<Item = Entry>) -> Vec<Entry> {
    let mut numbers: HashMap<Entry, usize> = HashMap::new();
    let mut kept: Vec<Entry> = Vec::new();
    for mut one in all {
        let scopes = std::mem::take(&mut one.scopes);
        let ids: Vec<String> = one.edits.iter_mut().map(|e| std::mem::take(&mut e.id)).collect();
        match numbers.get(&one) {
            Some(&at) => kept[at].scopes.extend(scopes),
            None => {
                numbers.insert(one.clone(), kept.len());
                one.scopes = scopes;
                one.edits.iter_mut().zip(ids).for_each(|(edit, id)| edit.id = id);
                kept.push(one);
            }
        }
    }
    kept
}

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
    fn of(file: &str, scope: Scope, edits: &[Edit], case: Option<&Arc<Case>>) -> Self {
        let saved = |e: &Edit| SavedEdit {
            id: e.id.clone(),
            kind: e.kind,
            outcome: e.outcome,
            confidence: e.confidence,
            decision: e.decision,
            rule: e.rule.clone(),
            summary: e.summary.clone(),
            custom_line: e.custom_line,
        };
        let decided: Vec<Option<Decision>> = edits.iter().map(|e| e.decision).collect();
        let is_any = decided.iter().any(Option::is_some);
        Self {
            file: file.to_owned(),
            scopes: vec![scope],
            status: None,
            base: None,
            name: None,
            called_from: Vec::new(),
            present_in_target: false,
            edits: edits.iter().map(saved).collect(),
            findings: Vec::new(),
            merged: None,
            merged_by: if is_any { decided } else { Vec::new() },
            edited: false,
            case: case.cloned(),
            custom: None,
            target: None,
            digest: Digests::default(),
            form: Form::utf8(),
            in_definitions: false,
        }
    }

    fn of_file(file: &FilePlan, against: Against, texts: &mut Texts) -> Self {
        let scope = Scope::of(&file.scope, &file.file, &file.path, &file.place);
        let case = file.case.as_ref();
        let mut keep = |text: &Option<Arc<str>>, digest: &Option<String>| {
            let (text, digest) = (text.as_ref()?, digest.clone()?);
            texts.entry(digest.clone()).or_insert_with(|| Arc::clone(text));
            Some(digest)
        };
        let is_plain = case.is_none() && file.status != Status::Failed;
        let reads = is_plain && against == Against::Custom;
        Self {
            status: Some(file.status),
            base: file.base.clone(),
            findings: kept(&file.findings, case),
            merged: case.and(file.merged.clone()),
            edited: file.edited,
            target: is_plain.then(|| keep(&file.target_text, &file.digest.merged)).flatten(),
            custom: reads.then(|| keep(&file.custom_text, &file.digest.custom)).flatten(),
            digest: file.digest.clone(),
            form: file.form,
            in_definitions: file.in_definitions,
            ..Self::of(&file.file, scope, &file.edits, case)
        }
    }

    fn of_own(own: &Companion, texts: &mut Texts) -> Self {
        let scope = Scope::of(&own.scope, &own.file, &own.path, &own.place);
        let mut keep = |text: &Arc<str>, form: Form| {
            let digest = sha256(&form.encode(text));
            texts.entry(digest.clone()).or_insert_with(|| Arc::clone(text));
            digest
        };
        let case = own.case.as_ref();
        Self {
            name: Some(own.name.clone()),
            called_from: own.called_from.clone(),
            present_in_target: own.present_in_target,
            findings: kept(&own.findings, case),
            merged: own.merged.clone(),
            custom: case.is_none().then(|| keep(&own.custom_text, own.form)),
            target: own.target_text.as_ref().map(|text| keep(text, Form::utf8())),
            digest: own.digest.clone(),
            form: own.form,
            in_definitions: own.in_definitions,
            ..Self::of(&own.file, scope, &own.edits, case)
        }
    }

    /// Which stock sequence it is.
    fn sequence(&self) -> Option<SequenceName> {
        self.status.and_then(|_| SequenceName::from_file_name(&self.file))
    }

    /// What `merged` follows from, where the decisions were changed since.
    fn earlier(&self) -> Option<Question> {
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

    /// Whether text and edits are what follows from the decisions that the text shows. Of a file
    /// without a case there is only a digest to compare.
    fn check(&self, text: &str, edits: &[Edit]) -> Result<(), LoadError> {
        let digest = sha256(&self.form.encode(text));
        let is_text = self.case.is_none() || self.merged.as_deref() == Some(text);
        if !is_text || self.digest.merged.as_ref() != Some(&digest) {
            return Err(self.changed("its merged text does not follow from the decisions"));
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

    fn changed(&self, why: &str) -> LoadError {
        let scope = self.scopes.first().map(Scope::name).unwrap_or_default();
        changed(&format!("{} of {scope}", self.file), why)
    }

    fn edits(&self, stem: &str) -> Vec<Edit> {
        let edit = |(saved, number): (&SavedEdit, usize)| Edit {
            id: format!("{stem}/{number}"),
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
        };
        self.edits.iter().zip(1..).map(edit).collect()
    }

    /// The stock sequences of its scopes, of which it is not said yet what becomes of them.
    fn files(&self, texts: &Texts) -> Vec<FilePlan> {
        let text = |key: Option<&String>| key.and_then(|key| texts.get(key)).cloned();
        let case = self.case.as_ref();
        let stem = self.sequence().map_or(self.file.as_str(), |sequence| sequence.stem());
        let status = self.status.unwrap_or(Status::Failed);
        let target = text(self.target.as_ref());
        let target = target.map(|text| (Arc::clone(&text), self.form.encode(&text).into()));
        let entry = |scope: &Scope| {
            let mut file = FilePlan::empty(stem, &self.file, status);
            (file.scope, file.path, file.place) = scope.at(&self.file);
            file.base.clone_from(&self.base);
            file.edits = self.edits(&format!("{}/{stem}", file.scope));
            file.findings.clone_from(&self.findings);
            (file.digest, file.form) = (self.digest.clone(), self.form);
            (file.edited, file.in_definitions) = (self.edited, self.in_definitions);
            file.case = case.cloned();
            file.custom_text = text(case.map(|c| &c.custom).or(self.custom.as_ref()));
            match (case.and_then(|c| c.target.as_ref()), &target) {
                (None, Some((text, bytes))) => file.use_target(text, bytes),
                (key, _) => file.target_text = text(key),
            }
            if self.edited {
                file.merged.clone_from(&self.merged);
            }
            file
        };
        self.scopes.iter().map(entry).collect()
    }

    /// The own sequences of its scopes, of which it is not said yet what becomes of them.
    fn own(&self, texts: &Texts) -> Vec<Companion> {
        let text = |key: Option<&String>| key.and_then(|key| texts.get(key)).cloned();
        let case = self.case.as_ref();
        let stem = self.file.strip_suffix(".xml").unwrap_or(&self.file);
        let custom = text(case.map(|c| &c.custom).or(self.custom.as_ref())).unwrap_or_default();
        let entry = |scope: &Scope| {
            let (scope, path, place) = scope.at(&self.file);
            Companion {
                edits: self.edits(&format!("{scope}/{stem}")),
                file: self.file.clone(),
                scope,
                path,
                place,
                name: self.name.clone().unwrap_or_default(),
                called_from: self.called_from.clone(),
                present_in_target: self.present_in_target,
                outcome: Outcome::Dropped,
                findings: self.findings.clone(),
                merged: self.merged.clone(),
                diff: String::new(),
                digest: self.digest.clone(),
                form: self.form,
                case: case.cloned(),
                custom_text: Arc::clone(&custom),
                target_text: text(self.target.as_ref()),
                in_definitions: self.in_definitions,
            }
        };
        self.scopes.iter().map(entry).collect()
    }
}

/// The findings of a file that follow from nothing else that is saved.
fn kept(findings: &[Finding], case: Option<&Arc<Case>>) -> Vec<Finding> {
    let stays = |f: &&Finding| case.is_none() && !DERIVED.contains(&f.rule.as_str());
    findings.iter().filter(stays).cloned().collect()
}
