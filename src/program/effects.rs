//! What a mediator does, as far as placing an edit needs to know.
//!
//! Who ends the flow, who writes what goes out, and who only looks on is in the form of each kind.

use super::form::{Body, Sight, Then};
use super::kinds::payload_factory::{Medium, PayloadFactory};
use super::kinds::property::Property;
use super::kinds::{Kind, Mediator};
use super::tree::{Ix, Tree};
use crate::expression::Location;

/// What a mediator, with all inside it, does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Effects {
    /// On some path nothing after it runs: `send`, `respond`, `drop`, `loopback`.
    pub ends_flow: bool,
    /// It sets what the client gets: body, status, content type or a header.
    pub overrides: bool,
    /// It calls something whose effects cannot be seen here.
    pub opaque: bool,
}

impl Effects {
    fn join(self, other: Self) -> Self {
        Self {
            ends_flow: self.ends_flow || other.ends_flow,
            overrides: self.overrides || other.overrides,
            opaque: self.opaque || other.opaque,
        }
    }
}

/// The effects of a mediator and all inside it.
pub fn effects_of(tree: &Tree<'_>, ix: Ix) -> Effects {
    tree.subtree(ix).map(|n| own_effects(tree, n)).fold(Effects::default(), Effects::join)
}

fn own_effects(tree: &Tree<'_>, ix: Ix) -> Effects {
    let form = tree.kind(ix).form();
    let overrides = match tree.kind(ix) {
        Kind::Property => property(tree, ix)
            .is_some_and(|p| p.scope == "transport" || p.location().is_some_and(|l| goes_out(&l))),
        Kind::Header => true,
        _ => form.body == Body::Replaced,
    };
    Effects { ends_flow: form.then == Then::Ends, overrides, opaque: form.sight == Sight::Opaque }
}

/// Whether a node is a `property` that sets that name in that scope.
pub fn sets_property(tree: &Tree<'_>, ix: Ix, scope: &str, name: &str) -> bool {
    property(tree, ix).is_some_and(|p| !p.removes && p.is(scope, name))
}

/// Whether a node is a `property` that removes that name from that scope.
pub fn removes_property(tree: &Tree<'_>, ix: Ix, scope: &str, name: &str) -> bool {
    property(tree, ix).is_some_and(|p| p.removes && p.is(scope, name))
}

/// The `property` at a node, where one stands there.
pub fn property<'t>(tree: &'t Tree<'_>, ix: Ix) -> Option<&'t Property> {
    if tree.kind(ix) != Kind::Property {
        return None;
    }
    match tree.mediator(ix)? {
        Mediator::Property(property) => Some(property),
        _ => None,
    }
}

/// The payload that a mediator makes.
pub fn payload<'t>(tree: &'t Tree<'_>, ix: Ix) -> Option<&'t PayloadFactory> {
    match tree.mediator(ix)? {
        Mediator::PayloadFactory(payload) => Some(payload),
        _ => None,
    }
}

/// What a payload is made as; none for other mediators.
pub fn medium(tree: &Tree<'_>, ix: Ix) -> Option<Medium> {
    payload(tree, ix).map(PayloadFactory::medium)
}

/// Whether it decides what the client gets.
pub fn goes_out(location: &Location) -> bool {
    match location {
        Location::Header(_) => true,
        Location::Axis2(name) => matches!(
            &**name,
            "messageType"
                | "ContentType"
                | "HTTP_SC"
                | "HTTP_SC_DESC"
                | "NO_ENTITY_BODY"
                | "TRANSPORT_HEADERS"
                | "FAULTS_AS_HTTP_200"
                | "SC_ACCEPTED"
                | "CHARACTER_SET_ENCODING"
        ),
        _ => false,
    }
}

/// Whether a stock mediator belongs to the tail that hands the answer over: CORS headers, sending.
pub fn is_tail(tree: &Tree<'_>, ix: Ix) -> bool {
    match tree.kind(ix) {
        Kind::Send | Kind::Respond | Kind::Drop => true,
        Kind::Sequence => {
            matches!(tree.attr(ix, "key"), Some("_cors_request_handler_" | "_build_"))
        }
        _ => false,
    }
}

/// What a mediator and all inside it set or take away of the message's properties.
pub fn writes<'t>(tree: &'t Tree<'_>, ix: Ix) -> impl Iterator<Item = Location> + 't {
    tree.subtree(ix).filter_map(|n| property(tree, n)?.location())
}

/// What a mediator and all inside it read.
pub fn reads<'t>(tree: &'t Tree<'_>, ix: Ix) -> impl Iterator<Item = &'t Location> + 't {
    tree.subtree(ix).filter_map(|n| tree.id(n)).flat_map(|id| &tree.program().uses(id).reads)
}
