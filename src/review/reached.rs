//! Which companions are still called once decisions are made.

use std::collections::BTreeSet;

use crate::model::{Outcome, Plan};
use crate::synapse::{Tree, calls};
use crate::xml::Document;

/// Marks the companions of a scope that nothing calls any more as dropped, and those that are
/// called again as what they were.
pub(super) fn again(plan: &mut Plan, scope: &str) {
    if plan.companions.iter().all(|c| c.scope != scope) {
        return;
    }
    let files = plan.files.iter().filter(|f| f.scope == scope && !f.edits.is_empty());
    let mut open: Vec<String> =
        files.filter_map(|f| f.merged.as_deref()).flat_map(called_in).collect();
    let mut reached = BTreeSet::new();
    while let Some(name) = open.pop() {
        let companion = plan.companions.iter().find(|c| c.scope == scope && c.name == name);
        if let Some(companion) = companion.filter(|_| reached.insert(name)) {
            open.extend(companion.merged.as_deref().map(called_in).unwrap_or_default());
        }
    }
    for companion in plan.companions.iter_mut().filter(|c| c.scope == scope) {
        companion.outcome = match (reached.contains(&companion.name), companion.is_rewritten()) {
            (false, _) => Outcome::Dropped,
            (true, true) => Outcome::Rewritten,
            (true, false) => Outcome::Carried,
        };
    }
}

fn called_in(text: &str) -> Vec<String> {
    let Ok(doc) = Document::parse(text) else { return Vec::new() };
    let tree = Tree::of(&doc, doc.root());
    calls(&tree).iter().map(|c| c.key.to_owned()).collect()
}
