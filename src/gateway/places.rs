//! Where the nodes of a message are, for XPath to walk through.

use super::element::{Element, Node};

/// A node of the message, by the way to it from the envelope.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum NodePath {
    /// What holds the envelope.
    Document,
    /// An element or a text.
    Child(Vec<usize>),
    /// An attribute of an element.
    Attribute(Vec<usize>, usize),
}

/// What stands at a place.
pub(super) enum Found<'e> {
    /// An element.
    Element(&'e Element),
    /// A text.
    Text(&'e str),
}

/// What stands at the end of a way.
pub(super) fn child_at<'e>(root: &'e Element, way: &[usize]) -> Option<Found<'e>> {
    let mut element = root;
    for (depth, &at) in way.iter().enumerate() {
        match element.children.get(at)? {
            Node::Element(e) => element = e,
            Node::Text(t) => return (depth + 1 == way.len()).then_some(Found::Text(t)),
        }
    }
    Some(Found::Element(element))
}

/// The places of a node's children, in order.
pub(super) fn children(envelope: &Element, place: &NodePath) -> Vec<NodePath> {
    match place {
        NodePath::Document => vec![NodePath::Child(Vec::new())],
        NodePath::Attribute(..) => Vec::new(),
        NodePath::Child(way) => match child_at(envelope, way) {
            Some(Found::Element(e)) => (0..e.children.len())
                .map(|at| NodePath::Child(way.iter().copied().chain([at]).collect()))
                .collect(),
            _ => Vec::new(),
        },
    }
}

/// The places of a node's attributes, in order.
pub(super) fn attributes(envelope: &Element, place: &NodePath) -> Vec<NodePath> {
    let NodePath::Child(way) = place else { return Vec::new() };
    match child_at(envelope, way) {
        Some(Found::Element(e)) => {
            (0..e.attributes.len()).map(|at| NodePath::Attribute(way.clone(), at)).collect()
        }
        _ => Vec::new(),
    }
}

/// The place above.
pub(super) fn parent(place: &NodePath) -> Option<NodePath> {
    match place {
        NodePath::Document => None,
        NodePath::Attribute(way, _) => Some(NodePath::Child(way.clone())),
        NodePath::Child(way) => match way.split_last() {
            Some((_, above)) => Some(NodePath::Child(above.to_vec())),
            None => Some(NodePath::Document),
        },
    }
}
