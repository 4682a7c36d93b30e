//! Mediators by their type, as rules ask for them.

use crate::program::kinds::enrich::Enrich;
use crate::program::kinds::filter::Condition;
use crate::program::{Ix, Mediator, Tree, sets_property};
pub(super) use crate::program::{medium, payload, property};

/// The literal value that a mediator sets a property or a header to; none where a template makes it.
pub(super) fn literal<'t>(tree: &'t Tree<'_>, node: Ix) -> Option<&'t str> {
    match tree.mediator(node)? {
        Mediator::Property(property) => property.given.literal(),
        Mediator::Header(header) => header.given.literal(),
        _ => None,
    }
}

/// Whether a property or a header mediator sets that transport header.
pub(super) fn sets_header(tree: &Tree<'_>, node: Ix, name: &str) -> bool {
    let header = match tree.mediator(node) {
        Some(Mediator::Header(h)) => {
            let same = h.name.as_ref().is_some_and(|n| n.eq_ignore_ascii_case(name));
            same && h.is_transport() && !h.removes
        }
        _ => false,
    };
    header || sets_property(tree, node, "transport", name)
}

/// What an `enrich` takes and where it puts it.
pub(super) fn enrich<'t>(tree: &'t Tree<'_>, node: Ix) -> Option<&'t Enrich> {
    match tree.mediator(node)? {
        Mediator::Enrich(enrich) => Some(enrich),
        _ => None,
    }
}

/// What a filter asks.
pub(super) fn condition<'t>(tree: &'t Tree<'_>, filter: Ix) -> Option<&'t Condition> {
    match tree.mediator(filter)? {
        Mediator::Filter(filter) => filter.condition.as_ref(),
        _ => None,
    }
}

/// A mediator by its element and the attributes that tell it from others, for a message.
pub(super) fn name(tree: &Tree<'_>, node: Ix) -> String {
    let attrs: Vec<String> =
        ["key", "name", "messageStore", "level", "target", "xpath", "source", "regex"]
            .iter()
            .filter_map(|&a| Some(format!(" {a}=\"{}\"", written(tree, node, a)?)))
            .take(2)
            .collect();
    format!("<{}{}>", tree.name(node), attrs.concat())
}

/// An attribute as the operator wrote it.
pub(super) fn written(tree: &Tree<'_>, node: Ix, name: &str) -> Option<String> {
    let id = tree.doc.find_attribute(tree.node(node).element, name)?;
    Some(tree.doc.attribute_value(id).into_owned())
}
