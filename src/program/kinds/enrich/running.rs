//! How an enrich runs (wso2-synapse, `EnrichMediator`, `elementary/Source` and `Target`; each rule was run).
//!
//! Where the body is JSON and both sides can be, releases from 3.0.0 on work on the JSON; else
//! nodes are taken from the message's XML and put into it. A JSON body that was changed as XML
//! stays as it came in 2.0.0, is written again from its XML in 2.6.0, and is XML from 3.0.0 on.

use super::{End, Enrich};
use crate::expression::{JsonPath, Location};
use crate::gateway::element::{Element, Node};
use crate::gateway::json::Json;
use crate::gateway::json_to_xml::{Names, Xml, json_to_xml};
use crate::gateway::limits::{MALFORMED, TOO_DEEP, Unread};
use crate::gateway::message::{Body, Value};
use crate::gateway::places::NodePath;
use crate::gateway::xml_to_json::xml_to_json;
use crate::gateway::xpath::{Evaluation, Object};
use crate::gateway::{Here, Run, Stop, Walker, steps};

/// What goes in where the engine works on XML: nodes, or JSON for the whole body.
enum Source {
    /// Nodes.
    Nodes(Vec<Node>),
    /// JSON.
    Json(Json),
}

fn unknown<T>(form: &str) -> Run<T> {
    Err(Stop::unknown(format!("enrich {form}")))
}

/// Puts content where it goes.
pub(super) fn run(enrich: &Enrich, at: Here<'_>, on: &mut Walker<'_>) -> Run<bool> {
    let (Some(source), Some(target)) = (&enrich.source, &enrich.target) else {
        return unknown("without source and target");
    };
    let before = on.message.body.clone();
    Enriching { at, on, source, target }.run()?;
    if on.message.body != before {
        let body = std::mem::take(&mut on.message.body);
        let beside = on.message.xml_beside.take();
        on.write_body(at, body);
        on.message.xml_beside = beside;
    }
    on.steps.did(|| {
        let property = target.property.as_ref().map(|name| format!("set the property {name}; "));
        format!("{}leaves {}", property.unwrap_or_default(), steps::body(&on.message.body))
    });
    Ok(true)
}

impl End {
    /// Its JSONPath, where it is custom and has one.
    fn json_path(&self) -> Option<&JsonPath> {
        self.xpath.as_ref().filter(|_| self.kind() == "custom")?.json_path()
    }
}

/// An enrich that runs.
struct Enriching<'a, 'l> {
    at: Here<'a>,
    on: &'a mut Walker<'l>,
    source: &'a End,
    target: &'a End,
}

impl Enriching<'_, '_> {
    fn run(&mut self) -> Run<()> {
        let (source, target) = (self.source, self.target);
        if let Body::Unknown(name) = &self.on.message.body {
            return Err(Stop::unknown(name.clone()));
        }
        let by_path = source.json_path().is_some() || target.json_path().is_some();
        if by_path && !matches!(self.on.message.body, Body::Json(_)) {
            return Err(Stop::threw("a JSONPath over a body that is not JSON"));
        }
        if by_path || self.works_on_json() {
            return self.run_on_json();
        }
        match (target.kind(), self.nodes()?) {
            ("property", Source::Nodes(nodes)) => {
                self.set_property(Value::Nodes(nodes));
                self.written_again(None)
            }
            ("body", Source::Json(json)) if target.action() == "replace" => {
                if self.on.message.body != Body::None {
                    self.on.message.body = Body::Json(json.write());
                }
                Ok(())
            }
            ("body", Source::Nodes(nodes)) => self.put_into_body(nodes),
            ("custom", Source::Nodes(nodes)) => self.put_into_place(nodes),
            (kind, _) => unknown(&format!("of a {kind}")),
        }
    }

    fn set_property(&mut self, value: Value) {
        let name = self.target.property.clone().unwrap_or_default();
        self.on.wrote(Location::scoped("default", &name), None);
        self.on.message.properties.insert(name, value);
    }

    /// Whether the engine works on the body's JSON itself.
    fn works_on_json(&self) -> bool {
        let is_json = match self.source.kind() {
            "custom" | "envelope" => false,
            "inline" => self.source.child.is_none(),
            "property" => match self.source_property() {
                Some(Value::Text(text)) => !text.is_empty(),
                Some(Value::Xml(_) | Value::Nodes(_)) => false,
                _ => true,
            },
            _ => true,
        };
        self.on.engine.enriches_json()
            && matches!(self.on.message.body, Body::Json(_))
            && is_json
            && matches!(self.target.kind(), "body" | "property")
    }

    fn source_property(&self) -> Option<&Value> {
        self.on.message.properties.get(self.source.property.as_ref()?)
    }

    fn nodes(&self) -> Run<Source> {
        let elements = |all: Vec<Element>| all.into_iter().map(Node::Element).collect();
        Ok(match self.source.kind() {
            "body" => {
                let all = self.on.scope().body_elements()?;
                Source::Nodes(elements(all.into_iter().take(1).collect()))
            }
            "custom" => Source::Nodes(elements(self.places(self.source)?.1)),
            "inline" => match self.source.child {
                Some(child) => {
                    Source::Nodes(elements(vec![Element::of(self.at.part().doc, child)]))
                }
                None => self.text_source(&self.source.text)?,
            },
            "property" => match self.source_property() {
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
        if !self.on.engine.enriches_json() {
            return Ok(Source::Nodes(vec![Node::Text(text.to_owned())]));
        }
        Ok(match Json::parse(text) {
            Err(Unread::TooDeep) => return Err(Stop::unknown(TOO_DEEP)),
            Ok(json @ (Json::Object(_) | Json::Array(_))) => Source::Json(json),
            _ => Source::Nodes(vec![Node::Text(text.to_owned())]),
        })
    }

    /// The elements that an `xpath` finds, and where they are; none where it gives no nodes.
    fn places(&self, end: &End) -> Run<(Vec<Vec<usize>>, Vec<Element>)> {
        let found = end.xpath.as_ref().and_then(|e| Some((e, e.xpath()?)));
        let Some((expression, xpath)) = found else { return unknown("by what is not an XPath") };
        let evaluation = Evaluation::new(self.on.scope(), expression);
        let Object::Nodes(nodes) = evaluation.object(xpath)? else {
            return Ok((Vec::new(), Vec::new()));
        };
        let mut ways = Vec::new();
        let mut elements = Vec::new();
        for node in nodes {
            match (evaluation.element(&node)?, node) {
                (Some(element), NodePath::Child(way)) => {
                    ways.push(way);
                    elements.push(element);
                }
                _ => return unknown("of a text or an attribute"),
            }
        }
        Ok((ways, elements))
    }

    /// Into the first element of the body; into an empty body go elements as they are.
    fn put_into_body(&mut self, nodes: Vec<Node>) -> Run<()> {
        let mut all = self.elements()?;
        match all.is_empty() {
            true => all.extend(nodes.into_iter().filter_map(|node| match node {
                Node::Element(element) => Some(element),
                Node::Text(_) => None,
            })),
            false => put(&mut all, &[0], self.target.action(), nodes)?,
        }
        self.on.message.axis2.remove("NO_ENTITY_BODY");
        self.written_again(Some(all))
    }

    /// At the places that an XPath finds.
    fn put_into_place(&mut self, nodes: Vec<Node>) -> Run<()> {
        let (ways, _) = self.places(self.target)?;
        if ways.is_empty() {
            return Err(Stop::threw("Invalid Target object to be enrich."));
        }
        let [way] = ways.as_slice() else { return unknown("at more than one place") };
        let [0, inside @ ..] = way.as_slice() else { return unknown("outside the body") };
        let mut all = self.elements()?;
        put(&mut all, inside, self.target.action(), nodes)?;
        self.written_again(Some(all))
    }

    /// The body as XML.
    fn elements(&self) -> Run<Vec<Element>> {
        match (&self.on.message.xml_beside, &self.on.message.body) {
            (Some(all), _) | (None, Body::Xml(all)) => Ok(all.clone()),
            (None, Body::Json(text)) => json_elements(text),
            (None, Body::None) => Ok(Vec::new()),
            (None, Body::Unknown(what)) => Err(Stop::unknown(what.clone())),
        }
    }

    /// What becomes of the body: the new XML; of JSON that depends on the engine.
    fn written_again(&mut self, changed: Option<Vec<Element>>) -> Run<()> {
        let is_json = matches!(self.on.message.body, Body::Json(_));
        if !is_json || self.on.engine.enriches_json() {
            if let Some(all) = changed {
                self.on.message.body = if all.is_empty() { Body::None } else { Body::Xml(all) };
            }
            return Ok(());
        }
        if !self.on.engine.writes_enriched_json_again() {
            self.on.message.xml_beside = changed.or(self.on.message.xml_beside.take());
            return Ok(());
        }
        let all = match changed {
            Some(all) => all,
            None => self.elements()?,
        };
        self.on.message.body = match all.first().map(xml_to_json) {
            Some(Ok(json)) => Body::Json(json),
            _ => Body::Xml(all.clone()),
        };
        self.on.message.xml_beside = Some(all);
        Ok(())
    }

    /// With the JSON of a JSON body.
    fn run_on_json(&mut self) -> Run<()> {
        let action = self.target.action();
        if action == "remove" && !self.on.engine.removes_by_source() {
            return Err(Stop::threw("Target type 0 is invalid for the remove action"));
        }
        let is_root = self.target.json_path().is_some_and(JsonPath::is_whole_body);
        match (self.target.kind(), action, self.json()?) {
            ("property", "replace", json) => {
                self.set_property(Value::Text(json.write()));
                Ok(())
            }
            ("body", "replace", json @ (Json::Object(_) | Json::Array(_))) => {
                self.on.message.body = Body::Json(json.write());
                Ok(())
            }
            // A scalar is not taken for a body.
            ("body", "replace", _) => Ok(()),
            ("custom", "child", Json::Object(new)) if is_root => self.add_members(new),
            _ => unknown("by JSONPath"),
        }
    }

    fn json(&self) -> Run<Json> {
        match (self.source.kind(), &self.on.message.body) {
            ("custom", body) => match self.source.json_path() {
                Some(path) => match self.on.scope().json_found(path)? {
                    Some(json) => Ok(json),
                    None if is_array(body) => {
                        Err(Stop::threw("Expected to find an object with property"))
                    }
                    None => unknown("from what a JSONPath does not find"),
                },
                None => unknown("by XPath and JSONPath"),
            },
            ("body", Body::Json(text)) => read(text),
            ("inline", _) => read(&self.source.text),
            ("property", _) => match self.source_property() {
                // A text is JSON, or it is read as one between quotes.
                Some(Value::Text(text)) => {
                    match Json::parse(text).or_else(|_| Json::parse(&format!("\"{text}\""))) {
                        Ok(json) => Ok(json),
                        Err(_) if text.contains('"') => unknown("from a text with quotes"),
                        Err(_) => Ok(Json::String(text.clone())),
                    }
                }
                Some(Value::Unknown(what)) => Err(Stop::unknown(what.clone())),
                None => Err(Stop::threw("Failed to get the source for Enriching")),
                Some(_) => unknown("from a property that is not text"),
            },
            (kind, _) => unknown(&format!("from {kind}")),
        }
    }

    /// New members for the object that the body is.
    fn add_members(&mut self, new: Vec<(String, Json)>) -> Run<()> {
        let Body::Json(text) = &self.on.message.body else { return Ok(()) };
        let Ok(Json::Object(mut members)) = Json::parse(text) else {
            return unknown("of a body that is not a JSON object");
        };
        if new.iter().any(|(name, _)| members.iter().any(|(member, _)| member == name)) {
            return unknown("of an object by what it has already");
        }
        members.extend(new);
        self.on.message.body = Body::Json(Json::Object(members).write());
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

fn read(text: &str) -> Run<Json> {
    match Json::parse(text) {
        Ok(json) => Ok(json),
        Err(Unread::TooDeep) => Err(Stop::unknown(TOO_DEEP)),
        Err(Unread::Malformed) => unknown("from malformed JSON"),
    }
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
