//! What each factory asks of its element (wso2-synapse v2.1.7-wso2v227,
//! `config/xml/*MediatorFactory`; each refusal was run on the engine of 4.0.0).

use crate::expression;
use crate::program::{Ix, Kind, Tree};
use crate::stock::Release;
use crate::xml::NodeId;

use super::super::scene::written;

/// Why the release refuses a mediator, if it does.
pub(super) fn refused(tree: &Tree<'_>, node: Ix, release: Release) -> Option<String> {
    let missing = |attribute: &str| {
        written(tree, node, attribute)
            .is_none_or(|v| v.is_empty())
            .then(|| format!("has no {attribute}"))
    };
    match tree.kind(node) {
        Kind::Property => property(tree, node, release),
        Kind::Header => header(tree, node),
        Kind::Filter => filter(tree, node),
        Kind::Switch => missing("source").or_else(|| bad_expression(tree, node, "source")),
        Kind::Log => log(tree, node, release),
        Kind::PayloadFactory => payload(tree, node),
        Kind::Makefault => makefault(tree, node, release),
        Kind::Enrich => enrich(tree, node, release),
        Kind::Class => missing("name"),
        Kind::CallTemplate => missing("target"),
        Kind::Store => missing("messageStore"),
        Kind::Enqueue => missing("sequence"),
        Kind::Transaction => missing("action"),
        Kind::Sequence => {
            let both = written(tree, node, "key").is_some()
                && written(tree, node, "name").is_none()
                && written(tree, node, "onError").is_some();
            let neither = ["key", "name"].iter().all(|a| written(tree, node, a).is_none());
            let inline = tree.parent(node).is_some() && tree.children(node).next().is_some();
            match (both, neither && !inline) {
                (true, _) => Some("has both key and onError".to_owned()),
                (_, true) => Some("has neither name nor key".to_owned()),
                _ => None,
            }
        }
        _ => None,
    }
}

const SCOPES: [&str; 7] =
    ["default", "axis2", "transport", "axis2-client", "operation", "registry", "trace"];

const TYPES: [&str; 9] =
    ["STRING", "BOOLEAN", "INTEGER", "LONG", "SHORT", "FLOAT", "DOUBLE", "OM", "JSON"];

fn property(tree: &Tree<'_>, node: Ix, release: Release) -> Option<String> {
    let attribute = |name| written(tree, node, name);
    // 2.0.0 takes an empty name, 2.6.0 does not.
    let allows_empty = release < Release::V2_2_0;
    if attribute("name").is_none_or(|n| n.trim().is_empty() && !allows_empty) {
        return Some("has no name".to_owned());
    }
    // The scope trace and the type JSON came with 4.0.0.
    let is_late = |word: &str| release < Release::V4_0_0 && matches!(word, "trace" | "JSON");
    let is_scope = |s: &str| SCOPES.contains(&s) && !is_late(s);
    if let Some(scope) = attribute("scope").filter(|s| !is_scope(s)) {
        return Some(format!("has the scope \"{scope}\", which does not exist"));
    }
    if attribute("action").as_deref() == Some("remove") {
        return None;
    }
    let (value, expression) = (attribute("value"), attribute("expression"));
    let child = tree.doc.child_elements(tree.node(node).element).next().is_some();
    if value.is_none() && expression.is_none() && !child {
        return Some("has neither value nor expression".to_owned());
    }
    match (attribute("type"), value) {
        (Some(kind), _) if !TYPES.contains(&kind.as_str()) || is_late(&kind) => {
            Some(format!("has the type \"{kind}\", which does not exist"))
        }
        (Some(kind), Some(value)) if !converts(&kind, &value) => {
            Some(format!("has the value \"{value}\", which is no {kind}"))
        }
        (_, None) => bad_expression(tree, node, "expression"),
        _ => None,
    }
}

/// Whether Java parses a value as that type.
fn converts(kind: &str, value: &str) -> bool {
    match kind {
        "INTEGER" => value.parse::<i32>().is_ok(),
        "LONG" => value.parse::<i64>().is_ok(),
        "SHORT" => value.parse::<i16>().is_ok(),
        // Java also takes blanks and a suffix such as `1.5f`.
        "FLOAT" | "DOUBLE" => {
            value.trim().trim_end_matches(['f', 'F', 'd', 'D']).parse::<f64>().is_ok()
        }
        _ => true,
    }
}

fn header(tree: &Tree<'_>, node: Ix) -> Option<String> {
    let scope = written(tree, node, "scope");
    match scope.as_deref() {
        Some("transport") => return None,
        None | Some("default") => {}
        Some(other) => {
            return Some(format!("has the scope \"{other}\"; only transport and default exist"));
        }
    }
    let name = written(tree, node, "name")?;
    let addressing = ["To", "From", "Action", "FaultTo", "ReplyTo", "RelatesTo"];
    let known = addressing.contains(&name.as_str()) || name.contains(':');
    (!known)
        .then(|| "names no SOAP header; for an HTTP header it needs scope=\"transport\"".to_owned())
}

fn enrich(tree: &Tree<'_>, node: Ix, release: Release) -> Option<String> {
    let kind_of = |kind| {
        let part = tree.children(node).find(|&n| tree.kind(n) == kind)?;
        written(tree, part, "type")
    };
    let envelope = kind_of(Kind::Source).as_deref() == Some("envelope");
    let body = kind_of(Kind::Target).as_deref() == Some("body");
    // 2.0.0 does so, 2.6.0 does not.
    if envelope && body && release >= Release::V2_2_0 {
        return Some("puts the envelope into the body".to_owned());
    }
    // JSONPath came to enrich between 2.6.0 and 3.2.0.
    let by_json = |n: &Ix| written(tree, *n, "xpath").is_some_and(|x| x.starts_with("json-eval("));
    (release < Release::V3_0_0 && tree.children(node).any(|n| by_json(&n)))
        .then(|| "has a JSONPath".to_owned())
}

fn filter(tree: &Tree<'_>, node: Ix) -> Option<String> {
    let has = |name| written(tree, node, name).is_some();
    if has("xpath") {
        return bad_expression(tree, node, "xpath");
    }
    match has("source") && has("regex") {
        true => bad_expression(tree, node, "source"),
        false => Some("has neither xpath nor both source and regex".to_owned()),
    }
}

fn log(tree: &Tree<'_>, node: Ix, release: Release) -> Option<String> {
    let level = written(tree, node, "level").unwrap_or_default();
    // 2.0.0 takes any level, 2.6.0 does not.
    let levels = ["", "simple", "headers", "full", "custom"];
    if release >= Release::V2_2_0 && !levels.contains(&level.as_str()) {
        return Some("has a level that does not exist".to_owned());
    }
    let category = written(tree, node, "category").unwrap_or_else(|| "INFO".to_owned());
    let known = ["INFO", "DEBUG", "TRACE", "WARN", "ERROR", "FATAL"];
    let there = known.iter().any(|k| category.trim().eq_ignore_ascii_case(k));
    (!there).then(|| format!("has the category \"{category}\", which does not exist"))
}

/// Why the release refuses a property of a log.
pub(super) fn refused_in_log(tree: &Tree<'_>, node: Ix) -> Option<String> {
    if tree.kind(node) != Kind::Property {
        return None;
    }
    let attribute = |name| written(tree, node, name).filter(|v| !v.trim().is_empty());
    if attribute("name").is_none() {
        return Some("has no name".to_owned());
    }
    let nothing = attribute("value").is_none() && attribute("expression").is_none();
    nothing.then(|| "has neither value nor expression".to_owned())
}

fn payload(tree: &Tree<'_>, node: Ix) -> Option<String> {
    let doc = tree.doc;
    let element = tree.node(node).element;
    let part = |name| doc.child_elements(element).find(|&c| doc.local_name(c) == name);
    let Some(format) = part("format") else { return Some("has no <format>".to_owned()) };
    let media_type = tree.attr(node, "media-type").unwrap_or("xml");
    let is_text = media_type.contains("json") || media_type.contains("text");
    let by_key = doc.find_attribute(format, "key").is_some();
    let freemarker =
        tree.attr(node, "template-type").is_some_and(|t| t.eq_ignore_ascii_case("freemarker"));
    if !is_text && !by_key && !freemarker && doc.child_elements(format).next().is_none() {
        return Some("has no element in its <format>, which is XML by its media-type".to_owned());
    }
    let args = part("args")?;
    doc.child_elements(args).find_map(|a| arg(tree, a))
}

fn arg(tree: &Tree<'_>, element: NodeId) -> Option<String> {
    let doc = tree.doc;
    let value = |name| doc.find_attribute(element, name).map(|a| doc.attribute_value(a));
    if value("value").is_some() {
        return None;
    }
    let Some(text) = value("expression").filter(|e| !e.trim().is_empty()) else {
        return Some("has an <arg> with neither value nor expression".to_owned());
    };
    let json = value("evaluator").is_some_and(|e| e == "json");
    // `json-eval(..)` without the evaluator is what the rule `evaluator-form` is about.
    let other = json || text.trim_start().starts_with("json-eval(");
    (!other && expression::is_broken(&text))
        .then(|| format!("has an <arg> with the expression {text}, which is no XPath"))
}

/// The SOAP envelope namespaces, with the fault codes that a literal code may be.
const FAULT_CODES: [(&str, &str, &[&str]); 2] = [
    (
        "soap11",
        "http://schemas.xmlsoap.org/soap/envelope/",
        &["VersionMismatch", "MustUnderstand", "Client", "Server"],
    ),
    (
        "soap12",
        "http://www.w3.org/2003/05/soap-envelope",
        &["VersionMismatch", "MustUnderstand", "DataEncodingUnknown", "Sender", "Receiver"],
    ),
];

fn makefault(tree: &Tree<'_>, node: Ix, release: Release) -> Option<String> {
    let version = written(tree, node, "version").unwrap_or_else(|| "soap11".to_owned());
    let child = |kind| tree.children(node).find(|&n| tree.kind(n) == kind);
    let given = |n: Ix| ["value", "expression"].iter().any(|a| written(tree, n, a).is_some());
    if child(Kind::NodeRole).is_some() && written(tree, node, "version").is_none() {
        return Some("has a <node> and no version".to_owned());
    }
    if version == "pox" {
        return None;
    }
    let Some((_, namespace, codes)) = FAULT_CODES.into_iter().find(|(v, ..)| *v == version) else {
        return Some(format!("has the version \"{version}\"; there are soap11, soap12 and pox"));
    };
    if !child(Kind::Reason).is_some_and(given) {
        return Some("has no <reason> with value or expression".to_owned());
    }
    let Some(code) = child(Kind::Code).filter(|&n| given(n)) else {
        return Some("has no <code> with value or expression".to_owned());
    };
    let literal = written(tree, code, "value")?;
    // That it is one of the version is asked since some release between 2.6.0 and 3.2.0.
    let lenient = release < Release::V3_0_0;
    let legal = literal.split_once(':').is_some_and(|(prefix, local)| {
        let uri = tree.doc.resolve_prefix(tree.node(code).element, prefix);
        uri.is_some_and(|uri| lenient || (uri == namespace && codes.contains(&local)))
    });
    (!legal).then(|| format!("has the code \"{literal}\", which is none of {version}"))
}

/// An expression that no XPath parser takes.
fn bad_expression(tree: &Tree<'_>, node: Ix, attribute: &str) -> Option<String> {
    let text = written(tree, node, attribute)?;
    let path = text.trim_start();
    let other = path.starts_with("json-eval(") || path.starts_with('{');
    (!other && expression::is_broken(&text))
        .then(|| format!("has the expression {text}, which is no XPath"))
}
