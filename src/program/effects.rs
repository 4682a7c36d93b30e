//! What a mediator does, as far as placing an edit needs to know.
//!
//! Who ends the flow, who writes what goes out, and who only looks on is in the form of each kind.

use super::form::{Body, Sight, Then};
use super::kinds::payload_factory::Medium;
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

/// The parts of an answer that a mediator sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Answer {
    /// The body.
    pub body: bool,
    /// The status, by `HTTP_SC`.
    pub status: bool,
    /// The content type, by `messageType` or a payload that is not XML.
    pub content_type: bool,
}

impl Answer {
    /// What either sets.
    pub fn and(self, other: Self) -> Self {
        Self {
            body: self.body || other.body,
            status: self.status || other.status,
            content_type: self.content_type || other.content_type,
        }
    }

    /// What is set here and not there.
    pub fn without(self, other: Self) -> Self {
        Self {
            body: self.body && !other.body,
            status: self.status && !other.status,
            content_type: self.content_type && !other.content_type,
        }
    }

    /// Whether nothing is set.
    pub fn is_empty(self) -> bool {
        self == Self::default()
    }
}

/// What a mediator and all inside it may set of the answer.
pub fn answer_of(tree: &Tree<'_>, ix: Ix) -> Answer {
    tree.subtree(ix).map(|n| own_answer(tree, n)).fold(Answer::default(), Answer::and)
}

fn own_answer(tree: &Tree<'_>, ix: Ix) -> Answer {
    let content_type = match tree.mediator(ix) {
        Some(Mediator::PayloadFactory(payload)) => payload.medium() != Medium::Xml,
        _ => sets_property(tree, ix, "axis2", "messageType"),
    };
    Answer {
        body: tree.kind(ix).form().body == Body::Replaced,
        status: sets_property(tree, ix, "axis2", "HTTP_SC"),
        content_type,
    }
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

/// Whether it decides what the client gets.
pub fn goes_out(location: &Location) -> bool {
    match location {
        Location::Header(_) => true,
        Location::Axis2(name) => matches!(
            name.as_str(),
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
pub fn reads<'t>(tree: &'t Tree<'_>, ix: Ix) -> impl Iterator<Item = Location> + 't {
    tree.subtree(ix).filter_map(|n| tree.id(n)).flat_map(|id| tree.program().uses(id).reads)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::program::flow;
    use crate::stock::{self, SequenceName::*};
    use crate::xml::Document;

    /// What is known of the stock flows: who answers by itself, who leaves that to Java.
    #[test]
    fn stock_sequences_do_what_is_known_of_them() {
        for stock in stock::all() {
            let doc = Document::parse(stock.text).unwrap();
            let tree = Tree::of(&doc, doc.root());
            let ends = tree.children(Ix::ROOT).any(|n| flow::always_ends(&tree, n));
            let answer = answer_of(&tree, Ix::ROOT);
            let json = stock.first().answers_json();
            let at = format!("{} {}", stock.sequence.stem(), stock.first());
            match stock.sequence {
                Fault | TokenFault | ThreatFault => {
                    assert!(ends && answer.body && answer.status, "{at}");
                }
                Main => assert!(answer.body && answer.status && answer.content_type, "{at}"),
                AuthFailureHandler | ThrottleOutHandler | GraphqlFailureHandler => {
                    assert!(!ends, "{at}");
                    assert_eq!((answer.body, answer.content_type), (json, json), "{at}");
                    let status = json && stock.sequence == AuthFailureHandler;
                    assert_eq!(answer.status, status, "{at}");
                }
                BackendFailureHandler | BlockApiHandler => {
                    assert!(!ends && answer.body && answer.status, "{at}");
                }
                CorsRequestHandler
                | ProductionKeyError
                | SandboxKeyError
                | Build
                | ResourceMismatchHandler => assert!(!ends && !answer.body, "{at}"),
            }
        }
    }
}
