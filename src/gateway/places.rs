//! Where the nodes of a message are, for XPath to walk through.

use super::element::{Element, Node};

/// A node of the message, by the way to it from the envelope.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Place {
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
pub(super) fn children(envelope: &Element, place: &Place) -> Vec<Place> {
    match place {
        Place::Document => vec![Place::Child(Vec::new())],
        Place::Attribute(..) => Vec::new(),
        Place::Child(way) => match child_at(envelope, way) {
            Some(Found::Element(e)) => (0..e.children.len())
                .map(|at| Place::Child(way.iter().copied().chain([at]).collect()))
                .collect(),
            _ => Vec::new(),
        },
    }
}

/// The places of a node's attributes, in order.
pub(super) fn attributes(envelope: &Element, place: &Place) -> Vec<Place> {
    let Place::Child(way) = place else { return Vec::new() };
    match child_at(envelope, way) {
        Some(Found::Element(e)) => {
            (0..e.attributes.len()).map(|at| Place::Attribute(way.clone(), at)).collect()
        }
        _ => Vec::new(),
    }
}

/// The place above.
pub(super) fn parent(place: &Place) -> Option<Place> {
    match place {
        Place::Document => None,
        Place::Attribute(way, _) => Some(Place::Child(way.clone())),
        Place::Child(way) => match way.split_last() {
            Some((_, above)) => Some(Place::Child(above.to_vec())),
            None => Some(Place::Document),
        },
    }
}
