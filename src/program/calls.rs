//! Which other sequences a sequence calls, by every attribute that can name one
//! (wso2-synapse v2.1.7-wso2v227, the mediators' factories).

use super::kind::Kind;
use super::tree::{Ix, Tree};

/// A call of another sequence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Call<'t> {
    /// The mediator that calls.
    pub node: Ix,
    /// The name that it calls.
    pub key: &'t str,
}

impl Call<'_> {
    /// Whether the name is an expression, so that nobody can tell what is called.
    pub fn is_dynamic(&self) -> bool {
        self.key.starts_with('{')
    }
}

/// Every call in a sequence, in document order.
pub fn calls<'t>(tree: &'t Tree<'_>) -> Vec<Call<'t>> {
    let mut found = Vec::new();
    for node in tree.all() {
        for name in naming_attributes(tree.kind(node)) {
            if let Some(key) = tree.attr(node, name).filter(|k| !k.is_empty()) {
                found.push(Call { node, key });
            }
        }
    }
    found
}

/// The attributes of a mediator that name a sequence.
fn naming_attributes(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Sequence => &["key", "onError"],
        Kind::Then | Kind::Else | Kind::Target | Kind::Enqueue | Kind::Store | Kind::Foreach => {
            &["sequence"]
        }
        Kind::Send => &["receive"],
        Kind::Throttle => &["onAccept", "onReject"],
        Kind::EntitlementService => &["onAccept", "onReject", "obligations", "advice"],
        _ => &[],
    }
}
