//! A JSON body as XML: what an XML formatter writes of it and what XPath sees in it
//! (wso2-synapse, `commons/json/JsonUtil.toXml` and its fork of staxon; each case was run).

use super::element::{Element, Name, Node};
use super::json::Json;
use super::limits::Unread;

/// What became of a JSON value.
pub enum Xml {
    /// XML, and whether its names are XML names.
    Element(Element, Names),
    /// What was not JSON, or nests too deep.
    Unread(Unread),
}

/// Whether all names in an element can be read again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Names {
    /// They are XML names.
    Good,
    /// One is not: keys such as `a b` or an empty one.
    Broken,
}

/// A JSON text as the element that stands for it: `jsonObject`, `jsonArray` or `jsonValue`.
pub fn json_to_xml(text: &str) -> Xml {
    let json = match Json::parse(text) {
        Ok(json) => json,
        Err(unread) => return Xml::Unread(unread),
    };
    let mut names = Names::Good;
    let element = match &json {
        Json::Object(_) => element("jsonObject", &json, &mut names),
        Json::Array(items) => {
            let mut array = Element::new(Name::plain("jsonArray"));
            push_items(&mut array, items, &mut names);
            array
        }
        // The top scalar keeps its quotes.
        scalar => Element::with_text(Name::plain("jsonValue"), &scalar.write()),
    };
    Xml::Element(element, names)
}

/// The children that a JSON text becomes inside a payload: the members of an object, the items of
/// an array.
pub fn json_to_nodes(json: &Json) -> (Vec<Node>, Names) {
    let mut names = Names::Good;
    let nodes = match json {
        Json::Array(items) => {
            let mut array = Element::default();
            push_items(&mut array, items, &mut names);
            array.children
        }
        json => element("jsonObject", json, &mut names).children,
    };
    (nodes, names)
}

fn element(name: &str, json: &Json, names: &mut Names) -> Element {
    let mut element = Element::new(name_of(name, names));
    match json {
        Json::Null => {}
        Json::Bool(b) => element.push_text(&b.to_string()),
        Json::Number(n) => element.push_text(n),
        // An empty string leaves an empty text: `<s></s>`.
        Json::String(s) => element.push_text(s),
        Json::Array(items) => {
            let mut array = Element::new(Name::plain("jsonArray"));
            push_items(&mut array, items, names);
            element.children.push(Node::Element(array));
        }
        Json::Object(members) => {
            for (key, value) in members {
                push_member(&mut element, key, value, names);
            }
        }
    }
    element
}

/// A member: `@name` an attribute of the parent, an array one element an item.
fn push_member(parent: &mut Element, key: &str, value: &Json, names: &mut Names) {
    match (key.strip_prefix('@'), value) {
        (Some(attribute), Json::Object(_) | Json::Array(_)) => {
            *names = Names::Broken;
            parent.children.push(Node::Element(element(attribute, value, names)));
        }
        (Some(attribute), scalar) => {
            let text = match scalar {
                Json::String(s) => s.clone(),
                other => other.write(),
            };
            parent.attributes.push((name_of(attribute, names), text));
        }
        (None, Json::Array(items)) => {
            for item in items {
                parent.children.push(Node::Element(element(key, item, names)));
            }
        }
        (None, value) if key == "$" && !matches!(value, Json::Object(_)) => {
            let text = match value {
                Json::String(s) => s.clone(),
                other => other.write(),
            };
            parent.push_text(&text);
        }
        (None, value) => parent.children.push(Node::Element(element(key, value, names))),
    }
}

/// The items of an array that has no name of its own.
fn push_items(parent: &mut Element, items: &[Json], names: &mut Names) {
    for item in items {
        parent.children.push(Node::Element(element("jsonElement", item, names)));
    }
}

/// The element name of a key: a digit or `$` at its start gets a prefix.
fn name_of(key: &str, names: &mut Names) -> Name {
    let local = match key.chars().next() {
        Some(c) if c.is_ascii_digit() => format!("_JsonReader_PD_{key}"),
        Some('$') => format!("_JsonReader_PS_{}", &key[1..]),
        _ => key.to_owned(),
    };
    let begins = |c: char| c.is_alphabetic() || c == '_';
    let goes_on = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '\u{b7}');
    if !local.starts_with(begins) || !local.chars().all(goes_on) {
        *names = Names::Broken;
    }
    Name::plain(&local)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn xml(text: &str) -> String {
        match json_to_xml(text) {
            Xml::Element(element, Names::Good) => element.write(),
            Xml::Element(..) => "broken".to_owned(),
            Xml::Unread(unread) => format!("{unread:?}"),
        }
    }

    #[test]
    fn values_become_elements_as_the_gateway_makes_them() {
        let text = r#"{"i":1.50,"n":null,"s":"","o":{},"a":[],"1x":2,"$id":3,"@at":4,"r":[1,[2]]}"#;
        let expected = "<jsonObject at=\"4\"><i>1.50</i><n /><s></s><o /><_JsonReader_PD_1x>2\
             </_JsonReader_PD_1x><_JsonReader_PS_id>3</_JsonReader_PS_id><r>1</r><r><jsonArray>\
             <jsonElement>2</jsonElement></jsonArray></r></jsonObject>";
        assert_eq!(xml(text), expected);
        assert_eq!(xml("[1]"), "<jsonArray><jsonElement>1</jsonElement></jsonArray>");
        assert_eq!(xml("\"s\""), "<jsonValue>\"s\"</jsonValue>");
        assert_eq!(xml("{\"a b\":1}"), "broken");
        assert_eq!(xml("{a}"), "Malformed");
    }
}
