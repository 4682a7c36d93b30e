//! What a mediator does, as far as placing an edit needs to know.
//!
//! The table is that of the engine's sources (wso2-synapse v2.1.7-wso2v227, `mediators/**`):
//! who ends the flow, who writes what goes out, and who only looks on.

use super::expression;
use super::kind::Kind;
use super::tree::{Ix, Tree};

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
    use Kind::*;
    let (mut ends_flow, mut overrides, mut opaque) = (false, false, false);
    match tree.kind(ix) {
        Send | Respond | Drop | Loopback => ends_flow = true,
        PayloadFactory | Makefault | Enrich | JsonTransform | Xslt | FastXslt | Xquery
        | Datamapper | Smooks | Script | Call | Callout => overrides = true,
        Property => {
            let scope = tree.attr(ix, "scope").unwrap_or("default");
            let name = tree.attr(ix, "name").unwrap_or("");
            overrides = scope == "transport" || (scope == "axis2" && goes_out(name));
        }
        Header => overrides = true,
        Sequence | CallTemplate | Class | Bean | Ejb | Spring | PojoCommand | AnnotatedCommand => {
            opaque = true
        }
        _ => {}
    }
    Effects { ends_flow, overrides, opaque }
}

/// The axis2 properties that decide what the client gets.
fn goes_out(axis2_property: &str) -> bool {
    matches!(
        axis2_property,
        "messageType"
            | "ContentType"
            | "HTTP_SC"
            | "HTTP_SC_DESC"
            | "NO_ENTITY_BODY"
            | "TRANSPORT_HEADERS"
            | "FAULTS_AS_HTTP_200"
            | "SC_ACCEPTED"
            | "CHARACTER_SET_ENCODING"
    )
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

/// The properties that a mediator and all inside it set, as `scope:name`.
pub fn writes<'t>(tree: &'t Tree<'_>, ix: Ix) -> impl Iterator<Item = String> + 't {
    tree.subtree(ix).filter(|&n| tree.kind(n) == Kind::Property).filter_map(|n| {
        let parent = tree.parent(n).map(|p| tree.kind(p));
        let scope = match tree.attr(n, "scope") {
            None => "ctx",
            Some("transport") => "trp",
            Some(scope) => scope,
        };
        (parent != Some(Kind::Log))
            .then(|| format!("{scope}:{}", tree.attr(n, "name").unwrap_or("")))
    })
}

/// The properties that a mediator and all inside it read, as `scope:name`.
pub fn reads(tree: &Tree<'_>, ix: Ix) -> Vec<String> {
    let doc = tree.doc;
    let mut found = Vec::new();
    for n in tree.subtree(ix) {
        for attr in tree.attrs(n) {
            if super::attributes::is_expression(tree.kind(n), attr.name) {
                found.extend(expression::reads(&attr.value));
            }
        }
        if tree.kind(n) == Kind::PayloadFactory {
            let args = doc.child_elements(tree.node(n).element).flat_map(|p| doc.child_elements(p));
            for arg in args.filter_map(|a| doc.find_attribute(a, "expression")) {
                found.extend(expression::reads(&doc.attribute_value(arg)));
            }
        }
    }
    found
}
