//! What becomes of a stock sequence: the operator's edits merged into the new release's.

use std::borrow::Cow;
use std::collections::HashSet;

use super::documents::Documents;
use super::file::{FileOutcome, OutcomeError};
use super::given::Given;
use super::rivals::doubted;
use crate::callees::Callees;
use crate::companions::{Called, called};
use crate::guard::guarded;
use crate::matching::Versions;
use crate::merge::{Decisions, Merged, Prepared};
use crate::model::{
    Case, ClassJars, Confidence, Decision, Edit, Finding, Formatters, Outcome, Severity, Triple,
};
use crate::program::Tree;
use crate::proof::{Claim, Doubt, doubts};
use crate::rules::{Rewriting, Rule, Scene, Setting, code, findings};
use crate::stock::{Release, SequenceName};
use crate::timings::Stage;
use crate::validate::{self, validate};
use crate::xml::{Document, Form};

/// Merges one file by decisions.
///
/// The edits are the same, in the same order and with the same words, whatever the decisions:
/// those change `decision` and `merged_line`, the text, and the findings.
///
/// # Errors
///
/// A text without the sequence; a defect of faultgraft, after which nothing of the merge may be
/// used.
pub fn outcome(given: &Given<'_>, decisions: &Decisions) -> Result<FileOutcome, OutcomeError> {
    guarded(|| given.outcome((None, Formatters::NONE), decisions))?
}

/// What becomes of a case by decisions.
pub(super) fn of_case(
    case: &Case,
    (sequence, form): (SequenceName, Form),
    documents: &Documents,
    decisions: &Decisions,
) -> Result<FileOutcome, OutcomeError> {
    let stock = |key: &Option<String>, form| match key {
        Some(key) => documents.get(key, form),
        None => Err(OutcomeError::NoText),
    };
    let base = stock(&case.base, Form::utf8())?;
    let custom = documents.get(&case.custom, Form::utf8())?;
    let target = stock(&case.target, form)?;
    let given = Given {
        sequence,
        texts: Triple { base: &base, custom: &custom, target: &target },
        callees: &documents.callees(&case.callees)?,
        base_release: case.from,
        target_release: case.to,
    };
    let outcome = given.outcome((case.classes.as_ref(), &case.formatters), decisions)?;
    let rivals = case
        .rivals
        .iter()
        .map(|rival| Ok::<_, OutcomeError>((rival, documents.get(&rival.base, Form::utf8())?)));
    let rivals = rivals.collect::<Result<Vec<_>, _>>()?;
    let rivals: Vec<_> = rivals.iter().map(|(rival, doc)| (*rival, doc)).collect();
    doubted(outcome, &given, &rivals)
}

impl Given<'_> {
    fn outcome(&self, has: Has<'_>, decisions: &Decisions) -> Result<FileOutcome, OutcomeError> {
        let trees = self.trees()?;
        let trees = trees.each(Cow::as_ref);
        let releases = (self.base_release, self.target_release);
        let setting = setting(self.sequence, releases, has, self.callees);
        let draft = Draft::of(trees, setting)?;
        draft.proven(&draft.merged()?).outcome(decisions)
    }
}

/// What the gateways have beside sequences: where the new one has the classes that are named, and what
/// both write bodies with.
type Has<'h> = (Option<&'h ClassJars>, &'h Formatters);

/// A merge before anybody decided: what decisions do not change is worked out once.
pub struct Draft<'t, 'd> {
    trees: Triple<&'t Tree<'d>>,
    setting: Setting<'t>,
    prepared: Prepared<'t, 'd>,
    undecided: Merged,
    /// The text of `undecided`, read again.
    doc: Document,
}

/// A draft whose merged sequence was compared with the operator's.
pub struct Proven<'m, 't, 'd> {
    draft: &'m Draft<'t, 'd>,
    /// The merged sequence here is the undecided one.
    versions: Versions<'m, 'd>,
    /// The names that it calls.
    calls: HashSet<String>,
    unproven: Vec<Doubt>,
}

impl<'t, 'd> Draft<'t, 'd> {
    /// Merges three versions.
    ///
    /// # Errors
    ///
    /// A defect of faultgraft.
    pub fn of(trees: Triple<&'t Tree<'d>>, setting: Setting<'t>) -> Result<Self, OutcomeError> {
        let (prepared, undecided) = Stage::Merge.timed(|| {
            let prepared = Prepared::of(trees, setting.rewriting, setting.callees);
            let undecided = prepared.merged(&Decisions::none());
            (prepared, undecided)
        });
        let undecided = undecided?;
        let doc = Stage::Validate.timed(|| validate::read(&undecided.text))?;
        Ok(Self { trees, setting, prepared, undecided, doc })
    }

    /// The merged sequence, validated.
    ///
    /// # Errors
    ///
    /// A defect of faultgraft.
    pub fn merged(&self) -> Result<Tree<'_>, OutcomeError> {
        Stage::Validate.timed(|| self.valid(&self.doc))
    }

    /// Compares what the merged sequence does with what the operator's does.
    pub fn proven<'m>(&'m self, merged: &'m Tree<'m>) -> Proven<'m, 't, 'd> {
        let versions = Versions::of(self.trees, merged);
        let unproven = Stage::Prove.timed(|| self.unproven(&versions));
        Proven { draft: self, calls: called_in(merged), versions, unproven }
    }

    fn valid<'m>(&self, merged: &'m Document) -> Result<Tree<'m>, OutcomeError> {
        Ok(validate(merged, self.trees.custom, self.trees.target)?)
    }

    /// What the merge without any decision leaves to doubt: what an edit is does not depend on
    /// decisions.
    fn unproven(&self, versions: &Versions<'_, '_>) -> Vec<Doubt> {
        let (setting, merged) = (self.setting, &self.undecided);
        if merged.edits.is_empty() {
            return Vec::new();
        }
        doubts(&Claim {
            versions,
            sequence: setting.sequence,
            releases: (setting.base_release, setting.target_release),
            callees: setting.callees,
            edits: &merged.edits,
            edit_of: &merged.edit_of,
        })
    }
}

impl Proven<'_, '_, '_> {
    /// What becomes of the file by decisions.
    ///
    /// # Errors
    ///
    /// A defect of faultgraft.
    pub fn outcome(&self, decisions: &Decisions) -> Result<FileOutcome, OutcomeError> {
        let draft = self.draft;
        if *decisions == Decisions::none() {
            return self.told(&draft.undecided, &self.versions);
        }
        let merged = Stage::Merge.timed(|| draft.prepared.merged(decisions))?;
        let doc = Stage::Validate.timed(|| validate::read(&merged.text))?;
        let tree = Stage::Validate.timed(|| draft.valid(&doc))?;
        self.told(&merged, &Versions::of(draft.trees, &tree))
    }

    /// The calls of the operator's file that a merged one may still make, however it is decided.
    fn may_call(&self, mut calls: Vec<Called>) -> Result<Vec<Called>, OutcomeError> {
        let draft = self.draft;
        let mut kept = self.calls.clone();
        if draft.undecided.edits.iter().any(|e| e.outcome == Outcome::Conflict) {
            let other = Decisions::on_conflicts(Some(Decision::Custom));
            let other = draft.prepared.merged(&other)?;
            let doc = validate::read(&other.text)?;
            kept.extend(called_in(&draft.valid(&doc)?));
        }
        calls.retain(|call| kept.contains(&call.key));
        Ok(calls)
    }

    /// A merged text with what is to be said of it.
    fn told(
        &self,
        merged: &Merged,
        versions: &Versions<'_, '_>,
    ) -> Result<FileOutcome, OutcomeError> {
        let (mut edits, mut found) = (merged.edits.clone(), merged.findings.clone());
        let (mut calls, mut may_call) = (Vec::new(), Vec::new());
        if !edits.is_empty() {
            calls = called(versions.custom);
            if !calls.is_empty() {
                may_call = self.may_call(calls.clone())?;
                let kept = called_in(versions.merged);
                calls.retain(|call| kept.contains(&call.key));
            }
            found.extend(Stage::Check.timed(|| {
                findings(&Scene::new(self.draft.setting, versions).without(&merged.left_out))
            }));
        }
        FileOutcome::number(&mut edits);
        doubt(&self.unproven, &mut edits, &mut found);
        let doc = versions.merged.doc;
        let bytes = versions.target.doc.form().encode(doc.text()).into();
        let (text, doc) = (doc.shared_text(), Some(doc.clone()));
        Ok(FileOutcome { text, bytes, edits, findings: found, calls, may_call, doc })
    }
}

/// The names that a sequence calls.
fn called_in(tree: &Tree<'_>) -> HashSet<String> {
    called(tree).into_iter().map(|call| call.key).collect()
}

/// The rules whose own findings tell that the new gateway does something else at that line.
static TOLD_ALREADY: [&Rule; 3] =
    [&code::TEMPLATE_LEAKS, &code::STATUS_OVERWRITTEN, &code::INERT_BECOMES_ACTIVE];

/// What is not proven is not safe. Of an edit that is left out nothing is said, nor where the merge
/// itself asks for a person, or a finding of another rule says so of the same line.
fn doubt(unproven: &[Doubt], edits: &mut [Edit], found: &mut Vec<Finding>) {
    let said: HashSet<Option<u32>> = found
        .iter()
        .filter(|f| TOLD_ALREADY.iter().any(|rule| rule.code == f.rule))
        .map(|f| f.line)
        .collect();
    for doubt in unproven {
        let edit = &mut edits[doubt.edit];
        let is_said = said.contains(&Some(doubt.line)) || edit.confidence == Confidence::Review;
        if doubt.rule == &code::NOT_PROVEN && is_said && !doubt.always {
            continue;
        }
        if edit.outcome != Outcome::Conflict {
            edit.confidence = Confidence::Review;
        }
        if matches!(edit.decision, Some(Decision::Reject | Decision::Target)) {
            continue;
        }
        let message = doubt.message.clone();
        let mut finding = doubt.rule.finding(Severity::Warning, message, Some(doubt.line));
        finding.edit = Some(edit.number);
        found.push(finding);
    }
}

/// What the rules must know besides the texts.
pub fn setting<'c>(
    sequence: SequenceName,
    (base, target): (Release, Release),
    (classes, formatters): Has<'c>,
    callees: &'c Callees,
) -> Setting<'c> {
    Setting {
        sequence: Some(sequence),
        base_release: base,
        target_release: target,
        rewriting: Rewriting::between(base, target),
        classes,
        formatters,
        callees,
    }
}
