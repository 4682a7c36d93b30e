//! Which companions are still called once decisions are made.

use std::collections::{BTreeSet, HashMap};

use crate::model::{Outcome, Plan};
use crate::program::{Tree, calls};
use crate::stock::{self, Release};
use crate::xml::Document;

/// Marks the companions of some scopes that nothing calls any more as dropped, and those that are
/// called again as what they were.
pub(super) fn again(plan: &mut Plan, scopes: &BTreeSet<String>) {
    let mut of_scope: HashMap<&str, Vec<usize>> = HashMap::new();
    for (number, companion) in plan.companions.iter().enumerate() {
        if scopes.contains(&companion.scope) {
            of_scope.entry(&companion.scope).or_default().push(number);
        }
    }
    let mut open: HashMap<&str, Vec<String>> = HashMap::new();
    for file in plan.files.iter().filter(|f| !f.edits.is_empty()) {
        if let Some(merged) = file.merged.as_deref().filter(|_| of_scope.contains_key(&*file.scope))
        {
            open.entry(&file.scope).or_default().extend(called_in(merged));
        }
    }
    let reached: Vec<usize> = of_scope
        .iter()
        .flat_map(|(scope, inside)| reached(plan, inside, open.remove(scope).unwrap_or_default()))
        .collect();
    let all: Vec<usize> = of_scope.into_values().flatten().collect();
    for number in all {
        let companion = &mut plan.companions[number];
        companion.outcome = Outcome::Dropped;
    }
    for number in reached {
        let companion = &mut plan.companions[number];
        companion.outcome = match companion.is_rewritten() {
            true => Outcome::Rewritten,
            false => Outcome::Carried,
        };
    }
}

/// Those of a scope's companions that are called, by the names in `open` or by one another. A name
/// that the new release ships calls the release's.
fn reached(plan: &Plan, inside: &[usize], mut open: Vec<String>) -> BTreeSet<usize> {
    let mut reached = BTreeSet::new();
    let target = plan.target.release.as_deref().and_then(Release::parse);
    while let Some(name) = open.pop() {
        if target.is_some_and(|target| stock::ships(target, &name)) {
            continue;
        }
        let called = inside.iter().find(|number| plan.companions[**number].name == name);
        if let Some(number) = called.filter(|number| reached.insert(**number)) {
            let text = plan.companions[*number].merged.as_deref();
            open.extend(text.map(called_in).unwrap_or_default());
        }
    }
    reached
}

fn called_in(text: &str) -> Vec<String> {
    let Ok(doc) = Document::parse(text) else { return Vec::new() };
    let tree = Tree::of(&doc, doc.root());
    calls(&tree).iter().map(|c| c.key.to_owned()).collect()
}
