//! How the management console writes a sequence back to disk, from what the real serialisers did.

use super::dom::{Element, Node, PLAIN, Style};

/// Which way through the console.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// Source view: the engine's own serialisers.
    Source,
    /// The same, and the forms leave prefixes in scope wherever an expression stands.
    SourceWithPrefixes,
    /// Opened in design view and saved.
    Design,
    /// The same, and Update pressed in every property's form.
    DesignForms,
}

/// The attributes of each mediator in the order in which the engine writes them
/// (wso2-synapse, the serialisers of `org.apache.synapse.config.xml`).
const ORDER: &[(&str, &[&str])] = &[
    ("sequence", &["xmlns", "name", "key", "onError", "statistics", "trace"]),
    ("log", &["level", "category", "separator"]),
    ("property", &["name", "value", "expression", "scope", "type", "pattern", "group", "action"]),
    ("header", &["name", "scope", "value", "expression", "action"]),
    ("filter", &["source", "regex", "xpath"]),
    ("payloadFactory", &["media-type"]),
    ("arg", &["literal", "value", "evaluator", "expression"]),
    ("makefault", &["version", "response"]),
    ("messageBuilder", &["contentType", "class", "formatterClass"]),
];

const MAKEFAULT_CHILDREN: &[&str] = &["code", "reason", "node", "role", "detail"];

/// What is in scope after the console's forms were used.
const PREFIXES: &[(&str, &str)] = &[
    ("xmlns:ns", "http://org.apache.synapse/xsd"),
    ("xmlns:ns3", "http://org.apache.synapse/xsd"),
    ("xmlns:soapenv", "http://schemas.xmlsoap.org/soap/envelope/"),
];

/// The sequence as the console leaves it on disk.
pub fn save(root: &Element, view: View) -> String {
    let mut root = root.clone().without_blanks();
    root.each(&mut |element| {
        // Inside a payload nothing is added: no stock payload has elements of these names.
        defaults(element);
        if matches!(view, View::Design | View::DesignForms) {
            wrap_in_then(element);
        }
        if view == View::DesignForms {
            property_forms(element);
        }
        children(element);
        attributes(element);
        if view == View::SourceWithPrefixes {
            push_down(element);
        }
    });
    let body = Style { indent: Some(4), ..PLAIN }.write(&root);
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>{body}\n")
}

fn add(element: &mut Element, name: &str, value: &str) {
    if element.attribute(name).is_none() {
        element.attributes.push((name.to_owned(), value.to_owned()));
    }
}

fn empty(name: &str) -> Node {
    Node::Element(Element { name: name.to_owned(), ..Element::default() })
}

fn defaults(element: &mut Element) {
    match element.name.as_str() {
        "payloadFactory" => {
            add(element, "media-type", "xml");
            if !element.has("args") {
                element.children.push(empty("args"));
            }
        }
        "arg" if element.attribute("expression").is_some() => add(element, "evaluator", "xml"),
        "makefault" => add(element, "version", "soap11"),
        "builder" => builders(element),
        _ => {}
    }
}

const BUILDERS: &[(&str, &str, &str)] = &[
    ("application/xml", "builder.ApplicationXMLBuilder", "transport.http.ApplicationXMLFormatter"),
    ("application/xop+xml", "builder.MTOMBuilder", ""),
    ("multipart/related", "builder.MIMEBuilder", ""),
    ("application/json", "json.JSONBuilder", "json.JSONMessageFormatter"),
    (
        "application/x-www-form-urlencoded",
        "builder.XFormURLEncodedBuilder",
        "transport.http.XFormURLEncodedFormatter",
    ),
    ("text/xml", "builder.SOAPBuilder", "transport.http.SOAPMessageFormatter"),
    ("application/soap+xml", "builder.SOAPBuilder", "transport.http.SOAPMessageFormatter"),
];

/// The engine writes every builder that it has, those of its own included, in the order of a map.
fn builders(element: &mut Element) {
    let own = std::mem::take(&mut element.children);
    let is_of = |node: &Node, content_type: &str| matches!(node, Node::Element(e) if e.attribute("contentType") == Some(content_type));
    for (content_type, class, formatter) in BUILDERS {
        if let Some(named) = own.iter().find(|n| is_of(n, content_type)) {
            element.children.push(named.clone());
            continue;
        }
        let mut row = Element { name: "messageBuilder".to_owned(), ..Element::default() };
        add(&mut row, "contentType", content_type);
        add(&mut row, "class", &format!("org.apache.axis2.{class}"));
        if !formatter.is_empty() {
            add(&mut row, "formatterClass", &format!("org.apache.axis2.{formatter}"));
        }
        element.children.push(Node::Element(row));
    }
    let is_extra = |n: &&Node| !BUILDERS.iter().any(|(of, ..)| is_of(n, of));
    element.children.extend(own.iter().filter(is_extra).cloned());
}

/// The form of a filter has no children but `then` and `else`.
fn wrap_in_then(element: &mut Element) {
    if element.name != "filter" || element.has("then") {
        return;
    }
    let children = std::mem::take(&mut element.children);
    let then = Element { name: "then".to_owned(), children, ..Element::default() };
    element.children = vec![Node::Element(then), empty("else")];
}

/// The form of a property has a choice of scope and of type, and each has a value. The properties
/// of a log are not mediators and have neither.
fn property_forms(element: &mut Element) {
    let of_log_or_class = matches!(element.name.as_str(), "log" | "class");
    for node in &mut element.children {
        let Node::Element(property) = node else { continue };
        if property.name != "property" || of_log_or_class {
            continue;
        }
        add(property, "scope", "default");
        if property.attribute("action").is_none() {
            add(property, "type", "STRING");
        }
    }
}

fn children(element: &mut Element) {
    let rank = |node: &Node, names: &[&str]| match node {
        Node::Element(e) => names.iter().position(|n| *n == e.name).unwrap_or(names.len()),
        Node::Text(_) => 0,
    };
    if element.name == "makefault" {
        element.children.sort_by_key(|n| rank(n, MAKEFAULT_CHILDREN));
    }
    let is_description = |n: &Node| matches!(n, Node::Element(e) if e.name == "description");
    element.children.sort_by_key(is_description);
}

fn attributes(element: &mut Element) {
    if let Some((_, order)) = ORDER.iter().find(|(name, _)| *name == element.name) {
        let place = |name: &str| order.iter().position(|n| *n == name);
        let unknown = element.attributes.iter().find(|(n, _)| place(n).is_none());
        assert!(unknown.is_none(), "no order for {unknown:?} of {}", element.name);
        element.attributes.sort_by_key(|(n, _)| place(n));
    }
}

fn push_down(element: &mut Element) {
    let expressions = ["expression", "source", "xpath"];
    if expressions.iter().any(|a| element.attribute(a).is_some()) {
        let declared = PREFIXES.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned()));
        element.attributes.splice(0..0, declared);
    }
}
