//! `unknown-mediator` and `bad-load`: what 4.0.0 refuses to load, the whole sequence with it.

mod parts;

use crate::model::{Finding, Severity};
use crate::program::{Ix, Kind, NAMESPACE, Tree};
use crate::stock::Release;

use super::scene::name;
use super::{Scene, code};

/// An element in a list of mediators that the release does not know (wso2-synapse,
/// `MediatorFactoryFinder`: an unknown element fails the sequence; run on all engines).
pub(super) fn unknown_mediator(scene: &Scene<'_, '_>, found: &mut Vec<Finding>) {
    let (tree, release) = (scene.custom, scene.setting.target_release);
    for node in scene.written() {
        let Some(list) = tree.parent(node).filter(|&p| tree.kind(p).is_mediator_list()) else {
            continue;
        };
        let is_else = tree.kind(node) == Kind::Else && tree.node(list).implied;
        if is_else || is_known(tree, node, release) {
            continue;
        }
        let message = format!(
            "{release} does not know <{}>, and does not load the sequence",
            tree.name(node)
        );
        let line = Some(tree.line(node));
        found.push(code::UNKNOWN_MEDIATOR.finding(Severity::Error, message, line));
    }
}

/// Mediators that have no [`Kind`] of their own: of extensions and of other components that the
/// product installs, so far as their factories are known.
const OTHERS: [&str; 12] = [
    "dataServiceCall",
    "fastXSLT",
    "kerberos",
    "kerberosService",
    "machine-learner",
    "ml",
    "predict",
    "rule",
    "rules",
    "template",
    "spring",
    "mediator",
];

/// Mediators that came after 4.0.0; the release of each is not known more closely.
const LATER: [&str; 3] = ["variable", "scatter-gather", "throwError"];

/// Whether no release from 4.0.0 on knows a mediator.
pub(super) fn is_unknown(tree: &Tree<'_>, node: Ix) -> bool {
    let list = tree.parent(node).filter(|&p| tree.kind(p).is_mediator_list());
    let is_else = |list| tree.kind(node) == Kind::Else && tree.node(list).implied;
    list.is_some_and(|l| !is_else(l) && !is_known(tree, node, Release::V4_7_0))
}

/// Whether a release loads an element as a mediator. A name with a dot may be a connector's.
fn is_known(tree: &Tree<'_>, node: Ix, release: Release) -> bool {
    use Kind::*;
    let name = tree.name(node);
    if name.contains('.') {
        return true;
    }
    match tree.kind(node) {
        Then | Else | Case | Default | Arg | Code | Reason | NodeRole | Role | Detail | Source
        | Target | Endpoint | MessageBuilder => false,
        PropertyGroup => release >= Release::V3_0_0,
        JsonTransform => release >= Release::V3_2_0,
        Ntlm => release >= Release::V4_0_0,
        Other => {
            let ours = tree.doc.namespace(tree.node(node).element) == NAMESPACE;
            let later = release > Release::V4_0_0 && LATER.contains(&name);
            ours && (OTHERS.contains(&name) || later)
        }
        _ => true,
    }
}

/// Anything else that the factories refuse.
pub(super) fn bad_load(scene: &Scene<'_, '_>, found: &mut Vec<Finding>) {
    let tree = scene.custom;
    for node in scene.written() {
        let Some(why) = malformed(tree, node, scene.setting.target_release) else { continue };
        let message = format!(
            "{} {why}: {} does not load the sequence",
            name(tree, node),
            scene.setting.target_release
        );
        let line = Some(tree.line(node));
        found.push(code::BAD_LOAD.finding(Severity::Error, message, line));
    }
}

/// Why a mediator's own factory refuses it, if it does.
fn malformed(tree: &Tree<'_>, node: Ix, release: Release) -> Option<String> {
    let in_list = tree.parent(node).is_none_or(|p| tree.kind(p).is_mediator_list());
    let of_log = tree.parent(node).is_some_and(|p| tree.kind(p) == Kind::Log);
    match (in_list, of_log) {
        (true, _) => parts::refused(tree, node, release),
        (false, true) => parts::refused_in_log(tree, node),
        (false, false) => None,
    }
}

/// Why a release does not load a sequence for the sake of one of its nodes, if it does not.
///
/// A name with a dot is that before it, where no connector serves it.
pub(crate) fn refused_at_load(tree: &Tree<'_>, node: Ix, release: Release) -> Option<String> {
    let in_list = tree.parent(node).is_some_and(|p| tree.kind(p).is_mediator_list());
    let name = tree.name(node);
    let connector = name.split_once('.').is_some_and(|(first, _)| Kind::of(first) == Kind::Other);
    if in_list && (!is_known(tree, node, release) || connector) {
        return Some(format!("{release} does not know <{name}>"));
    }
    malformed(tree, node, release).map(|why| format!("<{name}> {why}"))
}
