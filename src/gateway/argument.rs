//! What one argument of a payloadFactory becomes in the format (wso2-synapse,
//! `PayloadFactoryMediator` and `transform/pfutils/TemplateProcessor`; each rule was run).

use super::element::{Element, Node};
use super::engine::Engine;
use super::expression::Scope;
use super::json::Json;
use super::json_to_xml::{Names, json_to_nodes};
use super::jsonpath;
use super::limits::{TOO_DEEP, Unread};
use super::xml_to_json::{NoJson, xml_to_json};
use super::{Run, Stop};
use crate::program::kinds::payload_factory::{Arg, Medium};

/// How values go into a format.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Writing {
    /// The format.
    pub target: Medium,
    /// The engine.
    pub engine: Engine,
    /// Whether `QUOTE_STRING_IN_PAYLOAD_FACTORY_JSON` is in force.
    pub quotes: bool,
}

/// What an `<arg>` holds.
#[derive(Debug)]
pub(crate) enum Argument {
    /// A text.
    Text(String, Origin),
    /// What a JSONPath found.
    Json(Option<Json>),
}

/// Where a value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// `value="..."`: escaped for XML already.
    Value,
    /// An XPath.
    XPath,
    /// An XPath with `literal="true"`.
    Literal,
}

impl Writing {
    /// What an `<arg>` becomes in the format.
    pub fn write(self, argument: &Argument) -> Run<String> {
        match argument {
            Argument::Text(text, origin) => self.text(text, *origin),
            Argument::Json(found) => self.json(found.as_ref()),
        }
    }

    /// What an `<arg>` holds: all of them are evaluated, whether the format names them or not.
    pub fn read(self, arg: &Arg, scope: Scope<'_>) -> Run<Argument> {
        if let Some(value) = &arg.value {
            let value = match self.is_xml(value) {
                true => value.clone(),
                false => escape_xml(value),
            };
            return Ok(Argument::Text(value, Origin::Value));
        }
        let Some(expression) = &arg.expression else {
            return Err(Stop::unknown("an argument without a value"));
        };
        if arg.is_json {
            let path = expression.json_path();
            let unknown = || Stop::unknown(format!("the JSONPath {}", expression.text()));
            return Ok(Argument::Json(scope.json_found(path.ok_or_else(unknown)?)?));
        }
        let value = scope.string(expression)?.unwrap_or_default();
        let origin = match arg.is_literal && self.engine.knows_literal() {
            true => Origin::Literal,
            false => Origin::XPath,
        };
        Ok(Argument::Text(value, origin))
    }

    fn text(self, value: &str, origin: Origin) -> Run<String> {
        match self.target {
            Medium::Text | Medium::Inert => plain_text(value),
            Medium::Json => self.in_json(value, origin),
            Medium::Xml => self.in_xml(value, origin),
        }
    }

    fn in_json(self, value: &str, origin: Origin) -> Run<String> {
        if origin != Origin::Literal && self.is_xml(value) {
            let json = self.xml_as_json(value)?;
            // A `$` in what replaces a placeholder is a group to Java's Matcher.
            return match (json.contains("\"$\":"), json.contains('$')) {
                (true, _) => Err(Stop::threw("Illegal group reference")),
                (false, true) => Err(Stop::unknown("a `$` in XML that becomes JSON")),
                (false, false) => Ok(json),
            };
        }
        let escapes = origin == Origin::Literal && self.engine.literal_escapes_json();
        if value.trim_start().starts_with(['{', '[']) && !escapes {
            return Ok(value.to_owned());
        }
        let escaped = self.escape_json(value);
        if self.quotes && matches!(Json::parse(value.trim()), Ok(Json::String(_))) {
            return Err(Stop::unknown("a text in quotes where texts get quotes"));
        }
        let quoted = self.quotes && !is_json_value(value)? && !is_tag_like(value);
        Ok(if quoted { format!("\"{escaped}\"") } else { escaped })
    }

    fn in_xml(self, value: &str, origin: Origin) -> Run<String> {
        let escaped = match origin {
            Origin::Value => value.to_owned(),
            _ if is_tag_like(value) => value.to_owned(),
            _ if !self.engine.parses_before_it_converts() && self.is_xml(value) => value.to_owned(),
            _ => self.escape_for_xml(value)?,
        };
        let json = value.trim_start().starts_with(['{', '[']);
        if !json || !self.engine.turns_json_values_into_xml() {
            return Ok(escaped);
        }
        // It is escaped first: a quote makes it no JSON.
        let json = Json::parse(escaped.trim());
        let json = json.map_err(|why| why.or(Stop::threw("Error converting JSON to XML")))?;
        written_nodes(&json)
    }

    /// What a JSONPath found.
    fn json(self, found: Option<&Json>) -> Run<String> {
        let Some(json) = found else { return Ok(String::new()) };
        let text = jsonpath::shown(json);
        let is_tree = matches!(json, Json::Object(_) | Json::Array(_));
        match (self.target, json) {
            (Medium::Text | Medium::Inert, _) => plain_text(&text),
            (Medium::Json, Json::String(s)) => self.in_json_path(s),
            (Medium::Json, _) => Ok(text),
            (Medium::Xml, tree) if is_tree && self.engine.turns_json_paths_into_xml(tree) => {
                written_nodes(json)
            }
            (Medium::Xml, _) if is_tree => Err(Stop::unknown("an object as an argument in XML")),
            (Medium::Xml, Json::String(s)) if s.trim_start().starts_with(['{', '[', '<']) => {
                Err(Stop::unknown("markup in a string that a JSONPath finds"))
            }
            (Medium::Xml, _) => self.escape_for_xml(&text),
        }
    }

    /// A string that a JSONPath found, in JSON.
    fn in_json_path(self, text: &str) -> Run<String> {
        if self.quotes || text.trim_start().starts_with(['{', '[', '<']) {
            return Err(Stop::unknown("markup in a string that a JSONPath finds"));
        }
        Ok(self.escape_json(text))
    }

    /// Whether the engine takes a value for XML, and converts it.
    fn is_xml(self, value: &str) -> bool {
        if !self.engine.parses_before_it_converts() {
            return value.starts_with('<') && value.contains('>');
        }
        let trimmed = value.trim();
        is_tag_like(trimmed) && trimmed.len() >= 4 && wrapped(trimmed) != Err(Unread::Malformed)
    }

    /// A value that is XML as JSON; it may have more than one root.
    fn xml_as_json(self, value: &str) -> Run<String> {
        let wrapped = wrapped(value.trim()).map_err(|why| why.or(Stop::threw("it is not XML")))?;
        xml_to_json(&wrapped).map_err(|why| match why {
            NoJson::Mixed(_) => Stop::threw("Error converting XML to JSON"),
            NoJson::Number(text) => Stop::unknown(format!("the number {text} in Java")),
        })
    }

    fn escape_json(self, value: &str) -> String {
        let mut out = String::with_capacity(value.len());
        for c in value.chars() {
            let control = match c {
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                '\u{8}' => "\\b",
                '\u{c}' => "\\f",
                _ => "",
            };
            match c {
                '"' => out.push_str("\\\""),
                '\\' => out.push_str("\\\\"),
                _ if !control.is_empty() && self.engine.escapes_controls() => {
                    out.push_str(control);
                }
                _ => out.push(c),
            }
        }
        out
    }

    /// Escaped for XML; what XML cannot hold is left out, or fails in the older engines.
    fn escape_for_xml(self, value: &str) -> Run<String> {
        let bad = |c: char| c < ' ' && !matches!(c, '\t' | '\n' | '\r');
        let fails = |c: char| bad(c) || (c as u32) > 0xFFFF;
        if !self.engine.escapes_as_xml_10() && value.contains(fails) {
            return Err(Stop::threw("a character that XML cannot hold"));
        }
        let kept: String = value.chars().filter(|c| !bad(*c)).collect();
        Ok(escape_xml(&kept))
    }
}

/// Plain text goes in as it is; what control characters become was not settled.
fn plain_text(value: &str) -> Run<String> {
    let odd = |c: char| c < ' ' && !matches!(c, '\t' | '\n' | '\r');
    match value.contains(odd) {
        true => Err(Stop::unknown("a control character in plain text")),
        false => Ok(value.to_owned()),
    }
}

/// Text between `<` and `>`.
fn is_tag_like(value: &str) -> bool {
    value.starts_with('<') && value.ends_with('>')
}

/// Whether a text is JSON, but no string.
fn is_json_value(value: &str) -> Run<bool> {
    match Json::parse(value.trim()) {
        Ok(Json::String(_)) | Err(Unread::Malformed) => Ok(false),
        Ok(_) => Ok(true),
        Err(Unread::TooDeep) => Err(Stop::unknown(TOO_DEEP)),
    }
}

fn wrapped(value: &str) -> Result<Element, Unread> {
    Element::parse(&format!("<jsonObject>{value}</jsonObject>"))
}

fn written_nodes(json: &Json) -> Run<String> {
    match json_to_nodes(json) {
        (_, Names::Broken) => Err(Stop::threw("a key that is not an XML name")),
        (nodes, Names::Good) => {
            let written = nodes.iter().map(|n| match n {
                Node::Element(e) => e.write(),
                Node::Text(t) => escape_xml(t),
            });
            Ok(written.collect())
        }
    }
}

/// The five characters that commons-lang escapes.
fn escape_xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            _ => out.push(c),
        }
    }
    out
}
