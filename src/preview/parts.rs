//! A body as a client's code reads it: the values in it by the way to them.

use std::collections::{HashMap, HashSet};

use crate::gateway::element::{Element, Node};
use crate::gateway::json::Json;
use crate::gateway::message::SOAP;

/// Behind the name of an element that stands in a SOAP envelope.
pub const ENVELOPED: &str = " in a SOAP envelope";

/// What a body is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// JSON.
    Json,
    /// XML.
    Xml,
}

/// What a value is to a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    /// Text: the content of an element, or a JSON string.
    Text,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// `null`.
    Null,
    /// An object without members.
    Object,
    /// An array without items.
    Array,
}

impl Type {
    /// In words, with its article.
    pub fn words(self) -> &'static str {
        match self {
            Self::Text => "a string",
            Self::Number => "a number",
            Self::Boolean => "a boolean",
            Self::Null => "null",
            Self::Object => "an object",
            Self::Array => "an array",
        }
    }
}

/// A value and the way to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaf {
    /// The names on the way, without the wrapper: `code`, `error.message`, `items[0]`.
    pub path: String,
    /// As it is written there: an element with its prefix, a member by its name.
    pub name: String,
    /// What it is.
    pub kind: Type,
    /// Its text.
    pub value: String,
}

/// A body taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parts {
    /// What it is written in.
    pub form: Form,
    /// What wraps everything in it: the root element, or the only member where that is an object.
    pub wrapper: Option<String>,
    /// The values in order.
    pub values: Vec<Leaf>,
}

impl Parts {
    /// Takes a body apart by what its content type says; none where it is not that.
    pub fn of(body: &str, content_type: &str) -> Option<Self> {
        match content_type.contains("json") {
            true => Self::of_json(&Json::parse(body.trim()).ok()?),
            false if content_type.contains("xml") => {
                Element::parse(body.trim()).ok().map(|e| Self::of_xml(&e))
            }
            false => None,
        }
    }

    fn of_json(json: &Json) -> Option<Self> {
        let (wrapper, inner) = match json {
            Json::Object(members) => match members.as_slice() {
                [(name, inner @ Json::Object(_))] => (Some(name.clone()), inner),
                _ => (None, json),
            },
            _ => (None, json),
        };
        let mut values = Vec::new();
        push_json(inner, "", "", &mut values);
        Some(Self { form: Form::Json, wrapper, values })
    }

    fn of_xml(root: &Element) -> Self {
        if let Some(inner) = in_envelope(root) {
            let parts = Self::of_xml(inner);
            let wrapper = parts.wrapper.map(|inner| format!("{inner}{ENVELOPED}"));
            return Self { wrapper, ..parts };
        }
        let wrapper = Some(written(root));
        let mut values = Vec::new();
        push_element(root, "", &mut values);
        Self { form: Form::Xml, wrapper, values }
    }

    /// The value at a way.
    pub fn at(&self, path: &str) -> Option<&Leaf> {
        self.values.iter().find(|p| p.path == path)
    }

    /// Whether two bodies in XML say the same, whatever their prefixes.
    pub fn same_xml(one: &str, other: &str) -> bool {
        match (Element::parse(one.trim()), Element::parse(other.trim())) {
            (Ok(one), Ok(other)) => same_element(&one, &other),
            _ => false,
        }
    }

    /// The wrapper's name without its prefix.
    pub fn wrapper_name(&self) -> Option<&str> {
        let wrapper = self.wrapper.as_deref()?;
        Some(wrapper.rsplit(':').next().unwrap_or(wrapper))
    }
}

/// What a SOAP envelope holds.
fn in_envelope(root: &Element) -> Option<&Element> {
    let is =
        |e: &Element, local| e.name.local == local && SOAP.contains(&e.name.namespace.as_str());
    let body = root.elements().find(|e| is(e, "Body")).filter(|_| is(root, "Envelope"))?;
    body.elements().next()
}

fn same_element(one: &Element, other: &Element) -> bool {
    let named = |e: &Element| (e.name.namespace.clone(), e.name.local.clone());
    let attributes = |e: &Element| {
        let all = e.attributes.iter().map(|(n, v)| (n.local.clone(), v.clone()));
        all.collect::<std::collections::BTreeSet<_>>()
    };
    named(one) == named(other)
        && attributes(one) == attributes(other)
        && one.children.len() == other.children.len()
        && one.children.iter().zip(&other.children).all(|pair| match pair {
            (Node::Element(a), Node::Element(b)) => same_element(a, b),
            (Node::Text(a), Node::Text(b)) => a == b,
            _ => false,
        })
}

fn push_json(json: &Json, path: &str, name: &str, out: &mut Vec<Leaf>) {
    let mut leaf = |kind, value: String| {
        out.push(Leaf { path: path.to_owned(), name: name.to_owned(), kind, value });
    };
    match json {
        Json::Object(members) if members.is_empty() => leaf(Type::Object, "{}".to_owned()),
        Json::Array(items) if items.is_empty() => leaf(Type::Array, "[]".to_owned()),
        Json::Null => leaf(Type::Null, "null".to_owned()),
        Json::Bool(b) => leaf(Type::Boolean, b.to_string()),
        Json::Number(n) => leaf(Type::Number, n.clone()),
        Json::String(s) => leaf(Type::Text, s.clone()),
        Json::Object(members) => {
            for (key, inner) in members {
                push_json(inner, &below(path, key), key, out);
            }
        }
        Json::Array(items) => {
            for (at, inner) in items.iter().enumerate() {
                push_json(inner, &format!("{path}[{at}]"), name, out);
            }
        }
    }
}

/// An element as the gateway makes JSON of it: attributes are `@name`, and the text beside them `$`.
fn push_element(element: &Element, path: &str, out: &mut Vec<Leaf>) {
    let mut leaf = |path: String, name: String, value: String| {
        out.push(Leaf { path, name, kind: Type::Text, value });
    };
    for (name, value) in &element.attributes {
        let name = format!("@{}", name.local);
        leaf(below(path, &name), name, value.clone());
    }
    if element.elements().next().is_none() {
        let value = element.deep_text().trim().to_owned();
        let way = match element.attributes.is_empty() {
            true => path.to_owned(),
            false => below(path, "$"),
        };
        return leaf(way, written(element), value);
    }
    let mut numbers: HashMap<&str, usize> = HashMap::new();
    for child in element.elements() {
        *numbers.entry(&child.name.local).or_default() += 1;
    }
    let repeated: HashSet<&str> = numbers.iter().filter(|n| *n.1 > 1).map(|n| *n.0).collect();
    numbers.clear();
    for child in element.elements() {
        let local = child.name.local.as_str();
        let number = numbers.entry(local).or_default();
        let way = match repeated.contains(local) {
            true => format!("{}[{number}]", below(path, local)),
            false => below(path, local),
        };
        *number += 1;
        push_element(child, &way, out);
    }
}

fn below(path: &str, name: &str) -> String {
    match path {
        "" => name.to_owned(),
        path => format!("{path}.{name}"),
    }
}

fn written(element: &Element) -> String {
    match element.name.prefix.as_str() {
        "" => element.name.local.clone(),
        prefix => format!("{prefix}:{}", element.name.local),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(body: &str, content_type: &str) -> String {
        let parts = Parts::of(body, content_type).unwrap();
        let values = parts.values.iter().map(|p| format!("{}={}", p.path, p.value));
        format!("{:?} {}", parts.wrapper, values.collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn a_wrapper_is_no_part_of_the_way() {
        let xml =
            "<am:fault xmlns:am='u'><am:code>1</am:code><am:a><am:b>2</am:b></am:a></am:fault>";
        assert_eq!(shown(xml, "application/xml"), "Some(\"am:fault\") code=1 a.b=2");
        let json = r#"{"fault":{"code":1,"list":["x",{"y":true}]}}"#;
        let json_type = "application/json; charset=UTF-8";
        assert_eq!(shown(json, json_type), "Some(\"fault\") code=1 list[0]=x list[1].y=true");
        assert_eq!(shown(r#"{"code":"1"}"#, json_type), "None code=1");
        assert_eq!(shown("<a><b>1</b><b>2</b></a>", "text/xml"), "Some(\"a\") b[0]=1 b[1]=2");
        let odd = "<a><b unit='s'> 30 </b></a>";
        assert_eq!(shown(odd, "text/xml"), "Some(\"a\") b.@unit=s b.$=30");
        assert_eq!(shown("<Exception>no</Exception>", "text/xml"), "Some(\"Exception\") =no");
    }

    #[test]
    fn what_is_not_what_it_says_has_no_parts() {
        assert_eq!(Parts::of("{", "application/json"), None);
        assert_eq!(Parts::of("{}", "application/xml"), None);
        assert_eq!(Parts::of("text", "text/plain"), None);
    }
}
