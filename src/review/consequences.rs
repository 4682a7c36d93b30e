//! What a decision adds to a plan or takes from it, besides the text: findings, and what clients get.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use crate::model::{Answer, FilePlan, Finding, Plan, Preview, Scope};
use crate::rules::code;
use crate::stock::SequenceName;

/// Whose file it is, and its name; none for the installations.
pub type Whose = Option<(Scope, String)>;

/// A finding, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The first that has it.
    pub place: Whose,
    /// In how many other scopes it is the same.
    pub others: usize,
    /// What is to be said.
    pub finding: Finding,
}

/// An answer that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerChange {
    /// The first that gives it.
    pub place: (Scope, String),
    /// In how many other scopes it is the same.
    pub others: usize,
    /// What holds for the way, in plain words.
    pub when: Vec<String>,
    /// What the client got from the merged file before the decision; none where the way was none.
    pub before: Option<Answer>,
    /// What it gets now.
    pub after: Option<Answer>,
}

/// What follows from decisions, besides the text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Consequences {
    /// Findings that were not there.
    pub added: Vec<Told>,
    /// Findings that are gone.
    pub gone: Vec<Told>,
    /// What clients get otherwise from the new gateway.
    pub answers: Vec<AnswerChange>,
}

impl Consequences {
    /// Whether there is nothing to tell.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.gone.is_empty() && self.answers.is_empty()
    }
}

/// A plan before decisions.
pub(super) struct Before {
    findings: Findings,
    shown: HashMap<(Scope, SequenceName), Arc<str>>,
    previews: BTreeMap<String, Arc<Vec<Preview>>>,
}

impl Before {
    pub(super) fn of(plan: &Plan) -> Self {
        let shown = |f: &FilePlan| Some(((f.scope, f.sequence()?), f.previews.clone()?));
        let shown = plan.files.iter().filter_map(shown).collect();
        Self { findings: findings(plan), shown, previews: plan.previews.clone() }
    }

    /// What is otherwise now.
    pub(super) fn and_after(&self, plan: &Plan) -> Consequences {
        let now = findings(plan);
        Consequences {
            added: beyond(&now, &self.findings),
            gone: beyond(&self.findings, &now),
            answers: self.answers(plan),
        }
    }

    fn answers(&self, plan: &Plan) -> Vec<AnswerChange> {
        let mut changes: Vec<AnswerChange> = Vec::new();
        let mut known: HashMap<(&str, &str), Vec<usize>> = HashMap::new();
        for file in &plan.files {
            let Some((now, sequence)) = file.previews.as_ref().zip(file.sequence()) else {
                continue;
            };
            let was = self.shown.get(&(file.scope, sequence)).filter(|was| *was != now);
            let Some(was) = was else { continue };
            if let Some(same) = known.get(&(&**was, &**now)) {
                same.iter().for_each(|&at| changes[at].others += 1);
                continue;
            }
            let from = changes.len();
            let none = Arc::default();
            let before = self.previews.get(&**was).unwrap_or(&none);
            let after = plan.previews.get(&**now).unwrap_or(&none);
            let place = (file.scope, file.file().to_owned());
            changes.extend(between(&place, before, after));
            known.insert((was, now), (from..changes.len()).collect());
        }
        changes
    }
}

/// The ways that end otherwise. A way that the other plan tells apart further is compared with each of
/// its parts there.
fn between(place: &(Scope, String), before: &[Preview], after: &[Preview]) -> Vec<AnswerChange> {
    let (was, is) = (by_conditions(before), by_conditions(after));
    let mut seen = HashSet::new();
    let all = before.iter().chain(after).filter(|p| seen.insert(&p.when));
    let told_in_parts = |way: &Preview| {
        let (here, there) = if was.contains_key(&way.when) { (&was, after) } else { (&is, before) };
        there.iter().any(|part| covers(way, part) && !here.contains_key(&part.when))
    };
    let change = |way: &Preview| AnswerChange {
        place: place.clone(),
        others: 0,
        when: way.when.clone(),
        before: answer_to(way, &was, before),
        after: answer_to(way, &is, after),
    };
    let in_both = |way: &Preview| was.contains_key(&way.when) && is.contains_key(&way.when);
    let all = all.filter(|way| in_both(way) || !told_in_parts(way));
    all.map(change).filter(|c| differs(c.before.as_ref(), c.after.as_ref())).collect()
}

/// Whether two answers differ as far as anything is known of them.
pub(crate) fn differs(one: Option<&Answer>, other: Option<&Answer>) -> bool {
    let tells_nothing = |answer: Option<&Answer>| answer.is_some_and(Answer::tells_nothing);
    one != other && !(tells_nothing(one) && tells_nothing(other))
}

/// Ways by what holds for them.
type Ways<'p> = HashMap<&'p Vec<String>, &'p Preview>;

fn by_conditions(previews: &[Preview]) -> Ways<'_> {
    // Of several the first.
    previews.iter().rev().map(|p| (&p.when, p)).collect()
}

/// What a plan answers to a way: by the same conditions, else by the most of them that it tells apart.
fn answer_to(way: &Preview, ways: &Ways<'_>, all: &[Preview]) -> Option<Answer> {
    let nearest = || {
        let covering = all.iter().filter(|other| covers(other, way));
        covering.max_by_key(|other| other.when.len())
    };
    ways.get(&way.when).copied().or_else(nearest)?.new.clone()
}

/// Whether all that holds for one way holds for another too, of the same kind of client.
fn covers(one: &Preview, other: &Preview) -> bool {
    one.inputs.get("message") == other.inputs.get("message")
        && one.when.len() < other.when.len()
        && one.when.iter().all(|condition| other.when.contains(condition))
}

/// The findings of a plan by their place; those of the packs stand first.
type Findings = BTreeMap<Whose, Arc<Vec<Finding>>>;

fn findings(plan: &Plan) -> Findings {
    let of_packs = (!plan.findings.is_empty()).then(|| (None, Arc::new(plan.findings.clone())));
    let told = plan.all().filter(|file| !file.findings.is_empty());
    let of_files = told.map(|f| (Some((f.scope, f.file().to_owned())), Arc::clone(&f.findings)));
    of_packs.into_iter().chain(of_files).collect()
}

/// The findings of the one that the other does not have, those that are alike in several scopes
/// once. What clients get otherwise is told as answers.
fn beyond(has: &Findings, lacks: &Findings) -> Vec<Told> {
    let mut told: Vec<Told> = Vec::new();
    let mut known: HashMap<(Option<&str>, Finding), usize> = HashMap::new();
    for (place, list) in has {
        let other = lacks.get(place);
        if other == Some(list) {
            continue;
        }
        let mut other = other.map(|other| (**other).clone()).unwrap_or_default();
        for finding in list.iter().filter(|f| f.rule != code::RESPONSE_CHANGED.code) {
            if let Some(at) = other.iter().position(|o| is_same(o, finding)) {
                other.swap_remove(at);
                continue;
            }
            let file = place.as_ref().map(|(_, file)| file.as_str());
            let key = (file, Finding { edit: None, ..finding.clone() });
            match known.get(&key) {
                Some(&at) => told[at].others += 1,
                None => {
                    known.insert(key, told.len());
                    let (place, finding) = (place.clone(), finding.clone());
                    told.push(Told { place, others: 0, finding });
                }
            }
        }
    }
    told
}

/// Whether two findings say the same.
fn is_same(a: &Finding, b: &Finding) -> bool {
    a.rule == b.rule && a.line == b.line && a.message == b.message
}
