//! `error-message-type` and `removed-class`: what has no effect in 4.0.0, or loses the sequence.

use crate::program::{Ix, Kind, REMOVED_CLASSES, Tree};

/// Whether a property sets `error_message_type`, which nothing reads any more.
pub fn is_error_message_type(tree: &Tree<'_>, node: Ix) -> bool {
    tree.kind(node) == Kind::Property
        && tree.attr(node, "name") == Some("error_message_type")
        && tree.attr(node, "scope").is_none()
        && tree.parent(node).is_none_or(|p| tree.kind(p) != Kind::Log)
}

/// Whether a mediator is a class that 4.0.0 does not have, by its full name.
pub fn is_removed_class(tree: &Tree<'_>, node: Ix) -> bool {
    tree.kind(node) == Kind::Class
        && tree.attr(node, "name").is_some_and(|n| REMOVED_CLASSES.contains(&n))
}
