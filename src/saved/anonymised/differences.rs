//! Whether a copy of a plan is the same plan, but for the words.

use std::collections::BTreeMap;

use super::words::{Said, Words};
use crate::model::{Edit, FilePlan, Finding, Plan};

/// What is not the same, a sentence each.
pub(super) fn between(plan: &Plan, copy: &Plan, words: &mut Words) -> Vec<String> {
    let mut copies: BTreeMap<(bool, String), &FilePlan> = BTreeMap::new();
    copies.extend(copy.files.iter().map(|f| ((false, f.place.to_string()), f)));
    copies.extend(copy.companions.iter().map(|f| ((true, f.place.to_string()), f)));
    let mut differences = Vec::new();
    let own = plan.companions.iter().map(|file| (true, file));
    for (is_own, file) in plan.files.iter().map(|file| (false, file)).chain(own) {
        let place = words.text(&file.place, Said::InTexts);
        let Some(copy) = copies.remove(&(is_own, place.clone())) else {
            differences.push(format!("{place} is not in the copy"));
            continue;
        };
        let same = [
            ("status", file.status == copy.status),
            ("edits", edits(file) == edits(copy)),
            ("findings", findings(&file.findings) == findings(&copy.findings)),
        ];
        let other = same.iter().filter(|(_, is_same)| !is_same);
        differences.extend(other.map(|(what, _)| format!("{place}: its {what} differ")));
    }
    differences.extend(copies.keys().map(|(_, place)| format!("{place} is only in the copy")));
    if findings(&plan.findings) != findings(&copy.findings) {
        differences.push("what is said of the installations differs".to_owned());
    }
    differences
}

/// What is to be the same of edits, in words to compare.
fn edits(file: &FilePlan) -> Vec<String> {
    let one = |edit: &Edit| {
        let what = (edit.number, edit.kind, edit.outcome, edit.confidence, edit.decision);
        let lines = (edit.custom_line, edit.base_line, edit.target_line, edit.merged_line);
        format!("{what:?} {:?} {lines:?} {:?}", edit.rule, edit.together)
    };
    file.edits.iter().map(one).collect()
}

/// What is to be the same of findings, in an order that does not depend on words.
fn findings(all: &[Finding]) -> Vec<String> {
    let one = |f: &Finding| {
        format!("{} {:?} {:?} {:?} {:?}", f.rule, f.severity, f.line, f.column, f.edit)
    };
    let mut all: Vec<String> = all.iter().map(one).collect();
    all.sort_unstable();
    all
}
