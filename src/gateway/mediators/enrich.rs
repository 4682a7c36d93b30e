//! enrich, its simple forms (wso2-synapse, `EnrichMediator`, `elementary/Source` and `Target`;
//! each rule was run). JSON bodies: left alone in 2.0.0, written again from their XML in 2.6.0,
//! and worked on as JSON from 3.2.0 on. Every other form is unknown.

use super::{Mediator, Walker};
use crate::expression::parse_xpath;
use crate::gateway::element::{Element, Node};
use crate::gateway::expression::json_eval;
use crate::gateway::json::Json;
use crate::gateway::json_to_xml::{Names, Xml, json_to_xml};
use crate::gateway::limits::{TOO_DEEP, Unread};
use crate::gateway::message::{Body, Value};
use crate::gateway::places::Place;
use crate::gateway::xml_to_json::xml_to_json;
use crate::gateway::xpath::{Evaluation, Object};
use crate::gateway::{Run, Stop, steps};

/// What goes in.
enum Source {
    /// Nodes.
    Nodes(Vec<Node>),
    /// JSON.
    Json(Json),
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
            self.write_body(at, body);
        }
        self.steps.did(|| {
            let property = at.child("target").and_then(|t| t.attr("property"));
            let property = property.map(|name| format!("set the property {name}; "));
            format!("{}leaves {}", property.unwrap_or_default(), steps::body(&self.message.body))
        });
        Ok(true)
    }

    fn enriched(&mut self, at: Mediator<'_>) -> Run<()> {
        let (Some(source), Some(target)) = (at.child("source"), at.child("target")) else {
            return unknown("without source and target");
        };
        if let Body::Unknown(name) = &self.message.body {
            return Err(Stop::unknown(name.clone()));
        }
        let by_json = |m: Mediator<'_>| m.attr("xpath").is_some_and(|x| json_eval(&x).is_some());
        if by_json(source) || by_json(target) {
            return self.enrich_by_json_path(source, target);
        }
        let value = self.enrich_source(source)?;
        let action = target.attr("action").unwrap_or_else(|| "replace".to_owned());
        match (target.attr("type").as_deref().unwrap_or("custom"), value) {
            ("property", Source::Nodes(nodes)) => self.enrich_property(source, target, nodes),
            ("body", Source::Json(json)) if action == "replace" => {
                self.message.body = Body::Json(json.write());
                Ok(())
            }
            ("body", Source::Nodes(nodes)) if action == "replace" => self.enrich_body(nodes),
            ("custom", Source::Nodes(nodes)) => self.enrich_place(target, &action, nodes),
            (kind, _) => unknown(&format!("of a {kind}")),
        }
    }

    fn enrich_source(&self, source: Mediator<'_>) -> Run<Source> {
        match source.attr("type").as_deref().unwrap_or("custom") {
            "body" if matches!(self.message.body, Body::Xml(_)) => {
                let all = self.scope(source).body_elements()?;
                Ok(Source::Nodes(all.into_iter().take(1).map(Node::Element).collect()))
            }
            "custom" => {
                let (_, found) = self.places(source)?;
                Ok(Source::Nodes(found.into_iter().map(Node::Element).collect()))
            }
            "inline" => match source.children().next() {
                Some(child) => {
                    let element = Element::of(source.doc, child.element);
                    Ok(Source::Nodes(vec![Node::Element(element)]))
                }
                None => self.text_source(source.doc.own_text(source.element).trim()),
            },
            "property" => {
                let name = source.attr("property").unwrap_or_default();
                match self.message.properties.get(&name) {
                    Some(Value::Text(text)) => self.text_source(text),
                    Some(Value::Xml(e)) => Ok(Source::Nodes(vec![Node::Element((**e).clone())])),
                    Some(Value::Nodes(all)) => {
                        Ok(Source::Nodes(all.iter().cloned().map(Node::Element).collect()))
                    }
                    _ => unknown("from a property that is no text and no XML"),
                }
            }
            other => unknown(&format!("from {other}")),
        }
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

    /// The elements that an `xpath` finds, and where they are.
    fn places(&self, at: Mediator<'_>) -> Run<(Vec<Vec<usize>>, Vec<Element>)> {
        let text = at.attr("xpath").unwrap_or_default();
        let Some(part) = parse_xpath(&text) else { return unknown(&format!("by {text}")) };
        let evaluation = Evaluation::new(self.scope(at));
        let Object::Nodes(nodes) = evaluation.object(&part)? else {
            return unknown("by what is no path");
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

    /// Nodes as a property: a list, as Java has it.
    fn enrich_property(
        &mut self,
        source: Mediator<'_>,
        target: Mediator<'_>,
        nodes: Vec<Node>,
    ) -> Run<()> {
        let from_message = matches!(source.attr("type").as_deref(), None | Some("custom" | "body"));
        let elements: Vec<Element> = nodes
            .into_iter()
            .filter_map(|n| match n {
                Node::Element(e) => Some(e),
                Node::Text(_) => None,
            })
            .collect();
        if !from_message || elements.is_empty() {
            return unknown("of a property from elsewhere than the message");
        }
        let name = target.attr("property").unwrap_or_default();
        self.message.properties.insert(name, Value::Nodes(elements));
        self.written_again(None)
    }

    /// Into the body: an element takes the place of the first, a text goes to its end.
    fn enrich_body(&mut self, nodes: Vec<Node>) -> Run<()> {
        let is_json = matches!(self.message.body, Body::Json(_));
        let is_text = nodes.iter().all(|n| matches!(n, Node::Text(_)));
        if is_json && is_text && self.engine.enriches_json() {
            return Ok(());
        }
        if is_json && !is_text {
            return unknown("of a JSON body with XML");
        }
        let mut all = self.elements()?;
        let Some(first) = all.first_mut() else { return unknown("of an empty body") };
        match (is_text, nodes.as_slice()) {
            (true, texts) => {
                for node in texts {
                    if let Node::Text(text) = node {
                        first.push_text(text);
                    }
                }
            }
            (false, [Node::Element(element)]) => *first = element.clone(),
            _ => return unknown("of a body with more than one node"),
        }
        self.written_again(Some(all))
    }

    /// At the places that an XPath finds.
    fn enrich_place(&mut self, target: Mediator<'_>, action: &str, nodes: Vec<Node>) -> Run<()> {
        let (ways, _) = self.places(target)?;
        if ways.is_empty() {
            return Err(Stop::threw("Invalid Target object to be enrich."));
        }
        let [way] = ways.as_slice() else { return unknown("at more than one place") };
        let [0, first, rest @ ..] = way.as_slice() else { return unknown("outside the body") };
        let mut all = self.elements()?;
        let Some(mut element) = all.get_mut(*first) else { return unknown("of an empty body") };
        for &at in rest {
            match element.children.get_mut(at) {
                Some(Node::Element(inner)) => element = inner,
                _ => return unknown("of a text"),
            }
        }
        match (action, nodes.as_slice()) {
            ("replace", [Node::Text(text)]) => {
                element.children.clear();
                element.push_text(text);
            }
            ("replace", [Node::Element(new)]) => *element = new.clone(),
            ("child", [Node::Element(new)]) => element.children.push(Node::Element(new.clone())),
            (action, _) => return unknown(&format!("by {action}")),
        }
        self.written_again(Some(all))
    }

    /// The body as XML.
    fn elements(&self) -> Run<Vec<Element>> {
        match (&self.message.xml_beside, &self.message.body) {
            (Some(all), _) | (None, Body::Xml(all)) => Ok(all.clone()),
            (None, Body::Json(text)) => json_elements(text),
            _ => unknown("of an empty body"),
        }
    }

    /// What becomes of the body: the new XML; of JSON that depends on the engine.
    fn written_again(&mut self, changed: Option<Vec<Element>>) -> Run<()> {
        let is_json = matches!(self.message.body, Body::Json(_));
        if !is_json || self.engine.enriches_json() {
            if let Some(all) = changed {
                self.message.body = Body::Xml(all);
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
            _ => Body::Xml(all),
        };
        Ok(())
    }

    /// With a JSONPath: JSON bodies only.
    fn enrich_by_json_path(&mut self, source: Mediator<'_>, target: Mediator<'_>) -> Run<()> {
        let Body::Json(text) = &self.message.body else {
            return Err(Stop::threw("a JSONPath over a body that is no JSON"));
        };
        let action = target.attr("action").unwrap_or_else(|| "replace".to_owned());
        if action == "remove" && !self.engine.removes_by_source() {
            return Err(Stop::threw("Target type 0 is invalid for the remove action"));
        }
        let path = target.attr("xpath");
        let is_root = path.as_deref().and_then(json_eval) == Some("$");
        let by_source = source.attr("xpath").is_some_and(|x| json_eval(&x).is_some());
        if by_source || action != "child" || !is_root {
            return unknown("by JSONPath");
        }
        let Ok(Json::Object(mut members)) = Json::parse(text) else {
            return unknown("of a body that is no JSON object");
        };
        match self.enrich_source(source)? {
            Source::Json(Json::Object(new))
                if !new.iter().any(|(k, _)| members.iter().any(|(m, _)| m == k)) =>
            {
                members.extend(new);
            }
            _ => return unknown("of an object by what it has already, or by no object"),
        }
        self.message.body = Body::Json(Json::Object(members).write());
        Ok(())
    }
}

fn json_elements(text: &str) -> Run<Vec<Element>> {
    match json_to_xml(text) {
        Xml::Element(element, Names::Good) => Ok(vec![element]),
        _ => unknown("of a body that has no XML"),
    }
}
