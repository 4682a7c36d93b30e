//! What stands for the message at some place of a sequence: the body, and what sets it.

use crate::program::form::Sight;
use crate::program::kinds::payload_factory::Medium as PayloadMedium;
use crate::program::{Ix, Kind, Tree, flow};

use super::typed::medium;

/// The mediators that may have run on the message when it comes to a node, with all inside them,
/// last ones first; what stands in a branch that ends the flow is none of them.
pub(super) fn came_through<'t>(tree: &'t Tree<'_>, node: Ix) -> impl Iterator<Item = Ix> + 't {
    flow::before(tree, node).into_iter().rev().flat_map(move |outer| {
        let inside: Vec<Ix> = tree.subtree(outer).collect();
        inside.into_iter().rev().filter(move |&n| !is_in_branch_that_ends(tree, outer, n))
    })
}

fn is_in_branch_that_ends(tree: &Tree<'_>, outer: Ix, node: Ix) -> bool {
    let mut lists = tree.ancestors(node).take_while(|&a| tree.contains(outer, a));
    lists.any(|list| {
        tree.kind(list).is_mediator_list()
            && tree.children(list).any(|n| flow::always_ends(tree, n))
    })
}

/// The last payload, of those that may have run, before a node.
pub(super) fn payload_before(tree: &Tree<'_>, node: Ix) -> Option<Ix> {
    let last = |n: Ix| tree.subtree(n).filter(|&n| tree.kind(n) == Kind::PayloadFactory).last();
    flow::before(tree, node).into_iter().rev().find_map(last)
}

/// Whether a mediator calls something of the operator's that may do anything.
pub(super) fn is_unseen(tree: &Tree<'_>, node: Ix) -> bool {
    let kind = tree.kind(node);
    flow::own_call(tree, node).is_some()
        || kind == Kind::Other
        || kind.form().sight == Sight::Opaque && kind != Kind::Sequence
}

/// Whether a mediator writes a JSON body.
pub(super) fn is_json_payload(tree: &Tree<'_>, node: Ix) -> bool {
    medium(tree, node) == Some(PayloadMedium::Json)
}

/// Whether a mediator writes an XML body.
pub(super) fn is_xml_payload(tree: &Tree<'_>, node: Ix) -> bool {
    medium(tree, node) == Some(PayloadMedium::Xml)
}

/// A content type without its parameters, in small letters.
pub(super) fn essence(content_type: &str) -> String {
    content_type.split(';').next().unwrap_or("").trim().to_ascii_lowercase()
}
