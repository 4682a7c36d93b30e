//! payloadFactory (wso2-synapse, `PayloadFactoryMediatorFactory`, `PayloadFactoryMediator`; each
//! rule was run).

use super::args::{Argument, Target, Writing};
use super::{Mediator, Walker};
use crate::expression::synapse::dollar_braces;
use crate::gateway::element::Element;
use crate::gateway::expression::known;
use crate::gateway::json::Json;
use crate::gateway::limits::{MALFORMED, TOO_DEEP, Unread};
use crate::gateway::message::{Body, SOAP, Value};
use crate::gateway::{Run, Stop, dollar_brace, steps};
use crate::payload::{inline_ctx, placeholders};

/// The message types that an XML payload leaves as they are.
const XML_TYPES: [&str; 3] = ["application/xml", "text/xml", "application/soap+xml"];

impl Walker<'_> {
    pub(super) fn payload(&mut self, at: Mediator<'_>) -> Run<bool> {
        let target = match at.attr("media-type").as_deref().unwrap_or("xml") {
            "json" => Target::Json,
            "xml" => Target::Xml,
            "text" => Target::Text,
            // Others load, and do nothing.
            _ => return self.left_out("its media-type is none of json, xml and text"),
        };
        let body = match self.made(at, target) {
            Err(Stop::Unknown(what)) => Ok(Body::Unknown(what)),
            other => other?,
        };
        let body = self.in_place_of_the_old(target, body)?;
        self.write_body(at, body);
        let args: Vec<Mediator<'_>> =
            at.child("args").map(|a| a.children().collect()).unwrap_or_default();
        self.body_hangs_on(&args);
        self.after(target);
        self.steps.did(|| {
            let content_type = self.message.axis2_text("ContentType").unwrap_or_default();
            format!("made {}; content type {content_type}", steps::body(&self.message.body))
        });
        Ok(true)
    }

    /// The new body, where the engine can take the old one away. A JSON payload parses a JSON body
    /// for that (`JsonUtil.getNewJsonPayload`), an XML payload did in 3.x; what throws there has
    /// lost the body, also where the new one is not well-formed XML.
    fn in_place_of_the_old(&mut self, target: Target, body: Result<Body, String>) -> Run<Body> {
        let is_malformed = matches!(&self.message.body, Body::Json(text)
            if Json::parse(text) == Err(Unread::Malformed));
        let parses = self.engine.parses_the_body_it_replaces(target == Target::Json);
        if is_malformed && parses && target != Target::Text {
            if let Ok(Body::Unknown(what)) = body {
                return Err(Stop::Unknown(what));
            }
            self.message.body = match body {
                Ok(body) if self.engine.replaces_before_it_throws() => body,
                _ => Body::None,
            };
            return Err(Stop::threw(MALFORMED));
        }
        body.map_err(|why| {
            self.message.body = Body::None;
            Stop::Threw(why)
        })
    }

    /// The body that it makes, or why what it makes is not XML.
    fn made(&self, at: Mediator<'_>, target: Target) -> Run<Result<Body, String>> {
        let Some(format) = at.child("format") else { return Err(Stop::unknown("no format")) };
        if let Some(key) = format.attr("key") {
            return Err(Stop::unknown(format!("the registry key {key}")));
        }
        let templated = at.attr("template-type");
        let templated = templated.is_some_and(|t| t.eq_ignore_ascii_case("freemarker"));
        if templated && self.engine.has_freemarker() {
            return Err(Stop::unknown("a FreeMarker format"));
        }
        let text = match target {
            Target::Xml => {
                let child = format.children().next();
                let child = child.ok_or_else(|| Stop::threw("no element in the format"))?;
                let mut element = Element::of(at.doc, child.element);
                element.drop_blanks();
                element.write()
            }
            _ => at.doc.own_text(format.element).trim().to_owned(),
        };
        let filled = self.filled(at, &text, target)?;
        match target {
            Target::Text => Ok(Ok(Body::text(filled.trim()))),
            Target::Json => self.json_body(filled).map(Ok),
            Target::Xml => xml_body(&filled),
        }
    }

    /// The format with its placeholders replaced. One without its arg ends that: the rest stays.
    fn filled(&self, at: Mediator<'_>, format: &str, target: Target) -> Run<String> {
        let args: Vec<Mediator<'_>> =
            at.child("args").map(|a| a.children().collect()).unwrap_or_default();
        let quotes = self.message.properties.get("QUOTE_STRING_IN_PAYLOAD_FACTORY_JSON");
        let quotes = quotes.map(known).transpose()?;
        let quotes = quotes.is_some_and(|v| v.to_string().eq_ignore_ascii_case("true"))
            && self.engine.quotes_strings_on_demand();
        let writing = Writing { target, engine: self.engine, quotes };
        let values: Vec<Argument> =
            args.iter().map(|a| writing.read(*a, self.scope(*a))).collect::<Run<_>>()?;
        // Only what the format names is converted, and can fail there.
        let written = |n: u32| Some(writing.write(values.get((n as usize).wrapping_sub(1))?));
        let mut holes: Vec<_> = placeholders(format).map(|(span, n)| (span, written(n))).collect();
        let inline = match self.engine.has_inline_variables() {
            true => self.inline(format)?,
            false => Vec::new(),
        };
        holes.extend(inline.into_iter().map(|(span, value)| (span, Some(Ok(value)))));
        if self.engine.evaluates_formats() {
            let braces = dollar_braces(format).into_iter();
            let value = |inside: &str| dollar_brace::value(inside, &self.message);
            holes.extend(braces.map(|d| (d.span, Some(value(&d.inside)))));
        }
        holes.sort_by_key(|h| h.0.start);
        let mut out = String::with_capacity(format.len());
        let mut done = 0;
        for (span, value) in holes {
            let Some(value) = value else { break };
            if span.start < done {
                continue;
            }
            let value = value?;
            self.budget.text(&value)?;
            out.push_str(&format[done..span.start]);
            out.push_str(&value);
            done = span.end;
        }
        out.push_str(&format[done..]);
        Ok(out)
    }

    /// Inline `$ctx:NAME` and its value, pasted as it is; a missing one throws.
    fn inline(&self, format: &str) -> Run<Vec<(std::ops::Range<usize>, String)>> {
        let value = |name: &str| match self.message.properties.get(name) {
            Some(Value::Unknown(what)) => Err(Stop::unknown(what.clone())),
            Some(value) => Ok(value.to_string()),
            None => Err(Stop::threw("NullPointerException")),
        };
        inline_ctx(format).into_iter().map(|(span, name)| Ok((span, value(&name)?))).collect()
    }

    /// Only the first character of a JSON object or array is looked at; a scalar must be whole.
    fn json_body(&self, text: String) -> Run<Body> {
        let text = text.trim().to_owned();
        let refused = || Stop::threw(format!("Error creating JSON Payload from source {text}"));
        match text.chars().next() {
            None => Ok(Body::Json("{}".to_owned())),
            Some('{' | '[') => Ok(Body::Json(text)),
            Some(_) if self.engine.drops_scalar_payloads() => Ok(Body::None),
            Some(_) if !self.engine.takes_scalar_payloads() => Err(refused()),
            Some(_) => match Json::parse(&text) {
                Ok(_) => Ok(Body::Json(text)),
                Err(why) => Err(why.or(refused())),
            },
        }
    }

    /// The content type that follows (the same in every engine but that of 1.9, which leaves
    /// `NO_ENTITY_BODY`).
    fn after(&mut self, target: Target) {
        let message = &mut self.message;
        let follows = match (target, message.axis2.get("messageType")) {
            (Target::Json, _) => Some(Value::text("application/json")),
            (Target::Text, _) => Some(Value::text("text/plain")),
            (Target::Xml, Some(Value::Unknown(what))) => Some(Value::Unknown(what.clone())),
            (Target::Xml, Some(now)) if XML_TYPES.contains(&&*now.to_string()) => None,
            (Target::Xml, _) => Some(Value::text("application/xml")),
        };
        if let Some(message_type) = follows {
            message.set_message_type(message_type);
        }
        if self.engine.clears_no_entity_body() {
            message.axis2.remove("NO_ENTITY_BODY");
        }
    }
}

fn xml_body(text: &str) -> Run<Result<Body, String>> {
    let element = match Element::parse(text) {
        Ok(element) => element,
        Err(Unread::Malformed) => return Ok(Err("the payload is not well-formed XML".to_owned())),
        Err(Unread::TooDeep) => return Err(Stop::unknown(TOO_DEEP)),
    };
    let is_envelope = SOAP.contains(&&*element.name.namespace) && element.name.local == "Envelope";
    match is_envelope {
        true => Err(Stop::unknown("a SOAP envelope as payload")),
        false => Ok(Ok(Body::Xml(vec![element]))),
    }
}
