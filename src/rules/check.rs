//! Findings: what a reviewer must know about what the operator wrote.

use crate::model::Finding;
use crate::program::{Ix, Tree};

use super::findings::{invalid_json, too_few_args};
use super::read::{Payload, payloads};
use super::rule::{Check, Findings, Found};
use super::{ALL, Scene};

/// All findings about a merged sequence.
pub fn findings(scene: &Scene<'_, '_>) -> Vec<Finding> {
    let mut found = as_it_stands(scene);
    found.extend(found_by(scene, |how| match how {
        Found::OfMerge(check) => Some(*check),
        _ => None,
    }));
    found
}

/// The findings about a sequence that nobody merges.
pub fn as_it_stands(scene: &Scene<'_, '_>) -> Vec<Finding> {
    found_by(scene, |how| match how {
        Found::InSequence(check) => Some(*check),
        _ => None,
    })
}

fn found_by(scene: &Scene<'_, '_>, which: fn(&Found) -> Option<Check>) -> Vec<Finding> {
    let checks =
        ALL.iter().flat_map(|rule| rule.found.iter().filter_map(which).map(|c| (*rule, c)));
    checks.flat_map(|(rule, check)| Findings::of(rule, check, scene)).collect()
}

/// The broken payloads of a sequence; lines are those of the tree given.
pub fn check_payloads(tree: &Tree<'_>) -> Vec<Finding> {
    let broken = |(node, payload): (Ix, Payload)| {
        [invalid_json::of(tree, node, &payload), too_few_args::of(tree, node, &payload)]
    };
    payloads(tree, tree.all()).flat_map(broken).flatten().collect()
}
