//! What a mediator does, as far as placing an edit needs to know.
//!
//! The table is that of the engine's sources (wso2-synapse v2.1.7-wso2v227, `mediators/**`):
//! who ends the flow, who writes what goes out, and who only looks on.

use super::kind::Kind;
use super::tree::{Ix, Tree};
use crate::expression;

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
    let acts = acts(tree.kind(ix));
    let overrides = match tree.kind(ix) {
        Kind::Property => {
            let scope = tree.attr(ix, "scope").unwrap_or("default");
            let name = tree.attr(ix, "name").unwrap_or("");
            scope == "transport" || (scope == "axis2" && goes_out(name))
        }
        Kind::Header => true,
        _ => acts.body == Body::Replaced,
    };
    Effects { ends_flow: acts.ends_flow, overrides, opaque: acts.opaque }
}

/// What a kind of mediator does to the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Body {
    /// It only passes by; its expressions may still read it.
    Untouched,
    /// It reads the body, or works on copies of it.
    Read,
    /// The client gets another body.
    Replaced,
}

/// What a kind of mediator does by itself, whatever its attributes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Acts {
    /// What it does to the body.
    pub body: Body,
    /// Nothing after it runs.
    pub ends_flow: bool,
    /// It calls something that cannot be seen here.
    pub opaque: bool,
}

/// The table of kinds (wso2-synapse v2.1.7-wso2v227, `mediators/**`, `mediate`).
pub fn acts(kind: Kind) -> Acts {
    use Kind::*;
    let (body, ends_flow, opaque) = match kind {
        Send | Respond | Drop | Loopback => (Body::Untouched, true, false),
        PayloadFactory | Makefault | Enrich | JsonTransform | Xslt | FastXslt | Xquery
        | Datamapper | Smooks | Script | Call | Callout => (Body::Replaced, false, false),
        Sequence | CallTemplate | Class | Bean | Ejb | Spring | PojoCommand | AnnotatedCommand => {
            (Body::Untouched, false, true)
        }
        Builder | Clone | Iterate | Foreach | Aggregate | Store | Event | EventPublisher
        | PublishEvent | Bam | Dblookup | Dbreport | Cache | Validate => (Body::Read, false, false),
        _ => (Body::Untouched, false, false),
    };
    Acts { body, ends_flow, opaque }
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
    let kind = tree.kind(ix);
    let body = acts(kind).body == Body::Replaced;
    let content_type = match kind {
        Kind::PayloadFactory => tree.attr(ix, "media-type").is_some_and(|m| m != "xml"),
        _ => sets_property(tree, ix, "axis2", "messageType"),
    };
    Answer { body, status: sets_property(tree, ix, "axis2", "HTTP_SC"), content_type }
}

/// Whether a node is a `property` that sets that name in that scope.
pub fn sets_property(tree: &Tree<'_>, ix: Ix, scope: &str, name: &str) -> bool {
    is_property(tree, ix, scope, name) && tree.attr(ix, "action") != Some("remove")
}

/// Whether a node is a `property` that removes that name from that scope.
pub fn removes_property(tree: &Tree<'_>, ix: Ix, scope: &str, name: &str) -> bool {
    is_property(tree, ix, scope, name) && tree.attr(ix, "action") == Some("remove")
}

fn is_property(tree: &Tree<'_>, ix: Ix, scope: &str, name: &str) -> bool {
    let same = |n: &str| match scope {
        "transport" => n.eq_ignore_ascii_case(name),
        _ => n == name,
    };
    tree.kind(ix) == Kind::Property
        && tree.attr(ix, "scope").unwrap_or("default") == scope
        && tree.attr(ix, "name").is_some_and(same)
        && tree.parent(ix).is_none_or(|p| tree.kind(p) != Kind::Log)
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
