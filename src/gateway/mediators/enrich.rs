//! enrich (wso2-synapse, `EnrichMediator`, `elementary/Source` and `Target`; each rule was run).
//!
//! Where the body is JSON and both sides can be, releases from 3.0.0 on work on the JSON; else
//! nodes are taken from the message's XML and put into it. A JSON body that was changed as XML
//! stays as it came in 2.0.0, is written again from its XML in 2.6.0, and is XML from 3.0.0 on.

use super::{Mediator, Walker};
use crate::expression::{Expression, JsonPath, Syntax};
use crate::gateway::element::{Element, Node};
use crate::gateway::json::Json;
use crate::gateway::json_to_xml::{Names, Xml, json_to_xml};
use crate::gateway::limits::{MALFORMED, TOO_DEEP, Unread};
use crate::gateway::message::{Body, Value};
use crate::gateway::places::Place;
use crate::gateway::xml_to_json::xml_to_json;
use crate::gateway::xpath::{Evaluation, Object};
use crate::gateway::{Run, Stop, steps};

/// What goes in where the engine works on XML: nodes, or JSON for the whole body.
enum Source {
    /// Nodes.
    Nodes(Vec<Node>),
    /// JSON.
    Json(Json),
}

/// A source or a target.
struct Side<'d> {
    at: Mediator<'d>,
    kind: String,
    /// Of a custom one.
    path: Option<Expression>,
}

impl<'d> Side<'d> {
    fn of(at: Mediator<'d>) -> Self {
        let kind = at.attr("type").unwrap_or_else(|| "custom".to_owned());
        let path = at.attr("xpath").filter(|_| kind == "custom");
        let path = path.map(|p| Expression::at(at.doc, at.element, &p, Syntax::Either));
        Self { at, kind, path }
    }

    fn action(&self) -> String {
        self.at.attr("action").unwrap_or_else(|| "replace".to_owned())
    }

    fn property(&self) -> String {
        self.at.attr("property").unwrap_or_default()
    }

    fn json_path(&self) -> Option<&JsonPath> {
        self.path.as_ref().and_then(Expression::json_path)
    }
}

fn unknown<T>(form: &str) -> Run<T> {
    Err(Stop::unknown(format!("enrich {form}")))
}

impl Walker<'_> {
    pub(super) fn enrich(&mut self, at: Mediator<'_>) -> Run<bool> {
        let before = self.message.body.clone();
        self.enriched(at)?;
        if self.message.body != before {
            let body = std::mem::take(&mut self.message.body);
            let beside = self.message.xml_beside.take();
            self.write_body(at, body);
            self.message.xml_beside = beside;
        }
        self.steps.did(|| {
            let property = at.child("target").and_then(|t| t.attr("property"));
            let property = property.map(|name| format!("set the property {name}; "));
            format!("{}leaves {}", property.unwrap_or_default(), steps::body(&self.message.body))
        });
        Ok(true)
    }

    fn enriched(&mut self, at: Mediator<'_>) -> Run<()> {
        let side = |name| at.child(name).map(Side::of);
        let (Some(source), Some(target)) = (side("source"), side("target")) else {
            return unknown("without source and target");
        };
        let (source, target) = (&source, &target);
        if let Body::Unknown(name) = &self.message.body {
            return Err(Stop::unknown(name.clone()));
        }
        let by_path = source.json_path().is_some() || target.json_path().is_some();
        if by_path && !matches!(self.message.body, Body::Json(_)) {
            return Err(Stop::threw("a JSONPath over a body that is not JSON"));
        }
        if by_path || self.works_on_json(source, target) {
            return self.enrich_json(source, target);
        }
        let action = target.action();
        match (target.kind.as_str(), self.nodes_of(source)?) {
            ("property", Source::Nodes(nodes)) => {
                let name = target.property();
                self.wrote("default", &name, None);
                self.message.properties.insert(name, Value::Nodes(nodes));
                self.written_again(None)
            }
            ("body", Source::Json(json)) if action == "replace" => {
                if self.message.body != Body::None {
                    self.message.body = Body::Json(json.write());
                }
                Ok(())
            }
            ("body", Source::Nodes(nodes)) => self.enrich_body(&action, nodes),
            ("custom", Source::Nodes(nodes)) => self.enrich_place(target, &action, nodes),
            (kind, _) => unknown(&format!("of a {kind}")),
        }
    }

    /// Whether the engine works on the body's JSON itself.
    fn works_on_json(&self, source: &Side<'_>, target: &Side<'_>) -> bool {
        let is_json = |side: &Side<'_>| match side.kind.as_str() {
            "custom" | "envelope" => false,
            "inline" => side.at.children().next().is_none(),
            "property" => match self.message.properties.get(&side.property()) {
                Some(Value::Text(text)) => !text.is_empty(),
                Some(Value::Xml(_) | Value::Nodes(_)) => false,
                _ => true,
            },
            _ => true,
        };
        let is_target = matches!(target.kind.as_str(), "body" | "property");
        self.engine.enriches_json()
            && matches!(self.message.body, Body::Json(_))
            && is_json(source)
            && is_target
    }

    fn nodes_of(&self, source: &Side<'_>) -> Run<Source> {
        let at = source.at;
        let elements = |all: Vec<Element>| all.into_iter().map(Node::Element).collect();
        Ok(match source.kind.as_str() {
            "body" => {
                let all = self.scope(at).body_elements()?;
                Source::Nodes(elements(all.into_iter().take(1).collect()))
            }
            "custom" => Source::Nodes(elements(self.places(source)?.1)),
            "inline" => match at.children().next() {
                Some(child) => Source::Nodes(elements(vec![Element::of(at.doc, child.element)])),
                None => self.text_source(at.doc.own_text(at.element).trim())?,
            },
            "property" => match self.message.properties.get(&source.property()) {
                Some(Value::Text(text)) => self.text_source(text)?,
                Some(Value::Xml(e)) => Source::Nodes(vec![Node::Element((**e).clone())]),
                Some(Value::Nodes(all)) => Source::Nodes(all.clone()),
                Some(Value::Unknown(what)) => return Err(Stop::unknown(what.clone())),
                // "Invalid source property type": nothing goes in.
                _ => Source::Nodes(Vec::new()),
            },
            other => return unknown(&format!("from {other}")),
        })
    }

    /// A text: JSON where the engine works on JSON and it is an object or an array.
    fn text_source(&self, text: &str) -> Run<Source> {
        if text.trim_start().starts_with('<') {
            return unknown("from a text that may be XML");
        }
        if !self.engine.enriches_json() {
            return Ok(Source::Nodes(vec![Node::Text(text.to_owned())]));
        }
        Ok(match Json::parse(text) {
            Err(Unread::TooDeep) => return Err(Stop::unknown(TOO_DEEP)),
            Ok(json @ (Json::Object(_) | Json::Array(_))) => Source::Json(json),
            _ => Source::Nodes(vec![Node::Text(text.to_owned())]),
        })
    }

    /// The elements that an `xpath` finds, and where they are; none where it gives no nodes.
    fn places(&self, side: &Side<'_>) -> Run<(Vec<Vec<usize>>, Vec<Element>)> {
        let part = side.path.as_ref().and_then(Expression::xpath);
        let Some(part) = part else { return unknown("by what is not an XPath") };
        let evaluation = Evaluation::new(self.scope(side.at));
        let Object::Nodes(nodes) = evaluation.object(part)? else {
            return Ok((Vec::new(), Vec::new()));
        };
        let mut ways = Vec::new();
        let mut elements = Vec::new();
        for node in nodes {
            match (evaluation.element(&node)?, node) {
                (Some(element), Place::Child(way)) => {
                    ways.push(way);
                    elements.push(element);
                }
                _ => return unknown("of a text or an attribute"),
            }
        }
        Ok((ways, elements))
    }

    /// Into the first element of the body; into an empty body go elements as they are.
    fn enrich_body(&mut self, action: &str, nodes: Vec<Node>) -> Run<()> {
        let mut all = self.elements()?;
        match all.is_empty() {
            true => all.extend(nodes.into_iter().filter_map(|node| match node {
                Node::Element(element) => Some(element),
                Node::Text(_) => None,
            })),
            false => put(&mut all, &[0], action, nodes)?,
        }
        self.message.axis2.remove("NO_ENTITY_BODY");
        self.written_again(Some(all))
    }

    /// At the places that an XPath finds.
    fn enrich_place(&mut self, target: &Side<'_>, action: &str, nodes: Vec<Node>) -> Run<()> {
        let (ways, _) = self.places(target)?;
        if ways.is_empty() {
            return Err(Stop::threw("Invalid Target object to be enrich."));
        }
        let [way] = ways.as_slice() else { return unknown("at more than one place") };
        let [0, inside @ ..] = way.as_slice() else { return unknown("outside the body") };
        let mut all = self.elements()?;
        put(&mut all, inside, action, nodes)?;
        self.written_again(Some(all))
    }

    /// The body as XML.
    fn elements(&self) -> Run<Vec<Element>> {
        match (&self.message.xml_beside, &self.message.body) {
            (Some(all), _) | (None, Body::Xml(all)) => Ok(all.clone()),
            (None, Body::Json(text)) => json_elements(text),
            (None, Body::None) => Ok(Vec::new()),
            (None, Body::Unknown(what)) => Err(Stop::unknown(what.clone())),
        }
    }

    /// What becomes of the body: the new XML; of JSON that depends on the engine.
    fn written_again(&mut self, changed: Option<Vec<Element>>) -> Run<()> {
        let is_json = matches!(self.message.body, Body::Json(_));
        if !is_json || self.engine.enriches_json() {
            if let Some(all) = changed {
                self.message.body = if all.is_empty() { Body::None } else { Body::Xml(all) };
            }
            return Ok(());
        }
        if !self.engine.writes_enriched_json_again() {
            self.message.xml_beside = changed.or(self.message.xml_beside.take());
            return Ok(());
        }
        let all = match changed {
            Some(all) => all,
            None => self.elements()?,
        };
        self.message.body = match all.first().map(xml_to_json) {
            Some(Ok(json)) => Body::Json(json),
            _ => Body::Xml(all.clone()),
        };
        self.message.xml_beside = Some(all);
        Ok(())
    }

    /// With the JSON of a JSON body.
    fn enrich_json(&mut self, source: &Side<'_>, target: &Side<'_>) -> Run<()> {
        let action = target.action();
        if action == "remove" && !self.engine.removes_by_source() {
            return Err(Stop::threw("Target type 0 is invalid for the remove action"));
        }
        let is_root = target.json_path().is_some_and(JsonPath::is_whole_body);
        let json = self.json_of(source)?;
        match (target.kind.as_str(), action.as_str(), json) {
            ("property", "replace", json) => {
                let name = target.property();
                self.wrote("default", &name, None);
                self.message.properties.insert(name, Value::Text(json.write()));
                Ok(())
            }
            ("body", "replace", json @ (Json::Object(_) | Json::Array(_))) => {
                self.message.body = Body::Json(json.write());
                Ok(())
            }
            // A scalar is not taken for a body.
            ("body", "replace", _) => Ok(()),
            ("custom", "child", Json::Object(new)) if is_root => self.add_members(new),
            _ => unknown("by JSONPath"),
        }
    }

    fn json_of(&self, source: &Side<'_>) -> Run<Json> {
        let read = |text: &str| match Json::parse(text) {
            Ok(json) => Ok(json),
            Err(Unread::TooDeep) => Err(Stop::unknown(TOO_DEEP)),
            Err(Unread::Malformed) => unknown("from malformed JSON"),
        };
        let no_source = || Stop::threw("Failed to get the source for Enriching");
        match (source.kind.as_str(), &self.message.body) {
            ("custom", _) => match source.json_path() {
                Some(path) => match self.scope(source.at).json_found(path)? {
                    Some(json) => Ok(json),
                    None if is_array(&self.message.body) => {
                        Err(Stop::threw("Expected to find an object with property"))
                    }
                    None => unknown("from what a JSONPath does not find"),
                },
                None => unknown("by XPath and JSONPath"),
            },
            ("body", Body::Json(text)) => read(text),
            ("inline", _) => read(source.at.doc.own_text(source.at.element).trim()),
            ("property", _) => match self.message.properties.get(&source.property()) {
                // A text is JSON, or it is read as one between quotes.
                Some(Value::Text(text)) => match Json::parse(text) {
                    Ok(json) => Ok(json),
                    Err(_) => match Json::parse(&format!("\"{text}\"")) {
                        Ok(json) => Ok(json),
                        Err(_) if text.contains('"') => unknown("from a text with quotes"),
                        Err(_) => Ok(Json::String(text.clone())),
                    },
                },
                Some(Value::Unknown(what)) => Err(Stop::unknown(what.clone())),
                None => Err(no_source()),
                Some(_) => unknown("from a property that is not text"),
            },
            (kind, _) => unknown(&format!("from {kind}")),
        }
    }

    /// New members for the object that the body is.
    fn add_members(&mut self, new: Vec<(String, Json)>) -> Run<()> {
        let Body::Json(text) = &self.message.body else { return Ok(()) };
        let Ok(Json::Object(mut members)) = Json::parse(text) else {
            return unknown("of a body that is not a JSON object");
        };
        if new.iter().any(|(name, _)| members.iter().any(|(member, _)| member == name)) {
            return unknown("of an object by what it has already");
        }
        members.extend(new);
        self.message.body = Body::Json(Json::Object(members).write());
        Ok(())
    }
}

/// Puts nodes at a place, as `Target.insertElement` does: elements stand in for the element, in it
/// or behind it; a text takes the place of the element's own.
fn put(all: &mut Vec<Element>, way: &[usize], action: &str, nodes: Vec<Node>) -> Run<()> {
    let Some((&last, above)) = way.split_last() else { return unknown("outside the body") };
    let mut siblings: Vec<Node> = std::mem::take(all).into_iter().map(Node::Element).collect();
    let mut list = &mut siblings;
    for &at in above {
        match list.get_mut(at) {
            Some(Node::Element(element)) => list = &mut element.children,
            _ => return unknown("of a text"),
        }
    }
    let Some(Node::Element(element)) = list.get_mut(last) else { return unknown("of a text") };
    let (elements, texts): (Vec<Node>, Vec<Node>) =
        nodes.into_iter().partition(|node| matches!(node, Node::Element(_)));
    match action {
        "replace" => {
            for text in texts {
                let Node::Text(text) = text else { continue };
                element.children.retain(|child| matches!(child, Node::Element(_)));
                element.push_text(&text);
            }
            if !elements.is_empty() {
                list.splice(last..=last, elements);
            }
        }
        "child" => element.children.extend(elements),
        "sibling" => drop(list.splice(last + 1..last + 1, elements)),
        action => return unknown(&format!("by {action}")),
    }
    all.extend(siblings.into_iter().filter_map(|node| match node {
        Node::Element(element) => Some(element),
        Node::Text(_) => None,
    }));
    Ok(())
}

fn is_array(body: &Body) -> bool {
    matches!(body, Body::Json(text) if text.trim_start().starts_with('['))
}

fn json_elements(text: &str) -> Run<Vec<Element>> {
    match json_to_xml(text) {
        Xml::Element(element, Names::Good) => Ok(vec![element]),
        Xml::Unread(Unread::Malformed) => Err(Stop::threw(MALFORMED)),
        _ => unknown("of a body that has no XML"),
    }
}
