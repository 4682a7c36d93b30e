//! From a message to the HTTP response (wso2-synapse, passthru
//! `PassThroughHttpSender.submitResponse` and `PassThroughTransportUtils.determineHttpStatusCode`;
//! the formatters that product-apim 4.0.0 registers in its `axis2.xml`).

use std::collections::BTreeMap;
use std::sync::Arc;

use indexmap::IndexSet;

use super::element::{Element, Name, Node};
use super::engine::Engine;
use super::json::Json;
use super::json_to_xml::{Names, Xml, json_to_xml};
use super::kept::{AnswerPart, Doubts};
use super::limits::{TOO_DEEP, Unread};
use super::message::{Body, Format, Message, Origin, SOAP, Value};
use super::status::{refused, status, unknown_status};
use super::xml_to_json::{NoJson, xml_to_json};
use super::{Run, Stop};

/// A formatter of message bodies, by the name of its class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Formatter {
    /// `JsonStreamFormatter`.
    Json,
    /// `ApplicationXMLFormatter`.
    Xml,
    /// `SOAPMessageFormatter`.
    Soap,
    /// `PlainTextFormatter`.
    Text,
    /// `XFormURLEncodedFormatter`.
    Form,
    /// The others, whose output the walk does not know.
    Other,
}

/// The formatters that an installation registers itself, by the content type; none for a type that
/// it took out of what its release registers.
pub type Registered = Arc<BTreeMap<String, Option<Formatter>>>;

impl Formatter {
    /// The one of a class.
    pub fn of_class(class: &str) -> Self {
        match class.rsplit('.').next().unwrap_or(class) {
            "JsonStreamFormatter" => Self::Json,
            "ApplicationXMLFormatter" => Self::Xml,
            "SOAPMessageFormatter" => Self::Soap,
            "PlainTextFormatter" => Self::Text,
            "XFormURLEncodedFormatter" => Self::Form,
            _ => Self::Other,
        }
    }

    /// The class's name without its package.
    pub fn class(self) -> &'static str {
        match self {
            Self::Json => "JsonStreamFormatter",
            Self::Xml => "ApplicationXMLFormatter",
            Self::Soap => "SOAPMessageFormatter",
            Self::Text => "PlainTextFormatter",
            Self::Form => "XFormURLEncodedFormatter",
            Self::Other => "another formatter",
        }
    }
}

/// A body as it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sent {
    /// None: `NO_ENTITY_BODY` is set.
    None,
    /// These characters.
    Text(String),
    /// The formatter fails: the client gets the head and nothing, or part of a body.
    Failed(String),
    /// What the walk cannot know, by name.
    Unknown(String),
}

/// What a client gets.
#[derive(Debug, Clone, PartialEq)]
pub struct Response {
    /// Why nothing is sent: the transport itself throws.
    pub failed: Option<String>,
    /// The status, which may be any number that a sequence sets.
    pub status: i32,
    /// What the status depends on where the walk cannot know that; `status` is then what it is
    /// without.
    pub unknown_status: Option<String>,
    /// The reason phrase, where the sequence sets one.
    pub reason: Option<String>,
    /// Who writes the body; none without one.
    pub formatter: Option<Formatter>,
    /// The content type with its charset; none without a body, and where it is not known.
    pub content_type: Option<String>,
    /// The headers, `Content-Type` among them.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Sent,
    /// The mediator that wrote the body; none where it came with the message or from Java.
    pub body_from: Option<Origin>,
    /// What of it the walk cannot know, by the name of what that comes from.
    pub unknown: Vec<String>,
    /// The same by the parts that depend on it, but for what a class may have changed.
    pub doubts: Doubts,
}

impl Response {
    /// More parts that are not known.
    pub fn doubt(&mut self, more: &Doubts) {
        for (part, names) in more {
            self.doubts.entry(*part).or_default().extend(names.iter().cloned());
        }
    }
}

/// What the client gets if the message is sent back now. An engine may change the message's
/// content type on the way.
pub fn respond(message: &mut Message, engine: Engine) -> Response {
    if let Some(failed) = refused(message) {
        return Response {
            failed: Some(failed),
            status: 0,
            unknown_status: None,
            reason: None,
            formatter: None,
            content_type: None,
            headers: Vec::new(),
            body: Sent::None,
            body_from: None,
            unknown: unknown_parts(message),
            doubts: doubts(message),
        };
    }
    let unknown = |name| message.axis2.get(name).and_then(Value::unknown).map(str::to_owned);
    let (unknown_body, unknown_type) = (unknown("NO_ENTITY_BODY"), unknown("messageType"));
    let no_body = message.axis2.get("NO_ENTITY_BODY").is_some_and(Value::is_true);
    if !no_body && engine.wraps_answers_for_soap() && message.format == Format::Soap11 {
        wrap_for_soap(message);
    }
    if !no_body {
        settle_plain_type(message, engine);
    }
    let formatter = (!no_body).then(|| formatter(message));
    let content_type = formatter.and_then(|f| content_type(message, f));
    let body = match (unknown_body.or(unknown_type), formatter) {
        (_, None) => Sent::None,
        (Some(unknown), _) => Sent::Unknown(unknown),
        (None, Some(formatter)) => written(message, formatter, engine),
    };
    let reason = message.axis2.get("HTTP_SC_DESC").and_then(Value::known);
    let refused = reason.filter(|v| !matches!(v, Value::Text(_)));
    let refused = refused.map(|_| "ClassCastException: axis2 HTTP_SC_DESC is not a String");
    let response = Response {
        failed: refused.map(str::to_owned),
        status: status(message),
        unknown_status: unknown_status(message),
        reason: reason.map(Value::to_string),
        formatter,
        headers: headers(message, content_type.as_deref()),
        content_type,
        body_from: message.body_from.clone(),
        unknown: unknown_parts(message),
        doubts: doubts(message),
        body,
    };
    settle_soap_type(message, engine);
    response
}

/// What a response depends on and the walk does not know.
fn unknown_parts(message: &Message) -> Vec<String> {
    let read = [
        "HTTP_SC",
        "HTTP_SC_DESC",
        "messageType",
        "ContentType",
        "NO_ENTITY_BODY",
        "ERROR_CODE",
        "FAULTS_AS_HTTP_200",
    ];
    let properties = read.iter().filter_map(|name| message.axis2.get(*name));
    let values = properties.chain(message.headers.iter().map(|h| h.1));
    let body = match &message.body {
        Body::Unknown(name) => Some(name.as_str()),
        _ => None,
    };
    let touched = message.touched_by.iter().map(String::as_str);
    let found: IndexSet<&str> =
        values.filter_map(Value::unknown).chain(body).chain(touched).collect();
    found.into_iter().map(str::to_owned).collect()
}

/// What is not known, part by part.
fn doubts(message: &Message) -> Doubts {
    let mut all = Doubts::new();
    let mut doubt = |part, name: Option<&str>| {
        if let Some(name) = name {
            all.entry(part).or_default().insert(name.to_owned());
        }
    };
    let axis2 = |name: &str| message.axis2.get(name).and_then(Value::unknown);
    doubt(AnswerPart::Status, unknown_status(message).as_deref());
    doubt(AnswerPart::Reason, axis2("HTTP_SC_DESC"));
    doubt(AnswerPart::ContentType, axis2("ContentType").or_else(|| axis2("messageType")));
    let made = || match &message.body {
        Body::Unknown(name) => Some(name.as_str()),
        _ => None,
    };
    doubt(AnswerPart::Body, axis2("NO_ENTITY_BODY").or_else(|| axis2("messageType")).or_else(made));
    message.headers.iter().for_each(|(_, value)| doubt(AnswerPart::Headers, value.unknown()));
    all
}

/// A SOAP 1.1 client gets text/xml where the header says anything else.
fn wrap_for_soap(message: &mut Message) {
    if let Some(Value::Unknown(name)) = message.headers.get("Content-Type") {
        let unknown = Value::Unknown(name.clone());
        message.axis2.insert("messageType".to_owned(), unknown.clone());
        message.axis2.insert("ContentType".to_owned(), unknown);
        return;
    }
    let header = message.headers.get("Content-Type").map(Value::to_string);
    if header.as_ref().is_some_and(|h| h.starts_with("text/xml")) {
        return;
    }
    message.axis2.insert("messageType".to_owned(), Value::text("text/xml"));
    message.axis2.insert("ContentType".to_owned(), Value::text("text/xml"));
    // Run with a fault and no header (set), and with JSON and its header (not set).
    let built = match (header.is_some(), matches!(message.body, Body::Json(_))) {
        (true, true) => return,
        (false, false) => Value::Boolean(true),
        _ => Value::Unknown("whether the message counts as built".to_owned()),
    };
    message.axis2.insert("message.builder.invoked".to_owned(), built);
}

/// A client without SOAP gets text/xml where that is the message type and nothing else is set;
/// before 3.0.0 whatever is set.
fn settle_plain_type(message: &mut Message, engine: Engine) {
    let is_xml = message.axis2_text("messageType").is_some_and(|t| t == "text/xml");
    let keeps = message.axis2.contains_key("ContentType") && !engine.overwrites_with_text_xml();
    if is_xml && message.format == Format::Rest && !keeps {
        message.axis2.insert("ContentType".to_owned(), Value::text("text/xml"));
    }
}

/// What an answer leaves of the message type of SOAP 1.2 where the client speaks SOAP 1.1. The
/// client gets text/xml in any case.
fn settle_soap_type(message: &mut Message, engine: Engine) {
    let is = |name| message.axis2_text(name).is_none_or(|t| t == "application/soap+xml");
    let is_12 = message.axis2.contains_key("messageType") && is("messageType") && is("ContentType");
    if message.format != Format::Soap11 || !is_12 || formatter(message) != Formatter::Soap {
        return;
    }
    let now = match engine.settles_soap_type() {
        true => Value::text("text/xml"),
        false => Value::Unknown("the message type after an answer in SOAP 1.1".to_owned()),
    };
    message.axis2.insert("messageType".to_owned(), now.clone());
    message.axis2.insert("ContentType".to_owned(), now);
}

/// Who writes the body, by `messageType` as it stands.
pub fn formatter(message: &Message) -> Formatter {
    let is_rest = message.format == Format::Rest;
    let plain = || match message.method.as_str() {
        "GET" | "DELETE" => Formatter::Form,
        _ => Formatter::Xml,
    };
    if message.axis2.get("messageType").is_some_and(|t| t.unknown().is_some()) {
        return Formatter::Other;
    }
    let media = message.axis2_text("messageType");
    // Axis2 looks for XML over HTTP before it looks at what is registered.
    let registered = media.as_ref().filter(|media| *media != "text/xml" || !is_rest);
    let media = match registered.and_then(|media| message.registered.get(media)) {
        Some(Some(own)) => return *own,
        Some(None) => None,
        None => media,
    };
    match media.as_deref() {
        Some("application/json") => Formatter::Json,
        Some("application/xml" | "text/html") => Formatter::Xml,
        Some("text/xml") if is_rest => Formatter::Xml,
        Some("text/xml" | "application/soap+xml") => Formatter::Soap,
        Some("text/plain" | "text/event-stream") => Formatter::Text,
        Some(FORM) => Formatter::Form,
        Some(media) if has_formatter(media) => Formatter::Other,
        _ if is_rest => plain(),
        _ => Formatter::Soap,
    }
}

/// The media type of form data.
const FORM: &str = "application/x-www-form-urlencoded";

/// Whether a formatter of its own is registered for a media type whose output the walk does not know.
fn has_formatter(media: &str) -> bool {
    matches!(
        media,
        "multipart/form-data"
            | "application/octet-stream"
            | "text/javascript"
            | "application/json/badgerfish"
    )
}

/// `ContentType` where it is set, else the formatter's own; always with a charset. None where it
/// is not known.
fn content_type(message: &Message, formatter: Formatter) -> Option<String> {
    let text = |name| match message.axis2.get(name) {
        Some(value) => value.known().map(|v| Some(v.to_string())),
        None => Some(None),
    };
    let set = text("ContentType")?;
    text("messageType")?;
    let is_rest = message.format == Format::Rest;
    let soap = if message.envelope_is_12 { "application/soap+xml" } else { "text/xml" };
    let own = match formatter {
        Formatter::Soap if !is_rest => soap.to_owned(),
        // This formatter goes by the envelope, the others by the message type.
        Formatter::Soap => set.unwrap_or_else(|| soap.to_owned()),
        _ => set.unwrap_or_else(|| own_type(message, formatter)),
    };
    Some(match own.contains("charset") {
        true => own,
        false => format!("{own}; charset=UTF-8"),
    })
}

/// What a formatter calls what it writes.
fn own_type(message: &Message, formatter: Formatter) -> String {
    let message_type = message.axis2_text("messageType");
    match (formatter, message_type) {
        (Formatter::Form, _) => FORM.to_owned(),
        (Formatter::Xml, _) | (_, None) => "application/xml".to_owned(),
        (_, Some(message_type)) => message_type,
    }
}

/// The transport headers that are strings, with the content type of the body.
fn headers(message: &Message, content_type: Option<&str>) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = Vec::new();
    for (name, value) in message.headers.iter() {
        let replaced = content_type.is_some() && name.eq_ignore_ascii_case("Content-Type");
        if let (Value::Text(text), false) = (value, replaced) {
            all.push((name.to_owned(), text.clone()));
        }
    }
    if let Some(content_type) = content_type {
        all.push(("Content-Type".to_owned(), content_type.to_owned()));
    }
    all
}

fn written(message: &Message, formatter: Formatter, engine: Engine) -> Sent {
    if let Body::Unknown(name) = &message.body {
        return Sent::Unknown(name.clone());
    }
    match formatter {
        Formatter::Json => as_json(message, engine),
        Formatter::Xml => as_xml(message, engine),
        Formatter::Soap => as_soap(message, engine),
        // It writes the text element only: neither JSON nor other XML is one.
        Formatter::Text => Sent::Text(message.body.as_text().unwrap_or_default()),
        Formatter::Form => as_form(message, engine),
        Formatter::Other => {
            let media = message.axis2_text("messageType").unwrap_or_default();
            Sent::Unknown(format!("how {media} is written"))
        }
    }
}

fn as_json(message: &Message, engine: Engine) -> Sent {
    let nothing = || Sent::Failed("an empty body could not be written as JSON".to_owned());
    match &message.body {
        Body::Json(text)
            if message.body_was_read
                && engine.refuses_malformed_json_once_read()
                && Json::parse(text) == Err(Unread::Malformed) =>
        {
            Sent::Failed("the payload could not be written as JSON".to_owned())
        }
        Body::Json(text) => Sent::Text(text.clone()),
        // A fault of SOAP 1.2 loses all it holds.
        Body::Xml(all) if message.body.is_fault() && all[0].name.namespace == SOAP[1] => {
            Sent::Text("{\"Fault\":null}".to_owned())
        }
        Body::Xml(all) => match all.first().map(xml_to_json) {
            Some(Ok(text)) => Sent::Text(text),
            Some(Err(NoJson::Mixed(text))) => {
                Sent::Failed(format!("Mixed content is not supported: '{text}'"))
            }
            Some(Err(NoJson::Number(text))) => Sent::Unknown(format!("the number {text} in Java")),
            None => nothing(),
        },
        Body::None => nothing(),
        Body::Unknown(name) => Sent::Unknown(name.clone()),
    }
}

fn as_xml(message: &Message, engine: Engine) -> Sent {
    match elements(message, engine) {
        Ok(all) => Sent::Text(all.first().map(Element::write).unwrap_or_default()),
        Err(sent) => sent,
    }
}

/// The children of the first element by their names (Axis2, `XFormURLEncodedFormatter`).
fn as_form(message: &Message, engine: Engine) -> Sent {
    let all = match elements(message, engine) {
        Ok(all) => all,
        Err(sent) => return sent,
    };
    let pair = |e: &Element| format!("{}={}", e.name.local, e.own_text());
    let pairs: Vec<String> =
        all.first().into_iter().flat_map(Element::elements).map(pair).collect();
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.*=".contains(c);
    match pairs.iter().all(|pair| pair.chars().all(plain)) {
        true => Sent::Text(pairs.join("&")),
        false => Sent::Unknown("how form data is escaped".to_owned()),
    }
}

fn as_soap(message: &Message, engine: Engine) -> Sent {
    match elements(message, engine) {
        Ok(all) => Sent::Text(envelope_of(message, all, "UTF-8")),
        Err(sent) => sent,
    }
}

/// The message as an envelope, written in an encoding of that name.
///
/// # Errors
///
/// Where the body has no XML, or it is not known.
pub(crate) fn envelope(message: &Message, engine: Engine, encoding: &str) -> Run<String> {
    match elements(message, engine) {
        Ok(all) => Ok(envelope_of(message, all, encoding)),
        Err(Sent::Unknown(what)) => Err(Stop::Unknown(what)),
        Err(Sent::Failed(why) | Sent::Text(why)) => Err(Stop::Threw(why)),
        Err(Sent::None) => Ok(String::new()),
    }
}

fn envelope_of(message: &Message, all: Vec<Element>, encoding: &str) -> String {
    let namespace = message.envelope_namespace();
    let name = |local| Name::of("soapenv", namespace, local);
    let children = all.into_iter().map(Node::Element).collect();
    let body = Element { name: name("Body"), children, ..Element::default() };
    let mut envelope = Element::new(name("Envelope"));
    envelope.children.push(Node::Element(body));
    format!("<?xml version='1.0' encoding='{encoding}'?>{}", envelope.write())
}

/// The body as XML formatters see it.
fn elements(message: &Message, engine: Engine) -> Result<Vec<Element>, Sent> {
    if let Some(all) = &message.xml_beside {
        return Ok(all.clone());
    }
    match &message.body {
        Body::None => Ok(Vec::new()),
        Body::Xml(all) => Ok(all.clone()),
        Body::Unknown(name) => Err(Sent::Unknown(name.clone())),
        Body::Json(text) => match json_to_xml(text) {
            Xml::Element(element, Names::Good) => Ok(vec![element]),
            Xml::Element(element, Names::Broken) if engine.writes_broken_names() => {
                Ok(vec![element])
            }
            Xml::Element(..) => Err(Sent::Failed("a key that is not an XML name".to_owned())),
            Xml::Unread(Unread::Malformed) => {
                Err(Sent::Failed("the body is not valid JSON".to_owned()))
            }
            Xml::Unread(Unread::TooDeep) => Err(Sent::Unknown(TOO_DEEP.to_owned())),
        },
    }
}
