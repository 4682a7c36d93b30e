//! `deliberate-xml`: XML in a branch that only clients who ask for XML reach, and SOAP branches.

use crate::expression::{Expression, Location};
use crate::program::kinds::filter::Condition;
use crate::program::{Ix, Kind, Mediator, Tree};

/// What a branch's condition says about the clients that reach it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asks {
    ForXml,
    ForSomethingElse,
    Nothing,
}

/// Whether a node stands in a branch that serves XML on purpose: one taken by Accept or
/// Content-Type for XML, or one for SOAP clients.
pub fn serves_xml_on_purpose(tree: &Tree<'_>, node: Ix) -> bool {
    let mut inner = node;
    for outer in tree.ancestors(node) {
        match asks(tree, outer, inner) {
            Asks::ForXml => return true,
            Asks::ForSomethingElse => return false,
            Asks::Nothing => {}
        }
        inner = outer;
    }
    false
}

/// Whether only SOAP clients reach a node: a branch on `get-property('MESSAGE_FORMAT')`.
pub(super) fn only_soap_clients(tree: &Tree<'_>, node: Ix) -> bool {
    let mut inner = node;
    for outer in tree.ancestors(node) {
        let asked = Asked::of(tree, outer, inner).filter(Asked::is_about_format);
        let soap = |asked: &Asked<'_>| match tree.kind(inner) {
            Kind::Then => asked.answer().contains("soap"),
            Kind::Else => asked.answer().contains("pox"),
            Kind::Case => asked.pattern.is_some_and(|p| p.contains("soap")),
            _ => false,
        };
        if asked.as_ref().is_some_and(soap) {
            return true;
        }
        inner = outer;
    }
    false
}

/// What a filter or a switch asks, and what a branch is taken for.
struct Asked<'t> {
    source: &'t Expression,
    pattern: Option<&'t str>,
}

impl<'t> Asked<'t> {
    /// What `outer` asks before it takes `inner`, one of its branches.
    fn of(tree: &'t Tree<'_>, outer: Ix, inner: Ix) -> Option<Self> {
        match tree.mediator(outer)? {
            Mediator::Filter(filter) => match filter.condition.as_ref()? {
                Condition::Holds(source) => Some(Self { source, pattern: None }),
                Condition::Matches { source, regex } => {
                    Some(Self { source, pattern: Some(regex.as_str()) })
                }
            },
            // A case is a part of the switch, and is asked for its own pattern.
            Mediator::Switch(switch) => {
                Some(Self { source: switch.source.as_ref()?, pattern: tree.attr(inner, "regex") })
            }
            _ => None,
        }
    }

    /// The text that names what is wanted.
    fn answer(&self) -> &'t str {
        self.pattern.unwrap_or(self.source.text())
    }

    fn is_about_format(&self) -> bool {
        self.source.text().contains("MESSAGE_FORMAT")
    }

    /// `get-property('MESSAGE_FORMAT')` against `soap11`, `soap12` or both.
    fn is_soap(&self) -> bool {
        self.is_about_format() && self.answer().contains("soap")
    }

    /// Whether it reads the Accept or Content-Type header of the request.
    fn negotiates(&self) -> bool {
        let headers = ["Accept", "Content-Type"].map(|name| Location::scoped("transport", name));
        self.source.reads().iter().any(|read| headers.contains(read))
    }

    /// What it says about the clients for which a filter's condition holds.
    fn holds(&self) -> Asks {
        if self.is_soap() {
            return Asks::ForXml;
        }
        if !self.negotiates() {
            return Asks::Nothing;
        }
        let source = self.source.text();
        match self.pattern {
            None if source.contains("not(") => flip(wanted(source)),
            None | Some("true") => wanted(source),
            Some("false") => flip(wanted(source)),
            Some(regex) if regex.contains("(?!") => flip(wanted(regex)),
            Some(regex) => wanted(regex),
        }
    }
}

/// What the condition of `outer` says about `inner`, one of its branches.
fn asks(tree: &Tree<'_>, outer: Ix, inner: Ix) -> Asks {
    let Some(asked) = Asked::of(tree, outer, inner) else { return Asks::Nothing };
    match tree.kind(inner) {
        Kind::Then => asked.holds(),
        Kind::Else => match asked.holds() {
            Asks::ForXml => Asks::ForSomethingElse,
            Asks::ForSomethingElse if !asked.is_soap() => Asks::ForXml,
            other => other,
        },
        Kind::Case if asked.negotiates() => wanted(asked.pattern.unwrap_or_default()),
        _ => Asks::Nothing,
    }
}

fn flip(asks: Asks) -> Asks {
    match asks {
        Asks::ForXml => Asks::ForSomethingElse,
        Asks::ForSomethingElse => Asks::ForXml,
        Asks::Nothing => Asks::Nothing,
    }
}

/// Which type a condition names; both or none say nothing certain, so they count as neither.
fn wanted(text: &str) -> Asks {
    match (text.contains("xml"), text.contains("json")) {
        (true, false) => Asks::ForXml,
        (false, true) => Asks::ForSomethingElse,
        _ => Asks::Nothing,
    }
}
