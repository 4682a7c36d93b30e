//! `<respond/>`, `<drop/>` and since 2.0.0 `<send/>` end the flow; what stands behind them in the
//! same list never runs. A `<drop/>` behind `<send/>` is how stock was always written, and not
//! reported.
//!
//! Source: wso2-synapse commit dc78d1821 (2016-06-29): send returns false; DropMediator,
//! RespondMediator.

use crate::program::{Ix, Kind};
use crate::rules::scene::name;
use crate::rules::{Effect, Example, Findings, Found, Rule, Scene};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "unreachable",
    effect: Effect::NOTE,
    when: "Mediators stand behind send (2.0.0 on), respond or drop.",
    help: "Remove what never runs, or move it before what ends the flow.",
    example: Example::of(
        r#"<respond/>
<log level="custom"/>"#,
        r#"<log level="custom"/>
<respond/>"#,
    ),
    found: &[Found::InSequence(check)],
};

fn check(scene: &Scene<'_, '_>, found: &mut Findings) {
    let tree = scene.merged;
    for list in tree.all().filter(|&n| tree.kind(n).is_mediator_list()) {
        let children: Vec<Ix> = tree.children(list).collect();
        let Some(at) = children.iter().position(|&n| always_ends(scene, n)) else { continue };
        let (end, dead) = (children[at], &children[at + 1..]);
        let dead: Vec<Ix> = dead.iter().copied().filter(|&n| tree.kind(n) != Kind::Drop).collect();
        let own = dead.iter().copied().find(|&n| scene.is_own(n) && scene.origin(n).is_some());
        let (node, message) = match own {
            Some(first) => {
                let message = format!(
                    "{} never runs: {} before it ends the flow",
                    name(tree, first),
                    name(tree, end)
                );
                (first, message)
            }
            None if !dead.is_empty() && scene.is_own(end) => {
                let message = format!(
                    "nothing after {} runs: what {} has behind it is dead",
                    name(tree, end),
                    scene.setting.target_release
                );
                (end, message)
            }
            None => continue,
        };
        found.note(message, scene.line(node));
    }
}

/// True if nothing after a mediator runs, whatever a client sends.
fn always_ends(scene: &Scene<'_, '_>, node: Ix) -> bool {
    let tree = scene.merged;
    let ends = |list: Ix| tree.children(list).any(|n| always_ends(scene, n));
    let branches = |first: Kind, last: Kind| {
        let has = |kind| tree.children(node).any(|n| tree.kind(n) == kind);
        has(first) && has(last) && tree.children(node).all(ends)
    };
    match tree.kind(node) {
        Kind::Filter => branches(Kind::Then, Kind::Else),
        Kind::Switch => branches(Kind::Case, Kind::Default),
        _ => scene.new.always_ends(node),
    }
}
