//! Expressions: XPath, or JSONPath inside `json-eval(..)` (wso2-synapse, `SynapseXPath`,
//! `SynapseJsonPath`, `SynapsePath`).

use super::element::Element;
use super::engine::Engine;
use super::json::Json;
use super::json_to_xml::{Names, Xml, json_to_xml};
use super::limits::{Budget, CHARACTER, TOO_DEEP, Unread};
use super::message::{Body, Message, Value};
use super::xml_to_json::{NoJson, xml_to_json};
use super::xpath::{Evaluation, Object};
use super::{Run, Stop, jsonpath};
use crate::expression::parse_xpath;
use crate::xml::{Document, NodeId};

/// Where an expression is evaluated.
#[derive(Debug, Clone, Copy)]
pub struct Scope<'a> {
    /// The message.
    pub message: &'a Message,
    /// The file that the expression stands in.
    pub doc: &'a Document,
    /// The element that it stands at, for its prefixes.
    pub at: NodeId,
    /// The engine.
    pub engine: Engine,
    /// The work that the walk may still do.
    pub budget: &'a Budget,
}

impl Scope<'_> {
    /// The expression's value as a string; none where it is null.
    ///
    /// # Errors
    ///
    /// What it needs may be unknown, and the engine may throw.
    pub fn string(&self, text: &str) -> Run<Option<String>> {
        match json_eval(text) {
            Some(path) => self.json_path(path).map(Some),
            None => {
                let part =
                    parse_xpath(text).ok_or_else(|| Stop::unknown(format!("the XPath {text}")))?;
                let evaluation = Evaluation::new(*self);
                let object = evaluation.object(&part)?;
                evaluation.result(&object)
            }
        }
    }

    /// The expression's truth, as a filter's `xpath` has it.
    ///
    /// # Errors
    ///
    /// As [`Scope::string`].
    pub fn condition(&self, text: &str) -> Run<bool> {
        if json_eval(text).is_some() {
            return match self.engine.json_condition_is_false() {
                true => Ok(false),
                false => Err(Stop::threw("a JSONPath is no condition")),
            };
        }
        let part = parse_xpath(text).ok_or_else(|| Stop::unknown(format!("the XPath {text}")))?;
        let evaluation = Evaluation::new(*self);
        Ok(Object::is_true(&evaluation.object(&part)?))
    }

    /// What a JSONPath finds in the body, as a string; empty where it finds nothing.
    ///
    /// # Errors
    ///
    /// As [`Scope::string`].
    pub fn json_path(&self, path: &str) -> Run<String> {
        Ok(self.json_found(path)?.map(|json| jsonpath::shown(&json)).unwrap_or_default())
    }

    /// What a JSONPath finds in the body.
    ///
    /// # Errors
    ///
    /// As [`Scope::string`].
    pub fn json_found(&self, path: &str) -> Run<Option<Json>> {
        self.budget.spend(self.message.body.size().saturating_mul(CHARACTER))?;
        let text = match &self.message.body {
            Body::Json(text) => text.clone(),
            Body::Xml(all) => match all.as_slice() {
                [] => return Ok(None),
                [one, ..] => xml_to_json(one).map_err(|why| match why {
                    NoJson::Mixed(_) => Stop::unknown("a JSONPath over mixed content"),
                    NoJson::Number(text) => Stop::unknown(format!("the number {text} in Java")),
                })?,
            },
            Body::None => return Ok(None),
            Body::Unknown(name) => return Err(Stop::unknown(name.clone())),
        };
        let json = Json::parse(&text)
            .map_err(|why| why.or(Stop::unknown("a JSONPath over a body that is no JSON")))?;
        jsonpath::find(&json, path)
    }

    /// The children of the SOAP body as XPath sees them.
    ///
    /// # Errors
    ///
    /// As [`Scope::string`].
    pub fn body_elements(&self) -> Run<Vec<Element>> {
        self.budget.spend(self.message.body.size().saturating_mul(CHARACTER))?;
        if let Some(all) = &self.message.xml_beside {
            return Ok(all.clone());
        }
        match &self.message.body {
            Body::None => Ok(Vec::new()),
            Body::Xml(all) => Ok(all.clone()),
            Body::Unknown(name) => Err(Stop::unknown(name.clone())),
            Body::Json(text) => match json_to_xml(text) {
                Xml::Element(element, Names::Good) => Ok(vec![element]),
                Xml::Element(_, Names::Broken) => {
                    Err(Stop::unknown("XPath over JSON keys that are no XML names"))
                }
                Xml::Unread(Unread::Malformed) => {
                    Err(Stop::unknown("XPath over a body that is no JSON"))
                }
                Xml::Unread(Unread::TooDeep) => Err(Stop::unknown(TOO_DEEP)),
            },
        }
    }
}

/// The JSONPath inside `json-eval(..)`.
pub fn json_eval(text: &str) -> Option<&str> {
    text.trim().strip_prefix("json-eval(")?.strip_suffix(')').map(str::trim)
}

/// A value that the walk knows.
///
/// # Errors
///
/// [`Stop::Unknown`] with the name of what it comes from.
pub fn known(value: &Value) -> Run<&Value> {
    match value {
        Value::Unknown(name) => Err(Stop::unknown(name.clone())),
        Value::Nodes(_) => Err(Stop::unknown("a property that holds a list of nodes")),
        value => Ok(value),
    }
}
