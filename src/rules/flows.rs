//! Who sends the answer: the gateway's Java after the sequence, or the sequence itself.

use crate::program::{Ix, Tree, flow};
use crate::stock::SequenceName;

/// The flows in which Java sets the status after the sequence has run.
pub(super) const SET_BY_JAVA: [SequenceName; 4] = [
    SequenceName::AuthFailureHandler,
    SequenceName::ThrottleOutHandler,
    SequenceName::GraphqlFailureHandler,
    SequenceName::BackendFailureHandler,
];

/// The flows whose body Java made up to 3.2.0.
pub(super) const MADE_BY_JAVA: [SequenceName; 3] = [
    SequenceName::AuthFailureHandler,
    SequenceName::ThrottleOutHandler,
    SequenceName::GraphqlFailureHandler,
];

/// Whether the gateway goes on after the sequence when the message passed a node.
pub(super) fn falls_through(tree: &Tree<'_>, node: Ix) -> bool {
    !flow::after(tree, node).into_iter().any(|n| flow::may_end(tree, n))
}

/// A `send` to an endpoint is no answer.
pub(super) fn is_to_client(tree: &Tree<'_>, end: Ix) -> bool {
    tree.children(end).next().is_none()
}
