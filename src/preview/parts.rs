//! A body as a client's code reads it: the values in it by the way to them.

use crate::response::element::Element;
use crate::response::json::Json;

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
pub struct Part {
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
    pub values: Vec<Part>,
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
        let wrapper = Some(written(root));
        let mut values = Vec::new();
        push_children(root, "", &mut values);
        if values.is_empty() {
            let value = root.deep_text();
            values.push(Part { path: String::new(), name: written(root), kind: Type::Text, value });
        }
        Self { form: Form::Xml, wrapper, values }
    }

    /// The value at a way.
    pub fn at(&self, path: &str) -> Option<&Part> {
        self.values.iter().find(|p| p.path == path)
    }

    /// The wrapper's name without its prefix.
    pub fn wrapper_name(&self) -> Option<&str> {
        let wrapper = self.wrapper.as_deref()?;
        Some(wrapper.rsplit(':').next().unwrap_or(wrapper))
    }
}

fn push_json(json: &Json, path: &str, name: &str, out: &mut Vec<Part>) {
    let mut leaf = |kind, value: String| {
        out.push(Part { path: path.to_owned(), name: name.to_owned(), kind, value });
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

fn push_children(element: &Element, path: &str, out: &mut Vec<Part>) {
    let mut numbers: Vec<(&str, usize)> = Vec::new();
    for child in element.elements() {
        let local = child.name.local.as_str();
        let repeated = element.elements().filter(|e| e.name.local == local).nth(1).is_some();
        let mut way = below(path, local);
        if repeated {
            let number = numbers.iter().filter(|n| n.0 == local).count();
            numbers.push((local, number));
            way = format!("{way}[{number}]");
        }
        match child.elements().next() {
            Some(_) => push_children(child, &way, out),
            None => out.push(Part {
                path: way,
                name: written(child),
                kind: Type::Text,
                value: child.deep_text(),
            }),
        }
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
    }

    #[test]
    fn what_is_not_what_it_says_has_no_parts() {
        assert_eq!(Parts::of("{", "application/json"), None);
        assert_eq!(Parts::of("{}", "application/xml"), None);
        assert_eq!(Parts::of("text", "text/plain"), None);
    }
}
