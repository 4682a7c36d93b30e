//! Decisions that were made before: on another gateway, for another tenant, before a new plan.
//!
//! A number means nothing in another plan, so a decision is found again by what it is about: the
//! edit in its words, both sides of a conflict, and the lines that the edit by itself changes in the
//! new release's file, with those around them, and the operator's own sequences that the file calls.
//! Where any of that differs, the decision is not made again.

use std::collections::{BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

use crate::diff::hunks;
use crate::digest::sha256;
use crate::merge::Decisions;
use crate::model::{Case, Decision, Edit, EditId, FilePlan, Plan, Remark, Scope};
use crate::settle::{Outcomes, Question};
use crate::watch::Unwatched;

use super::likewise::likewise;
use super::{Remarks, ReviewError, decide, fits, remark};

/// The version of this form.
const SCHEMA: u32 = 1;

/// Decisions, each with what it is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kept {
    /// The version of this form.
    schema: u32,
    /// The decisions.
    pub kept: Vec<KeptDecision>,
}

/// A decision with what it is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeptDecision {
    /// The file's name.
    pub file: String,
    /// The scope in which it was decided.
    pub scope: Scope,
    /// The edit in one line.
    pub summary: String,
    /// What was decided.
    pub decision: Decision,
    /// Why it was decided so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Who decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// SHA-256 of all that the decision is about.
    pub about: String,
}

/// What became of decisions in another plan.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Carried {
    /// How many edits are decided by them.
    pub decided: usize,
    /// Decisions about edits that are not there, or not so any more.
    pub gone: Vec<KeptDecision>,
    /// Edits about which the tenants they come from decided differently.
    pub disputed: Vec<EditId>,
}

/// Why a file of decisions is not taken.
#[derive(Debug, thiserror::Error)]
pub enum KeptError {
    /// It is none.
    #[error("this is not a file that `faultgraft review --export` wrote: {0}")]
    Malformed(#[from] serde_json::Error),
    /// It is one of another version.
    #[error("the decisions are in form {0}, and this faultgraft reads form {SCHEMA}")]
    Schema(u32),
}

impl Kept {
    /// The decisions of a plan.
    ///
    /// # Errors
    ///
    /// The plan lacks texts.
    pub fn of(plan: &Plan) -> Result<Self, ReviewError> {
        let decided = |e: &Edit| e.decision.is_some_and(|d| d != Decision::Edit);
        let kept = |About { file, edit, about }: About<'_>| {
            let Remark { comment, by } = file.remark(edit).cloned().unwrap_or_default();
            Some(KeptDecision {
                file: file.file().to_owned(),
                scope: file.scope,
                summary: edit.summary.clone(),
                decision: edit.decision?,
                comment,
                by,
                about,
            })
        };
        let about = About::of(plan, decided)?;
        let kept: BTreeSet<KeptDecision> = about.into_iter().filter_map(kept).collect();
        Ok(Self { schema: SCHEMA, kept: kept.into_iter().collect() })
    }

    /// Reads decisions.
    ///
    /// # Errors
    ///
    /// They are none.
    pub fn read(bytes: &[u8]) -> Result<Self, KeptError> {
        let kept: Self = serde_json::from_slice(bytes)?;
        match kept.schema {
            SCHEMA => Ok(kept),
            other => Err(KeptError::Schema(other)),
        }
    }

    /// Makes the decisions in another plan, where they are about the same; what is decided there
    /// already stays.
    ///
    /// # Errors
    ///
    /// The plan lacks texts.
    pub fn decide(&self, plan: &mut Plan) -> Result<Carried, ReviewError> {
        let summaries: BTreeSet<&str> = self.kept.iter().map(|k| k.summary.as_str()).collect();
        let about = About::of(plan, |e| summaries.contains(e.summary.as_str()))?;
        let mut by_about: HashMap<&str, Vec<&KeptDecision>> = HashMap::new();
        self.kept.iter().for_each(|k| by_about.entry(&k.about).or_default().push(k));
        let mut carried = Carried::default();
        let mut used: BTreeSet<&str> = BTreeSet::new();
        let mut decisions = Vec::new();
        let mut remarks = Remarks::new();
        for About { file, edit, about } in &about {
            let Some((about, kept)) = by_about.get_key_value(about.as_str()) else { continue };
            used.insert(about);
            let own = kept.iter().find(|k| k.scope == file.scope);
            let all: BTreeSet<Decision> = own
                .map_or_else(|| kept.iter().map(|k| k.decision).collect(), |k| [k.decision].into());
            match all.first().filter(|_| all.len() == 1) {
                Some(&decision) if edit.decision.is_none() && fits(edit, decision) => {
                    let all = || kept.iter().find_map(|k| k.remark());
                    let said = own.map_or_else(all, |own| own.remark());
                    remarks.insert(file.id(edit.number), said);
                    decisions.push((file.id(edit.number), Some(decision)));
                }
                Some(_) => {}
                None => carried.disputed.push(file.id(edit.number)),
            }
        }
        carried.gone = self.kept.iter().filter(|k| !used.contains(&*k.about)).cloned().collect();
        carried.decided = decisions.len();
        decide(plan, &decisions)?;
        remark(plan, &remarks);
        Ok(carried)
    }
}

impl KeptDecision {
    /// What is said of it.
    pub fn remark(&self) -> Option<Remark> {
        Remark::of(self.comment.as_deref(), self.by.as_deref())
    }
}

/// An edit, and the SHA-256 of all that a decision on it is about.
struct About<'p> {
    file: &'p FilePlan,
    edit: &'p Edit,
    about: String,
}

impl<'p> About<'p> {
    /// Of the edits of a plan that are wanted.
    fn of(plan: &'p Plan, wanted: impl Fn(&Edit) -> bool) -> Result<Vec<Self>, ReviewError> {
        let asked: Vec<Asked> = plan
            .edits()
            .filter(|(file, edit)| !file.edited && wanted(edit))
            .filter_map(|(file, edit)| Asked::of(file, edit, plan))
            .collect();
        let mut outcomes = Outcomes::of_plan(plan);
        outcomes.ask(asked.iter().flat_map(|a| [&a.without, &a.with]), &Unwatched);
        asked.iter().map(|asked| asked.about(&outcomes)).collect()
    }
}

/// An edit, and the questions that show its difference.
struct Asked<'p> {
    file: &'p FilePlan,
    case: &'p Case,
    edit: &'p Edit,
    without: Question,
    with: Question,
}

impl<'p> Asked<'p> {
    fn of(file: &'p FilePlan, edit: &'p Edit, plan: &Plan) -> Option<Self> {
        let case = file.case.as_deref()?;
        // The others are left out, or their lines would stand around those of this one.
        let alone = |decision: Decision| -> Decisions {
            let decided = |other: &Edit| {
                let is_with = other.number == edit.number || edit.together.contains(&other.number);
                if is_with { likewise(other, decision) } else { Decision::Reject }
            };
            file.edits.iter().map(|other| (other.number, decided(other))).collect()
        };
        let question = |decision| file.question(alone(decision), plan.against);
        let (without, with) = (question(Decision::Reject)?, question(Decision::Accept)?);
        Some(Self { file, case, edit, without, with })
    }

    fn about(&self, outcomes: &Outcomes) -> Result<About<'p>, ReviewError> {
        let Self { file, case, edit, .. } = *self;
        let lacking = |_| ReviewError::NoTexts(file.file().to_owned());
        let text = |question| {
            Ok::<_, ReviewError>(&*outcomes.get(question).map_err(lacking)?.written.text)
        };
        let difference = hunks(text(&self.without)?, text(&self.with)?);
        // Where a line stands says nothing of what it is about.
        let lines = difference.lines().filter(|line| !line.starts_with("@@"));
        let lines: Vec<&str> = lines.map(str::trim_end).collect();
        // What leaves no trace in the merged file is told by the whole of the operator's.
        let whole = (lines.is_empty() && edit.sides.is_none()).then_some(&case.custom);
        // Which it is of the edits of the file with the same summary, and how many those are.
        let alike = |edits: &[Edit]| edits.iter().filter(|e| e.summary == edit.summary).count();
        let which = (alike(&file.edits[..edit.number]), alike(&file.edits));
        let words = (&edit.summary, &edit.reason, &edit.rule, &edit.sides);
        let what = (edit.kind, edit.outcome, edit.confidence);
        // What a call does, and which classes are there, stands in other files.
        let around = (&case.callees, &case.callers, &case.classes);
        let head = (file.file(), file.scope.kind(), (case.from, case.to), which);
        let about = (head, what, words, lines, whole, around);
        // Strings, numbers and lists cannot fail to become JSON.
        let about = sha256(&serde_json::to_vec(&about).unwrap_or_default());
        Ok(About { file, edit, about })
    }
}
