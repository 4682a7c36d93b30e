//! The calls of the merged sequences, and the companions that they reach.

use super::sources::{BaseOf, Target};
use crate::companions::{Called, Destination, Library, called};
use crate::model::{Companion, FilePlan, Status};
use crate::pack::Pack;
use crate::rules::Rewriting;
use crate::stock::Release;
use crate::synapse::Tree;
use crate::xml::Document;

/// What companions are rewritten by: the oldest base that any of the sequences has.
pub(super) fn rewriting_of(bases: &[BaseOf<'_>], target: Release) -> Rewriting {
    let base = bases.iter().map(|b| b.release).min().unwrap_or(target);
    super::file::rewriting(base, target)
}

/// The companions of the merged files; each file gets the findings about what it calls.
pub(super) fn companions(
    pack: &Pack,
    files: &mut [FilePlan],
    destination: &Destination<'_>,
) -> Vec<Companion> {
    let calls: Vec<Vec<Called>> = files.iter().map(calls_of).collect();
    if calls.iter().all(Vec::is_empty) {
        return Vec::new();
    }
    let library = Library::read(pack);
    let mut callers = Vec::new();
    for (file, called) in files.iter_mut().zip(calls) {
        file.findings.extend(library.findings(&called, destination.release));
        callers.push((file.sequence.clone(), called));
    }
    library.reached(&callers, destination)
}

/// Says what a single merged file calls; nobody looked for the callees.
pub(super) fn note_calls(plan: &mut FilePlan, target: &Target) {
    let called = calls_of(plan);
    plan.findings.extend(crate::companions::notes(&called, target.release));
}

/// What the operator's file calls that is still called in the merged file.
fn calls_of(plan: &FilePlan) -> Vec<Called> {
    let edited = matches!(plan.status, Status::Customised | Status::Migrated);
    let (Some(custom), Some(merged), true) = (&plan.custom_text, &plan.merged, edited) else {
        return Vec::new();
    };
    let kept: Vec<String> = calls_in(merged).into_iter().map(|c| c.key).collect();
    let mut calls = calls_in(custom);
    calls.retain(|c| kept.contains(&c.key));
    calls
}

fn calls_in(text: &str) -> Vec<Called> {
    match Document::parse(text) {
        Ok(doc) => called(&Tree::of(&doc, doc.root())),
        Err(_) => Vec::new(),
    }
}
