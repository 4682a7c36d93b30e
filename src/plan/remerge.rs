//! From texts, releases and decisions to the merged file: the one way there, for planning and for
//! a plan that was saved and is reviewed.

use std::collections::HashSet;
use std::sync::Arc;

use super::input::sequence_in;
use crate::callees::Callees;
use crate::classes::ClassPath;
use crate::companions::{Called, called};
use crate::guard::{Panicked, guarded};
use crate::merge::{Decisions, Merged, merge};
use crate::model::{Confidence, Decision, Edit, Finding, Outcome, Severity, Triple};
use crate::program::Tree;
use crate::proof::{Claim, Doubt, doubts};
use crate::rules::{Rewriting, Rule, Scene, Setting, Versions, code, findings};
use crate::stock::{Release, SequenceName};
use crate::validate::{Defect, validate};
use crate::xml::{Document, Overlap};

/// What a merged file follows from; nothing else is read.
#[derive(Debug, Clone, Copy)]
pub struct Remerge<'d> {
    /// The scope that the edits' ids begin with.
    pub scope: &'d str,
    /// Which sequence it is.
    pub sequence: SequenceName,
    /// The three files. Where the base does not have the sequence, the target stands in for it.
    pub texts: Triple<&'d Document>,
    /// The operator's own sequences that the file calls.
    pub callees: &'d Callees,
    /// The release of the base.
    pub base_release: Release,
    /// The release of the target.
    pub target_release: Release,
}

/// A merged file.
#[derive(Debug, Clone)]
pub struct Remerged {
    /// Its text.
    pub text: Arc<str>,
    /// The same in the target's encoding, as it would be written.
    pub bytes: Arc<[u8]>,
    /// The edits with their ids, the decisions that fit, and their lines in the text.
    pub edits: Vec<Edit>,
    /// What is to be said about the merge; not what follows from other files, such as companions.
    pub findings: Vec<Finding>,
    /// The sequences that the operator's file calls and the merged one still does.
    pub calls: Vec<Called>,
}

/// Why there is no merged file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RemergeError {
    /// A text that holds no such sequence.
    #[error("there is no sequence {0} in one of the texts")]
    NoSequence(SequenceName),
    /// A defect of faultgraft's own.
    #[error(transparent)]
    Overlap(#[from] Overlap),
    /// Another one.
    #[error(transparent)]
    Defect(#[from] Defect),
    /// Another one.
    #[error(transparent)]
    Panicked(#[from] Panicked),
}

/// Merges one file by decisions.
///
/// The edits are the same, in the same order and with the same words, whatever the decisions:
/// those change `decision` and `merged_line`, the text, and the findings.
///
/// # Errors
///
/// A text without the sequence; a defect of faultgraft, after which nothing of the merge may be
/// used.
pub fn remerge(from: &Remerge<'_>, decisions: &Decisions) -> Result<Remerged, RemergeError> {
    guarded(|| {
        let Triple { base, custom, target } = from.texts;
        let base = tree_of(base, from.sequence)?;
        let custom = tree_of(custom, from.sequence)?;
        let target = tree_of(target, from.sequence)?;
        let trees = Triple { base: &base, custom: &custom, target: &target };
        let releases = (from.base_release, from.target_release);
        let setting = setting(from.sequence, releases, None, from.callees);
        merged(trees, setting, from.scope, decisions)
    })?
}

fn tree_of(doc: &Document, sequence: SequenceName) -> Result<Tree<'_>, RemergeError> {
    let element = sequence_in(doc, sequence).ok_or(RemergeError::NoSequence(sequence))?;
    Ok(Tree::of(doc, element))
}

/// The tree of a sequence in a document, by the sequence's stem.
pub(crate) fn sequence_of<'d>(doc: &'d Document, stem: &str) -> Option<Tree<'d>> {
    tree_of(doc, SequenceName::parse(stem)?).ok()
}

/// The same for trees.
pub(super) fn merged(
    trees: Triple<&Tree<'_>>,
    setting: Setting<'_>,
    scope: &str,
    decisions: &Decisions,
) -> Result<Remerged, RemergeError> {
    let Triple { base, custom, target } = trees;
    let undecided = merge(trees, setting.rewriting, setting.callees, &Decisions::none())?;
    let unproven = unproven(trees, setting, &undecided)?;
    let merged = match *decisions == Decisions::none() {
        true => undecided,
        false => merge(trees, setting.rewriting, setting.callees, decisions)?,
    };
    let doc = validate(&merged.text, custom, target)?;
    let Merged { text, mut edits, findings: mut found, left_out, .. } = merged;
    let mut calls = Vec::new();
    if !edits.is_empty() {
        let result = Tree::of(&doc, doc.root());
        calls = kept_calls(custom, &result);
        let versions = Versions { base, custom, target, merged: &result };
        found.extend(findings(&Scene::new(setting, versions).without(&left_out)));
    }
    doubt(unproven, &mut edits, &mut found);
    let sequence = setting.sequence.map_or("", SequenceName::stem);
    for (edit, number) in edits.iter_mut().zip(1..) {
        edit.id = format!("{scope}/{sequence}/{number}");
    }
    for finding in &mut found {
        let number = finding.edit.take().and_then(|n| n.parse::<usize>().ok());
        finding.edit = number.and_then(|n| edits.get(n)).map(|e| e.id.clone());
    }
    let bytes = target.doc.form().encode(&text).into();
    Ok(Remerged { text: text.into(), bytes, edits, findings: found, calls })
}

/// What the merge without any decision leaves to doubt: what an edit is does not depend on
/// decisions.
fn unproven(
    trees: Triple<&Tree<'_>>,
    setting: Setting<'_>,
    merged: &Merged,
) -> Result<Vec<Doubt>, RemergeError> {
    if merged.edits.is_empty() {
        return Ok(Vec::new());
    }
    let doc = validate(&merged.text, trees.custom, trees.target)?;
    Ok(doubts(&Claim {
        trees,
        merged: &Tree::of(&doc, doc.root()),
        sequence: setting.sequence,
        releases: (setting.base_release, setting.target_release),
        callees: setting.callees,
        edits: &merged.edits,
        edit_of: &merged.edit_of,
    }))
}

/// The rules whose own findings tell that the new gateway does something else at that line.
static TOLD_ALREADY: [&Rule; 3] =
    [&code::TEMPLATE_LEAKS, &code::STATUS_OVERWRITTEN, &code::INERT_BECOMES_ACTIVE];

/// What is not proven is not safe. Of an edit that is left out nothing is said, nor where the merge
/// itself asks for a person, or a finding of another rule says so of the same line.
fn doubt(unproven: Vec<Doubt>, edits: &mut [Edit], found: &mut Vec<Finding>) {
    let said: HashSet<Option<u32>> = found
        .iter()
        .filter(|f| TOLD_ALREADY.iter().any(|rule| rule.code == f.rule))
        .map(|f| f.line)
        .collect();
    for doubt in unproven {
        let edit = &mut edits[doubt.edit];
        let is_said = said.contains(&Some(doubt.line)) || edit.confidence == Confidence::Review;
        if doubt.rule == &code::NOT_PROVEN && is_said {
            continue;
        }
        if edit.outcome != Outcome::Conflict {
            edit.confidence = Confidence::Review;
        }
        if matches!(edit.decision, Some(Decision::Reject | Decision::Target)) {
            continue;
        }
        let mut finding = doubt.rule.finding(Severity::Warning, doubt.message, Some(doubt.line));
        finding.edit = Some(doubt.edit.to_string());
        found.push(finding);
    }
}

/// What the rules must know besides the texts.
pub(super) fn setting<'c>(
    sequence: SequenceName,
    (base, target): (Release, Release),
    classes: Option<&'c ClassPath>,
    callees: &'c Callees,
) -> Setting<'c> {
    Setting {
        sequence: Some(sequence),
        base_release: base,
        target_release: target,
        rewriting: Rewriting::between(base, target),
        classes,
        callees,
    }
}

/// What the operator's file calls that is still called in the merged file.
fn kept_calls(custom: &Tree<'_>, merged: &Tree<'_>) -> Vec<Called> {
    let kept: HashSet<String> = called(merged).into_iter().map(|c| c.key).collect();
    let mut calls = called(custom);
    calls.retain(|c| kept.contains(&c.key));
    calls
}
