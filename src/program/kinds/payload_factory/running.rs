//! How a payloadFactory makes the body (wso2-synapse, `PayloadFactoryMediator`; each rule was run).

use serde::de::IgnoredAny;
use serde_json::from_str;

use super::{Format, Medium, PayloadFactory};
use crate::expression::Location;
use crate::expression::synapse::dollar_braces;
use crate::gateway::argument::{Argument, Writing};
use crate::gateway::element::Element;
use crate::gateway::expression::known;
use crate::gateway::json::Json;
use crate::gateway::limits::{MALFORMED, TOO_DEEP, Unread};
use crate::gateway::message::{Body, Format as Form, SOAP, Value};
use crate::gateway::{Here, Run, Stop, Walker, dollar_brace, steps};
use crate::payload::{inline_ctx, placeholders};
use crate::xml::has_tag;

/// The message types that an XML payload leaves as they are.
const XML_TYPES: [&str; 3] = ["application/xml", "text/xml", "application/soap+xml"];

/// Makes the body.
pub(super) fn run(payload: &PayloadFactory, at: Here<'_>, on: &mut Walker<'_>) -> Run<bool> {
    let medium = payload.medium();
    if payload.is_made_by_template() {
        return Err(Stop::unknown("what the template makes of the media type"));
    }
    if medium == Medium::Inert {
        return on.left_out("its media-type is none of json, xml and text");
    }
    let body = match made(payload, at, on) {
        Err(Stop::Unknown(what)) => Ok(Body::Unknown(what)),
        other => other?,
    };
    let body = in_place_of_the_old(on, medium, body)?;
    on.write_body(at, body);
    on.wrote(Location::Body, payload.args.iter().filter_map(|arg| arg.expression.as_ref()));
    after(on, medium);
    on.steps.did(|| {
        let content_type = on.message.axis2_text("ContentType").unwrap_or_default();
        format!("made {}; content type {content_type}", steps::body(&on.message.body))
    });
    Ok(true)
}

/// The new body, where the engine can take the old one away. A JSON payload parses a JSON body
/// for that (`JsonUtil.getNewJsonPayload`), an XML payload did in 3.x; what throws there has
/// lost the body, also where the new one is not well-formed XML.
fn in_place_of_the_old(
    on: &mut Walker<'_>,
    target: Medium,
    body: Result<Body, String>,
) -> Run<Body> {
    let is_malformed = matches!(&on.message.body, Body::Json(text)
        if Json::parse(text) == Err(Unread::Malformed));
    let parses = on.engine.parses_the_body_it_replaces(target == Medium::Json);
    if is_malformed && parses && target != Medium::Text {
        if let Ok(Body::Unknown(what)) = body {
            return Err(Stop::Unknown(what));
        }
        on.message.body = match body {
            Ok(body) if on.engine.replaces_before_it_throws() => body,
            _ => Body::None,
        };
        return Err(Stop::threw(MALFORMED));
    }
    body.map_err(|why| {
        on.message.body = Body::None;
        Stop::Threw(why)
    })
}

/// The body that it makes, or why what it makes is not XML.
fn made(payload: &PayloadFactory, at: Here<'_>, on: &Walker<'_>) -> Run<Result<Body, String>> {
    let Some(format) = &payload.format else { return Err(Stop::unknown("no format")) };
    if let Some(key) = &format.key {
        return Err(Stop::unknown(format!("the registry key {}", key.text)));
    }
    if payload.is_freemarker && on.engine.has_freemarker() {
        return Err(Stop::unknown("a FreeMarker format"));
    }
    let medium = payload.medium();
    let filled = filled(payload, &written(format, medium, at)?, on)?;
    match medium {
        // Where a template makes more of it than texts, it is not valid JSON yet.
        Medium::Json if has_tag(&filled) && from_str::<IgnoredAny>(&filled).is_err() => {
            Err(Stop::unknown("what the template's tags in the payload become"))
        }
        Medium::Json => json_body(&filled, on).map(Ok),
        Medium::Xml => xml_body(&filled),
        Medium::Text | Medium::Inert => Ok(Ok(Body::text(filled.trim()))),
    }
}

/// The format as text, with its placeholders.
fn written(format: &Format, medium: Medium, at: Here<'_>) -> Run<String> {
    if medium != Medium::Xml {
        return Ok(format.text.clone());
    }
    let child = format.xml.ok_or_else(|| Stop::threw("no element in the format"))?;
    let mut element = Element::of(at.part().doc, child);
    element.drop_blanks();
    Ok(element.write())
}

/// The format with its placeholders replaced. One without its arg ends that: the rest stays.
fn filled(payload: &PayloadFactory, format: &str, on: &Walker<'_>) -> Run<String> {
    let quotes = on.message.properties.get("QUOTE_STRING_IN_PAYLOAD_FACTORY_JSON");
    let quotes = quotes.map(known).transpose()?;
    let quotes = quotes.is_some_and(|v| v.to_string().eq_ignore_ascii_case("true"))
        && on.engine.quotes_strings_on_demand();
    let writing = Writing { target: payload.medium(), engine: on.engine, quotes };
    let values: Vec<Argument> =
        payload.args.iter().map(|arg| writing.read(arg, on.scope())).collect::<Run<_>>()?;
    // Only what the format names is converted, and can fail there.
    let written = |n: u32| Some(writing.write(values.get((n as usize).wrapping_sub(1))?));
    let mut holes: Vec<_> = placeholders(format).map(|(span, n)| (span, written(n))).collect();
    let inline = match on.engine.has_inline_variables() {
        true => inline(format, on)?,
        false => Vec::new(),
    };
    holes.extend(inline.into_iter().map(|(span, value)| (span, Some(Ok(value)))));
    if on.engine.evaluates_formats() {
        let braces = dollar_braces(format).into_iter();
        let value = |inside: &str| dollar_brace::value(inside, &on.message);
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
        on.budget.text(&value)?;
        out.push_str(&format[done..span.start]);
        out.push_str(&value);
        done = span.end;
    }
    out.push_str(&format[done..]);
    Ok(out)
}

/// Inline `$ctx:NAME` and its value, pasted as it is; a missing one throws.
fn inline(format: &str, on: &Walker<'_>) -> Run<Vec<(std::ops::Range<usize>, String)>> {
    let value = |name: &str| match on.message.properties.get(name) {
        Some(Value::Unknown(what)) => Err(Stop::unknown(what.clone())),
        Some(value) => Ok(value.to_string()),
        None => Err(Stop::threw("NullPointerException")),
    };
    inline_ctx(format).into_iter().map(|(span, name)| Ok((span, value(&name)?))).collect()
}

/// Only the first character of a JSON object or array is looked at; a scalar must be whole.
fn json_body(text: &str, on: &Walker<'_>) -> Run<Body> {
    let text = text.trim().to_owned();
    let refused = || Stop::threw(format!("Error creating JSON Payload from source {text}"));
    match text.chars().next() {
        None => Ok(Body::Json("{}".to_owned())),
        Some('{' | '[') => Ok(Body::Json(text)),
        Some(_) if on.engine.drops_scalar_payloads() => Ok(Body::None),
        Some(_) if !on.engine.takes_scalar_payloads() => Err(refused()),
        Some(_) => match Json::parse(&text) {
            Ok(_) => Ok(Body::Json(text)),
            Err(why) => Err(why.or(refused())),
        },
    }
}

/// The content type that follows (the same in every engine but that of 1.9, which leaves
/// `NO_ENTITY_BODY`).
fn after(on: &mut Walker<'_>, target: Medium) {
    // Beside a client that speaks SOAP, only the type of an XML payload depends on the request's.
    if target != Medium::Xml || on.message.format == Form::Rest {
        on.wrote_type();
    }
    if on.engine.clears_no_entity_body() {
        on.wrote(Location::Axis2("NO_ENTITY_BODY".into()), None);
    }
    let message = &mut on.message;
    let follows = match (target, message.axis2.get("messageType")) {
        (Medium::Xml, Some(Value::Unknown(what))) => Some(Value::Unknown(what.clone())),
        (Medium::Xml, Some(now)) if XML_TYPES.contains(&&*now.to_string()) => None,
        _ => target.content_type().map(Value::text),
    };
    if let Some(message_type) = follows {
        message.set_message_type(message_type);
    }
    if on.engine.clears_no_entity_body() {
        message.axis2.remove("NO_ENTITY_BODY");
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
