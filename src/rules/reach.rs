//! What the engine never gets to, or gets to twice: `unreachable`, `stray-filter-child`,
//! `else-without-then`, `duplicate-mediator`.

use crate::model::{Finding, Severity};
use crate::program::{Ix, Kind, Tree, flow};

use super::scene::name;
use super::{Scene, code};

/// An `else` in a filter without `then`: all children are the then-list, and `else` is no mediator
/// (wso2-synapse, `FilterMediatorFactory`; run on all engines: the sequence does not load).
pub(super) fn else_without_then(scene: &Scene<'_, '_>, found: &mut Vec<Finding>) {
    let tree = scene.custom;
    for filter in tree.all().filter(|&n| tree.kind(n) == Kind::Filter) {
        let implied = tree.children(filter).find(|&n| tree.node(n).implied);
        let other = implied.and_then(|then| tree.children(then).find(|&n| is_else(tree, n)));
        let Some(other) = other.filter(|&n| scene.is_written(n) || scene.is_new(filter)) else {
            continue;
        };
        let message = format!(
            "{} has an <else> and no <then>: 4.0.0 does not load the sequence",
            name(tree, filter)
        );
        let line = Some(tree.line(other));
        found.push(code::ELSE_WITHOUT_THEN.finding(Severity::Error, message, line));
    }
}

fn is_else(tree: &Tree<'_>, node: Ix) -> bool {
    tree.kind(node) == Kind::Else
}

/// A child beside `then` and `else`, or beside the cases of a switch: never read
/// (wso2-synapse, `FilterMediatorFactory` and `SwitchMediatorFactory`).
pub(super) fn stray_child(scene: &Scene<'_, '_>, found: &mut Vec<Finding>) {
    let tree = scene.custom;
    for node in scene.written() {
        let Some(parent) = tree.parent(node) else { continue };
        let places = match (tree.kind(parent), tree.kind(node)) {
            (Kind::Filter, Kind::Then | Kind::Else)
            | (Kind::Switch, Kind::Case | Kind::Default) => continue,
            (Kind::Filter, _) => "<then> and <else>",
            (Kind::Switch, _) => "the cases",
            _ => continue,
        };
        let message = format!(
            "{} stands beside {places} of its {} and is silently ignored",
            name(tree, node),
            tree.name(parent)
        );
        let line = Some(tree.line(node));
        found.push(code::STRAY_FILTER_CHILD.finding(Severity::Error, message, line));
    }
}

/// The same mediator twice in a row, at least one of them the operator's.
pub(super) fn duplicate(scene: &Scene<'_, '_>, found: &mut Vec<Finding>) {
    let tree = scene.custom;
    for list in tree.all().filter(|&n| tree.kind(n).is_mediator_list()) {
        let children: Vec<Ix> = tree.children(list).collect();
        for pair in children.windows(2) {
            let (first, second) = (pair[0], pair[1]);
            let same = tree.node(first).content == tree.node(second).content;
            let own = scene.is_new(first) || scene.is_new(second);
            if !same || !own || tree.kind(first) == Kind::Comment {
                continue;
            }
            let lines = match (tree.line(first), tree.line(second)) {
                (a, b) if a == b => format!("line {a}"),
                (a, b) => format!("lines {a} and {b}"),
            };
            let message = format!("{} stands twice in a row, on {lines}", name(tree, second));
            let line = Some(tree.line(second));
            found.push(code::DUPLICATE_MEDIATOR.finding(Severity::Warning, message, line));
        }
    }
}

/// Mediators behind one that ends the flow. `drop` behind `send` is how stock was always written.
pub(super) fn unreachable(scene: &Scene<'_, '_>, found: &mut Vec<Finding>) {
    let tree = scene.merged;
    for list in tree.all().filter(|&n| tree.kind(n).is_mediator_list()) {
        let children: Vec<Ix> = tree.children(list).collect();
        let Some(at) = children.iter().position(|&n| flow::always_ends(tree, n)) else { continue };
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
        found.push(code::UNREACHABLE.finding(Severity::Note, message, scene.line(node)));
    }
}
