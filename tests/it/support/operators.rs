//! What operators do to stock sequences, at random.

use super::dom::{Element, Node};
use crate::fuzzing::Chance;

/// From the root the numbers of the children on the way to a node.
type Path = Vec<usize>;

fn element(xml: &str) -> Node {
    Node::Element(Element::parse(xml).without_blanks())
}

/// Every element that `wanted` holds for.
fn paths(root: &Element, wanted: &dyn Fn(&Element) -> bool) -> Vec<Path> {
    fn walk(e: &Element, at: &mut Path, wanted: &dyn Fn(&Element) -> bool, out: &mut Vec<Path>) {
        if wanted(e) {
            out.push(at.clone());
        }
        for (n, child) in e.children.iter().enumerate() {
            if let Node::Element(child) = child {
                at.push(n);
                walk(child, at, wanted, out);
                at.pop();
            }
        }
    }
    let mut out = Vec::new();
    walk(root, &mut Vec::new(), wanted, &mut out);
    out
}

fn at<'e>(root: &'e mut Element, path: &[usize]) -> &'e mut Element {
    path.iter().fold(root, |e, &n| match &mut e.children[n] {
        Node::Element(child) => child,
        Node::Text(_) => panic!("text on a path"),
    })
}

fn is_list(e: &Element) -> bool {
    let is_reference = e.name == "sequence" && e.attribute("key").is_some();
    let has_branches = e.has("then") || e.has("else");
    match e.name.as_str() {
        "sequence" => !is_reference,
        "then" | "else" | "in" | "out" => true,
        "filter" => !has_branches,
        _ => false,
    }
}

/// The mediators: children of lists, but no lists that only hold others.
fn mediators(root: &Element) -> Vec<Path> {
    let mut found = Vec::new();
    let mut lists = paths(root, &is_list);
    let mut copy = root.clone();
    for list in lists.drain(..) {
        for (n, child) in at(&mut copy, &list).children.iter().enumerate() {
            let Node::Element(child) = child else { continue };
            if !matches!(child.name.as_str(), "in" | "out" | "description") {
                found.push([&list[..], &[n]].concat());
            }
        }
    }
    found
}

fn remove(root: &mut Element, path: &[usize]) {
    if let Some((last, list)) = path.split_last() {
        at(root, list).children.remove(*last);
    }
}

fn insert(root: &mut Element, chance: &mut Chance, new: &[String]) {
    let lists = paths(root, &is_list);
    // Mostly in the outermost list that has mediators, as operators do.
    let list = if chance.below(3) > 0 { lists[0].clone() } else { chance.pick(&lists).clone() };
    let list = at(root, &list);
    let place = chance.below(list.children.len() + 1);
    for (n, xml) in new.iter().enumerate() {
        list.children.insert(place + n, element(xml));
    }
}

fn set(e: &mut Element, name: &str, value: &str) {
    e.attributes.retain(|(n, _)| n != name);
    e.attributes.push((name.to_owned(), value.to_owned()));
}

/// What operators do.
pub const KINDS: [&str; 22] = [
    "error-type",
    "filter-and-drop",
    "tail-deleted",
    "tail-replaced",
    "delegated",
    "own-json",
    "own-xml",
    "field-retexted",
    "field-added",
    "field-removed",
    "log",
    "own-class",
    "class-deleted",
    "hook",
    "header-added",
    "removal-added",
    "removal-deleted",
    "status",
    "type-changed",
    "flag",
    "pattern-changed",
    "wrapped",
];

/// Makes one edit of a kind, if the sequence has what it needs.
pub fn edit(root: &mut Element, kind: &str, chance: &mut Chance) -> bool {
    let called = format!("acme_{}", chance.below(4));
    let named = |e: &Element, name: &str, value: &str| e.attribute(name) == Some(value);
    let tail = |e: &Element| {
        let key = e.attribute("key");
        e.name == "sequence" && (key == Some("_cors_request_handler_") || key == Some("_build_"))
    };
    let found = |root: &Element, chance: &mut Chance, wanted: &dyn Fn(&Element) -> bool| {
        let all = paths(root, wanted);
        (!all.is_empty()).then(|| chance.pick(&all).clone())
    };
    let is_field = |e: &Element| e.name.starts_with("am:") && e.name != "am:fault";
    let is_fault = |e: &Element| e.name == "am:fault";
    let is_payload = |e: &Element| e.name == "payloadFactory";
    match kind {
        "error-type" => {
            let is = |e: &Element| named(e, "name", "error_message_type");
            let Some(path) = found(root, chance, &is) else { return false };
            let value = *chance.pick(&["application/json", "text/xml", "applicatoin/json"]);
            set(at(root, &path), "value", value);
        }
        "filter-and-drop" => {
            let code = chance.pick(&["900901", "900800", "101503", "303001"]);
            insert(
                root,
                chance,
                &[format!(
                    "<filter source=\"get-property('ERROR_CODE')\" regex=\"{code}\"><then>\
                 <sequence key=\"{called}\"/><drop/></then></filter>"
                )],
            );
        }
        "tail-deleted" => {
            let Some(path) = found(root, chance, &tail) else { return false };
            remove(root, &path);
        }
        "tail-replaced" => {
            let Some(path) = found(root, chance, &tail) else { return false };
            set(at(root, &path), "key", &called);
        }
        "delegated" => {
            let new = [format!("<sequence key=\"{called}\"/>"), "<drop/>".to_owned()];
            let place = if chance.below(2) == 0 { 0 } else { root.children.len() };
            for (n, xml) in new.iter().enumerate() {
                root.children.insert(place + n, element(xml));
            }
        }
        "own-json" | "own-xml" => {
            let Some(path) = found(root, chance, &is_payload) else { return false };
            let new = match kind {
                "own-json" => {
                    "<payloadFactory media-type=\"json\"><format>{\"title\":\"Late\",\
                     \"status\":\"$1\"}</format><args><arg expression=\"$ctx:ERROR_CODE\"/></args>\
                     </payloadFactory>"
                }
                _ => {
                    "<payloadFactory media-type=\"xml\"><format><p:problem \
                     xmlns:p=\"urn:acme\"><p:code>$1</p:code></p:problem></format><args>\
                     <arg expression=\"$ctx:ERROR_CODE\"/></args></payloadFactory>"
                }
            };
            *at(root, &path) = Element::parse(new);
        }
        "field-retexted" => {
            let Some(path) = found(root, chance, &is_field) else { return false };
            let text = *chance.pick(&["Call us.", "The requested resource is not here.", "Gone"]);
            at(root, &path).children = vec![Node::Text(text.to_owned())];
        }
        "field-added" => {
            let Some(path) = found(root, chance, &is_fault) else { return false };
            let fault = at(root, &path);
            let place = chance.below(fault.children.len() + 1);
            fault.children.insert(place, element("<am:contact>help@acme.test</am:contact>"));
        }
        "field-removed" => {
            let Some(path) = found(root, chance, &is_field) else { return false };
            remove(root, &path);
        }
        "log" => insert(
            root,
            chance,
            &[format!("<log level=\"custom\"><property name=\"where\" value=\"{called}\"/></log>")],
        ),
        "own-class" => insert(root, chance, &[format!("<class name=\"com.acme.{called}\"/>")]),
        "class-deleted" => {
            let Some(path) = found(root, chance, &|e| e.name == "class") else { return false };
            remove(root, &path);
        }
        "hook" => insert(root, chance, &[format!("<sequence key=\"{called}\"/>")]),
        "header-added" => insert(
            root,
            chance,
            &[format!("<property name=\"X-{called}\" value=\"on\" scope=\"transport\"/>")],
        ),
        "removal-added" => {
            let name = *chance.pick(&["Cookie", "TRANSPORT_HEADERS", "X-Forwarded-For"]);
            let scope = if name == "TRANSPORT_HEADERS" { "axis2" } else { "transport" };
            insert(
                root,
                chance,
                &[format!("<property name=\"{name}\" action=\"remove\" scope=\"{scope}\"/>")],
            );
        }
        "removal-deleted" => {
            let is = |e: &Element| e.name == "property" && named(e, "action", "remove");
            let Some(path) = found(root, chance, &is) else { return false };
            remove(root, &path);
        }
        "status" => {
            let is = |e: &Element| named(e, "name", "HTTP_SC") && e.attribute("value").is_some();
            let value = *chance.pick(&["555", "502", "400"]);
            match found(root, chance, &is) {
                Some(path) if chance.below(2) == 0 => set(at(root, &path), "value", value),
                _ => insert(
                    root,
                    chance,
                    &[format!("<property name=\"HTTP_SC\" value=\"{value}\" scope=\"axis2\"/>")],
                ),
            }
        }
        "type-changed" => {
            let is = |e: &Element| named(e, "name", "messageType");
            let Some(path) = found(root, chance, &is) else { return false };
            let value = *chance.pick(&["application/json", "text/xml", "application/problem+json"]);
            set(at(root, &path), "value", value);
        }
        "flag" => insert(
            root,
            chance,
            &[format!("<property name=\"last_error_mediator\" value=\"{called}\"/>")],
        ),
        "pattern-changed" => {
            let is = |e: &Element| e.name == "filter" && e.attribute("regex").is_some();
            let Some(path) = found(root, chance, &is) else { return false };
            let regex = *chance.pick(&["soap1.*", "^(?!POST).*$", "yes"]);
            set(at(root, &path), "regex", regex);
        }
        "wrapped" => {
            let all = mediators(root);
            if all.is_empty() {
                return false;
            }
            let path = chance.pick(&all).clone();
            let was = at(root, &path).clone();
            let mut filter = Element::parse("<filter xpath=\"$ctx:acme\"><then/></filter>");
            if let Node::Element(then) = &mut filter.children[0] {
                then.children.push(Node::Element(was));
            }
            *at(root, &path) = filter;
        }
        other => panic!("no kind {other}"),
    }
    true
}
