//! Findings: what a reviewer must know about what the operator wrote.

use crate::model::Finding;
use crate::payload::Reading;
use crate::program::{Ix, Kind, Tree};

use super::findings::{invalid_json, too_few_args};
use super::{ALL, Found, Payload, Scene, read_payload};

/// All findings about a merged sequence.
pub fn findings(scene: &Scene<'_, '_>) -> Vec<Finding> {
    let mut found = as_it_stands(scene);
    for how in ALL.iter().flat_map(|rule| rule.found) {
        if let Found::OfMerge(check) = how {
            check(scene, &mut found);
        }
    }
    found
}

/// The findings about a sequence that nobody merges.
pub fn as_it_stands(scene: &Scene<'_, '_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for how in ALL.iter().flat_map(|rule| rule.found) {
        if let Found::InSequence(check) = how {
            check(scene, &mut found);
        }
    }
    found
}

/// The broken payloads of a sequence; lines are those of the tree given.
pub fn check_payloads(tree: &Tree<'_>) -> Vec<Finding> {
    let broken = |(node, payload): (Ix, Payload)| {
        [invalid_json::of(tree, node, &payload), too_few_args::of(tree, node, &payload)]
    };
    payloads(tree, tree.all()).flat_map(broken).flatten().collect()
}

/// The payloads among some nodes of a tree.
pub(super) fn payloads<'t>(
    tree: &'t Tree<'_>,
    nodes: impl Iterator<Item = Ix> + 't,
) -> impl Iterator<Item = (Ix, Payload)> + 't {
    let payloads = nodes.filter(|&n| tree.kind(n) == Kind::PayloadFactory);
    payloads.map(|n| (n, read_payload(tree, n, Reading::default())))
}
