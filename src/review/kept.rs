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
use crate::model::{Case, Companion, Decision, Edit, FilePlan, Plan};
use crate::settle::{Outcomes, Question};
use crate::watch::Unwatched;

use super::{ReviewError, decide, fits, likewise};

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
    pub scope: String,
    /// The edit in one line.
    pub summary: String,
    /// What was decided.
    pub decision: Decision,
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
    pub disputed: Vec<String>,
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
        let about = About::of(plan, decided)?;
        let kept: BTreeSet<KeptDecision> = about
            .all
            .into_iter()
            .filter_map(|(edit, file, scope, about)| {
                Some(KeptDecision {
                    file: file.to_owned(),
                    scope: scope.to_owned(),
                    summary: edit.summary.clone(),
                    decision: edit.decision?,
                    about,
                })
            })
            .collect();
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
        for (edit, _, scope, about) in &about.all {
            let Some((about, kept)) = by_about.get_key_value(about.as_str()) else { continue };
            used.insert(about);
            let own = kept.iter().find(|k| k.scope == *scope);
            let all: BTreeSet<Decision> = own
                .map_or_else(|| kept.iter().map(|k| k.decision).collect(), |k| [k.decision].into());
            match all.first().filter(|_| all.len() == 1) {
                Some(&decision) if edit.decision.is_none() && fits(edit, decision) => {
                    decisions.push((edit.id.clone(), Some(decision)));
                }
                Some(_) => {}
                None => carried.disputed.push(edit.id.clone()),
            }
        }
        carried.gone = self.kept.iter().filter(|k| !used.contains(&*k.about)).cloned().collect();
        carried.decided = decisions.len();
        drop(about);
        decide(plan, &decisions)?;
        Ok(carried)
    }
}

/// Edits with the name of their file, their scope, and what a decision on them is about.
struct About<'p> {
    all: Vec<(&'p Edit, &'p str, &'p str, String)>,
}

impl<'p> About<'p> {
    /// Of the edits of a plan that are wanted.
    fn of(plan: &'p Plan, wanted: impl Fn(&Edit) -> bool) -> Result<Self, ReviewError> {
        let mut asked = Vec::new();
        for file in plan.files.iter().filter(|f| !f.edited) {
            let ask = |decisions| FilePlan::question(file, decisions, plan.against);
            let head = (file.case.as_deref(), &*file.file, &*file.scope);
            asked.extend(ask_for(head, &file.edits, &wanted, ask));
        }
        for own in &plan.companions {
            let ask = |decisions| Companion::question(own, decisions, plan.against);
            let head = (own.case.as_deref(), &*own.file, &*own.scope);
            asked.extend(ask_for(head, &own.edits, &wanted, ask));
        }
        let mut outcomes = Outcomes::of_plan(plan);
        outcomes.ask(asked.iter().flat_map(|a| [&a.without, &a.with]), &Unwatched);
        let all: Result<Vec<_>, ReviewError> = asked.iter().map(|a| a.about(&outcomes)).collect();
        Ok(Self { all: all? })
    }
}

/// An edit, and the questions that show its difference.
struct Asked<'p> {
    case: &'p Case,
    edit: &'p Edit,
    /// Which it is of the edits of the file with the same summary, from 1, and how many those are.
    which: (usize, usize),
    file: &'p str,
    scope: &'p str,
    without: Question,
    with: Question,
}

fn ask_for<'p>(
    (case, file, scope): (Option<&'p Case>, &'p str, &'p str),
    edits: &'p [Edit],
    wanted: impl Fn(&Edit) -> bool,
    ask: impl Fn(Decisions) -> Option<Question>,
) -> Vec<Asked<'p>> {
    let Some(case) = case else { return Vec::new() };
    // The others are left out, or their lines would stand around those of this one.
    let alone = |number: usize, edit: &Edit, decision: Decision| {
        let others = (1..).zip(edits).map(|(n, other)| {
            let is_with = n == number || edit.together.contains(&n);
            (n, if is_with { likewise(other, decision) } else { Decision::Reject })
        });
        others.collect::<Decisions>()
    };
    let one = |(number, edit): (usize, &'p Edit)| {
        let question = |decision| ask(alone(number, edit, decision));
        let (without, with) = (question(Decision::Reject)?, question(Decision::Accept)?);
        let alike = |edits: &[Edit]| edits.iter().filter(|e| e.summary == edit.summary).count();
        let which = (alike(&edits[..number]), alike(edits));
        Some(Asked { case, edit, which, file, scope, without, with })
    };
    (1..).zip(edits).filter(|(_, edit)| wanted(edit)).filter_map(one).collect()
}

impl<'p> Asked<'p> {
    fn about(
        &self,
        outcomes: &Outcomes,
    ) -> Result<(&'p Edit, &'p str, &'p str, String), ReviewError> {
        let Self { case, edit, which, file, scope, .. } = *self;
        let lacking = |_| ReviewError::NoTexts(file.to_owned());
        let text = |question| {
            Ok::<_, ReviewError>(&*outcomes.get(question).map_err(lacking)?.outcome.text)
        };
        let difference = hunks(text(&self.without)?, text(&self.with)?);
        // Where a line stands says nothing of what it is about.
        let lines = difference.lines().filter(|line| !line.starts_with("@@"));
        let lines: Vec<&str> = lines.map(str::trim_end).collect();
        // What leaves no trace in the merged file is told by the whole of the operator's.
        let whole = (lines.is_empty() && edit.sides.is_none()).then_some(&case.custom);
        let kind = scope.split(':').next().unwrap_or(scope);
        let words = (&edit.summary, &edit.reason, &edit.rule, &edit.sides);
        let what = (edit.kind, edit.outcome, edit.confidence);
        // What a call does, and which classes are there, stands in other files.
        let around = (&case.callees, &case.callers, &case.classes);
        let about = (file, kind, (case.from, case.to), which, what, words, lines, whole, around);
        // Strings, numbers and lists cannot fail to become JSON.
        let about = sha256(&serde_json::to_vec(&about).unwrap_or_default());
        Ok((edit, file, scope, about))
    }
}
