//! What a release refuses to load, the whole sequence with it: `unknown-mediator` and `bad-load`.

use std::collections::BTreeSet;

use crate::program::{Ix, Kind, Mediator, Refusal};

use super::Scene;
use super::findings::dollar_brace;

/// The mediators that the release refuses for something that the operator wrote. What other rules
/// speak of is left to them: an `else` without `then`, JSONPaths that are read as XPath, and `${..}`.
pub(super) fn refusals(scene: &Scene<'_, '_>) -> Vec<(Ix, Refusal)> {
    let (tree, release) = (scene.custom, scene.setting.target_release);
    let program = tree.program();
    let whole = |n: Ix| std::iter::once(n).chain(tree.ancestors(n)).find(|&n| tree.id(n).is_some());
    let mediators: BTreeSet<Ix> = scene.written().filter_map(whole).collect();
    let refused = |node: Ix| {
        let mut refusal = program.refusal(tree.id(node)?, release)?;
        if let Some(Mediator::PayloadFactory(payload)) = tree.mediator(node) {
            refusal.why = payload.refused_otherwise(release)?;
        }
        let of_other = tree.kind(node) == Kind::Else || dollar_brace::is_refused_for(tree, node);
        (!of_other).then_some((node, refusal))
    };
    mediators.into_iter().filter_map(refused).collect()
}
