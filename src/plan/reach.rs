//! The calls of the merged sequences, and the companions that they reach.

use std::collections::HashSet;

use super::file::Planned;
use super::sources::{BaseOf, Target};
use crate::companions::{Called, Destination, Library, called};
use crate::model::{Companion, FilePlan};
use crate::pack::Pack;
use crate::stock::Release;
use crate::synapse::Tree;

/// What companions come from: the oldest base that any of the sequences has.
pub(super) fn oldest(bases: &[BaseOf<'_>], target: Release) -> Release {
    bases.iter().map(|b| b.release).min().unwrap_or(target)
}

/// The companions of the merged files; each file gets the findings about what it calls.
pub(super) fn companions(
    pack: &Pack,
    planned: &mut [Planned],
    destination: &Destination<'_>,
) -> Vec<Companion> {
    if planned.iter().all(|p| p.calls.is_empty()) {
        return Vec::new();
    }
    let library = Library::read(pack);
    let mut callers = Vec::new();
    for Planned { plan, calls } in planned {
        plan.findings.extend(library.findings(calls, destination.release));
        callers.push((plan.sequence.clone(), std::mem::take(calls)));
    }
    library.reached(&callers, destination)
}

/// Says what a single merged file calls; nobody looked for the callees.
pub(super) fn note_calls(planned: Planned, target: &Target) -> FilePlan {
    let Planned { mut plan, calls } = planned;
    plan.findings.extend(crate::companions::notes(&calls, target.release));
    plan
}

/// What the operator's file calls that is still called in the merged file.
pub(super) fn kept_calls(custom: &Tree<'_>, merged: &Tree<'_>) -> Vec<Called> {
    let kept: HashSet<String> = called(merged).into_iter().map(|c| c.key).collect();
    let mut calls = called(custom);
    calls.retain(|c| kept.contains(&c.key));
    calls
}
