//! `deliberate-xml`: XML in a branch that only clients who ask for XML reach, and SOAP branches.

use crate::expression::{Expression, Location};
use crate::program::{Ix, Kind, Tree};

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
        let source = tree.attr(outer, "source").or(tree.attr(outer, "xpath")).unwrap_or("");
        let by_format = source.contains("MESSAGE_FORMAT");
        let regex = tree.attr(outer, "regex").unwrap_or(source);
        let soap = match (tree.kind(outer), tree.kind(inner)) {
            (Kind::Filter, Kind::Then) => regex.contains("soap"),
            (Kind::Filter, Kind::Else) => regex.contains("pox"),
            (Kind::Switch, Kind::Case) => {
                tree.attr(inner, "regex").is_some_and(|r| r.contains("soap"))
            }
            _ => false,
        };
        if by_format && soap {
            return true;
        }
        inner = outer;
    }
    false
}

/// What the condition of `outer` says about `inner`, one of its branches.
fn asks(tree: &Tree<'_>, outer: Ix, inner: Ix) -> Asks {
    match (tree.kind(outer), tree.kind(inner)) {
        (Kind::Filter, Kind::Then) => condition(tree, outer),
        (Kind::Filter, Kind::Else) => match condition(tree, outer) {
            Asks::ForXml => Asks::ForSomethingElse,
            Asks::ForSomethingElse if !is_soap_condition(tree, outer) => Asks::ForXml,
            other => other,
        },
        (Kind::Switch, Kind::Case) => match negotiates(tree.attr(outer, "source").unwrap_or("")) {
            true => wanted(tree.attr(inner, "regex").unwrap_or("")),
            false => Asks::Nothing,
        },
        _ => Asks::Nothing,
    }
}

fn condition(tree: &Tree<'_>, filter: Ix) -> Asks {
    if is_soap_condition(tree, filter) {
        return Asks::ForXml;
    }
    if let Some(xpath) = tree.attr(filter, "xpath") {
        return match negotiates(xpath) {
            true if xpath.contains("not(") => flip(wanted(xpath)),
            true => wanted(xpath),
            false => Asks::Nothing,
        };
    }
    let source = tree.attr(filter, "source").unwrap_or("");
    let regex = tree.attr(filter, "regex").unwrap_or("");
    match negotiates(source) {
        false => Asks::Nothing,
        true if regex == "true" => wanted(source),
        true if regex == "false" => flip(wanted(source)),
        true if regex.contains("(?!") => flip(wanted(regex)),
        true => wanted(regex),
    }
}

fn flip(asks: Asks) -> Asks {
    match asks {
        Asks::ForXml => Asks::ForSomethingElse,
        Asks::ForSomethingElse => Asks::ForXml,
        Asks::Nothing => Asks::Nothing,
    }
}

/// `get-property('MESSAGE_FORMAT')` against `soap11`, `soap12` or both.
fn is_soap_condition(tree: &Tree<'_>, filter: Ix) -> bool {
    let source = tree.attr(filter, "source").or(tree.attr(filter, "xpath")).unwrap_or("");
    let regex = tree.attr(filter, "regex").unwrap_or(source);
    source.contains("MESSAGE_FORMAT") && regex.contains("soap")
}

/// Whether an expression reads the Accept or Content-Type header of the request.
fn negotiates(expression: &str) -> bool {
    Expression::of(expression).reads().iter().any(
        |read| matches!(read, Location::Header(name) if matches!(&**name, "accept" | "content-type")),
    )
}

/// Which type a condition names; both or none say nothing certain, so they count as neither.
fn wanted(text: &str) -> Asks {
    match (text.contains("xml"), text.contains("json")) {
        (true, false) => Asks::ForXml,
        (false, true) => Asks::ForSomethingElse,
        _ => Asks::Nothing,
    }
}
