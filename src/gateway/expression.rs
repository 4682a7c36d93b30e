//! Expressions: XPath, or JSONPath inside `json-eval(..)` (wso2-synapse, `SynapseXPath`,
//! `SynapseJsonPath`, `SynapsePath`).

use super::element::{Element, Name};
use super::engine::Engine;
use super::json::Json;
use super::json_to_xml::{Names, Xml, json_to_xml};
use super::limits::{Budget, CHARACTER, TOO_DEEP, Unread};
use super::message::{Body, Message, Value};
use super::xml_to_json::{NoJson, xml_to_json};
use super::xpath::Evaluation;
use super::{Run, Stop, dollar_brace, gson, jsonpath};
use crate::expression::synapse::whole;
use crate::expression::{Expression, JsonPath, SubExpression};

/// Where an expression is evaluated.
#[derive(Debug, Clone, Copy)]
pub struct Scope<'a> {
    /// The message.
    pub message: &'a Message,
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
    pub fn string(&self, expression: &Expression) -> Run<Option<String>> {
        if let Some(path) = expression.json_path() {
            return self.json_path(path).map(Some);
        }
        if let Some(inside) = whole(expression.text())
            && self.engine.evaluates_formats()
        {
            return dollar_brace::value(inside, self.message).map(Some);
        }
        let evaluation = Evaluation::new(*self, expression);
        evaluation.result(&evaluation.object(xpath(expression)?)?)
    }

    /// The expression's truth, as a filter's `xpath` has it.
    ///
    /// # Errors
    ///
    /// As [`Scope::string`].
    pub fn condition(&self, expression: &Expression) -> Run<bool> {
        if expression.json_path().is_some() {
            return match self.engine.json_condition_is_false() {
                true => Ok(false),
                false => Err(Stop::threw("a JSONPath is not a condition")),
            };
        }
        let evaluation = Evaluation::new(*self, expression);
        Ok(evaluation.object(xpath(expression)?)?.is_true())
    }

    /// What a JSONPath finds in the body, as a string; empty where it finds nothing.
    ///
    /// # Errors
    ///
    /// As [`Scope::string`].
    pub fn json_path(&self, path: &JsonPath) -> Run<String> {
        match self.body_as_json()? {
            Some(text) if path.is_whole_body() => Ok(text),
            Some(text) => {
                let found = self.found_in(&text, path)?;
                Ok(found.map(|json| jsonpath::shown(&json)).unwrap_or_default())
            }
            None => Ok(String::new()),
        }
    }

    /// What a JSONPath finds in the body.
    ///
    /// # Errors
    ///
    /// As [`Scope::string`].
    pub fn json_found(&self, path: &JsonPath) -> Run<Option<Json>> {
        match self.body_as_json()? {
            Some(text) => self.found_in(&text, path),
            None => Ok(None),
        }
    }

    /// What a JSONPath finds in a text; nothing where the engine cannot read it.
    fn found_in(&self, text: &str, path: &JsonPath) -> Run<Option<Json>> {
        let read = match Json::parse(text) {
            Err(Unread::Malformed) if self.engine.reads_json_by_gson() => gson::parse(text),
            read => read,
        };
        match read {
            Ok(json) => jsonpath::find(&json, path, self.engine),
            Err(Unread::Malformed) if self.engine.reads_json_by_gson() => Ok(None),
            Err(why) => Err(why.or(Stop::unknown("a JSONPath over a body that is not valid JSON"))),
        }
    }

    /// The body as a text of JSON; none where there is none.
    fn body_as_json(&self) -> Run<Option<String>> {
        self.budget.spend(self.message.body.size().saturating_mul(CHARACTER))?;
        match &self.message.body {
            Body::Json(text) => Ok(Some(text.clone())),
            Body::Xml(all) => {
                let json = all.first().map(xml_to_json).transpose();
                json.map_err(|why| match why {
                    NoJson::Mixed(_) => Stop::unknown("a JSONPath over mixed content"),
                    NoJson::Number(text) => Stop::unknown(format!("the number {text} in Java")),
                })
            }
            Body::None => Ok(None),
            Body::Unknown(name) => Err(Stop::unknown(name.clone())),
        }
    }

    /// Whether the body is JSON that cannot be read: XPath sees its root, and fails below it. Run
    /// on the engines of 2.0.0 to 4.0.0.
    pub fn is_malformed(&self) -> bool {
        let Body::Json(text) = &self.message.body else { return false };
        self.message.xml_beside.is_none()
            && matches!(json_to_xml(text), Xml::Unread(Unread::Malformed))
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
                    Err(Stop::unknown("XPath over JSON keys that are not XML names"))
                }
                Xml::Unread(Unread::Malformed) => {
                    let name = if text.trim_start().starts_with('[') { "Array" } else { "Object" };
                    Ok(vec![Element::new(Name::of("", "", &format!("json{name}")))])
                }
                Xml::Unread(Unread::TooDeep) => Err(Stop::unknown(TOO_DEEP)),
            },
        }
    }
}

/// The tree of an XPath.
fn xpath(read: &Expression) -> Run<&SubExpression> {
    read.xpath().ok_or_else(|| Stop::unknown(format!("the XPath {}", read.text())))
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
