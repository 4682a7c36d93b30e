//! `unknown-mediator` and `bad-load`: what a release refuses to load, the whole sequence with it.

use std::collections::BTreeSet;

use crate::model::{Finding, Severity};
use crate::program::{Ix, Kind, Mediator, Refusal};

use super::scene::name;
use super::{Scene, code};

/// An element in a list of mediators that the release does not know (wso2-synapse,
/// `MediatorFactoryFinder`: an unknown element fails the sequence; run on all engines).
pub(super) fn unknown_mediator(scene: &Scene<'_, '_>, found: &mut Vec<Finding>) {
    for (node, refusal) in refusals(scene).into_iter().filter(|(_, r)| r.is_unknown) {
        let message = format!(
            "{} does not know <{}>, and does not load the sequence",
            scene.setting.target_release,
            scene.custom.name(node)
        );
        found.push(code::UNKNOWN_MEDIATOR.finding(Severity::Error, message, Some(refusal.line)));
    }
}

/// Anything else that the factories refuse.
pub(super) fn bad_load(scene: &Scene<'_, '_>, found: &mut Vec<Finding>) {
    for (node, refusal) in refusals(scene).into_iter().filter(|(_, r)| !r.is_unknown) {
        let message = format!(
            "{} {}: {} does not load the sequence",
            name(scene.custom, node),
            refusal.why,
            scene.setting.target_release
        );
        found.push(code::BAD_LOAD.finding(Severity::Error, message, Some(refusal.line)));
    }
}

/// The mediators that the release refuses for something that the operator wrote. What other rules
/// speak of is left to them: an `else` without `then`, and JSONPaths that are read as XPath.
fn refusals(scene: &Scene<'_, '_>) -> Vec<(Ix, Refusal)> {
    let (tree, release) = (scene.custom, scene.setting.target_release);
    let program = tree.program();
    let whole = |n: Ix| std::iter::once(n).chain(tree.ancestors(n)).find(|&n| tree.id(n).is_some());
    let mediators: BTreeSet<Ix> = scene.written().filter_map(whole).collect();
    let refused = |node: Ix| {
        let mut refusal = program.refusal(tree.id(node)?, release)?;
        if let Some(Mediator::PayloadFactory(payload)) = tree.mediator(node) {
            refusal.why = payload.refused_otherwise(release)?;
        }
        (tree.kind(node) != Kind::Else).then_some((node, refusal))
    };
    mediators.into_iter().filter_map(refused).collect()
}
