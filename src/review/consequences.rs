//! What a decision adds to a plan or takes from it, besides the text: findings, and what clients get.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::model::{Answer, Finding, Plan, Preview};
use crate::rules::code;

/// A finding, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Scope and file name of the first that has it.
    pub place: (String, String),
    /// In how many other scopes it is the same.
    pub others: usize,
    /// What is to be said.
    pub finding: Finding,
}

/// An answer that is another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerChange {
    /// Scope and file name of the first that gives it.
    pub place: (String, String),
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

/// A finding of a file, without the scope.
type Key = (String, Finding);

/// A plan before decisions.
pub(super) struct Before {
    findings: BTreeMap<(String, String), Vec<Finding>>,
    shown: HashMap<(String, String), String>,
    previews: BTreeMap<String, Vec<Preview>>,
}

impl Before {
    pub(super) fn of(plan: &Plan) -> Self {
        let place = |f: &crate::model::FilePlan| (f.scope.clone(), f.file.clone());
        let shown = plan.files.iter().filter_map(|f| Some((place(f), f.previews.clone()?)));
        let shown = shown.collect();
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
            let Some(now) = &file.previews else { continue };
            let place = (file.scope.clone(), file.file.clone());
            let Some(was) = self.shown.get(&place).filter(|was| *was != now) else { continue };
            if let Some(same) = known.get(&(was.as_str(), now.as_str())) {
                same.iter().for_each(|&at| changes[at].others += 1);
                continue;
            }
            let from = changes.len();
            let none = Vec::new();
            let before = self.previews.get(was).unwrap_or(&none);
            let after = plan.previews.get(now).unwrap_or(&none);
            changes.extend(between(&place, before, after));
            known.insert((was, now), (from..changes.len()).collect());
        }
        changes
    }
}

/// The ways that end otherwise.
fn between(place: &(String, String), before: &[Preview], after: &[Preview]) -> Vec<AnswerChange> {
    let way = |list: &[Preview], when: &[String]| {
        list.iter().find(|p| p.when == when).and_then(|p| p.new.clone())
    };
    let old = before.iter().map(|p| &p.when);
    let mut seen = HashSet::new();
    let all = old.chain(after.iter().map(|p| &p.when)).filter(|when| seen.insert(*when));
    let change = |when: &Vec<String>| AnswerChange {
        place: place.clone(),
        others: 0,
        when: when.clone(),
        before: way(before, when),
        after: way(after, when),
    };
    all.map(change).filter(|change| change.before != change.after).collect()
}

/// The findings of a plan by scope and file; those of the packs stand under no name. What clients get
/// otherwise is told as answers.
fn findings(plan: &Plan) -> BTreeMap<(String, String), Vec<Finding>> {
    let of_files = plan.files.iter().map(|f| (&*f.scope, &*f.file, &f.findings));
    let of_companions = plan.companions.iter().map(|c| (&*c.scope, &*c.file, &c.findings));
    let all = of_files.chain(of_companions).chain([("", "", &plan.findings)]);
    let mut found: BTreeMap<(String, String), Vec<Finding>> = BTreeMap::new();
    for (scope, file, list) in all.filter(|(_, _, list)| !list.is_empty()) {
        let place = (scope.to_owned(), file.to_owned());
        let told = list.iter().filter(|f| f.rule != code::RESPONSE_CHANGED.code);
        found.entry(place).or_default().extend(told.cloned());
    }
    found
}

/// The findings of the one that the other does not have, those that are alike in several scopes
/// once.
fn beyond(
    has: &BTreeMap<(String, String), Vec<Finding>>,
    lacks: &BTreeMap<(String, String), Vec<Finding>>,
) -> Vec<Told> {
    let mut told: Vec<Told> = Vec::new();
    let mut known: HashMap<Key, usize> = HashMap::new();
    for (place, list) in has {
        let mut other = lacks.get(place).cloned().unwrap_or_default();
        for finding in list {
            if let Some(at) = other.iter().position(|o| is_same(o, finding)) {
                other.swap_remove(at);
                continue;
            }
            let key = (place.1.clone(), Finding { edit: None, ..finding.clone() });
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
