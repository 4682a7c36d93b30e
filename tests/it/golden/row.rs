//! A row: a sequence, what went in, and what the engine made of it.

use std::collections::BTreeMap;

use faultgraft::gateway::element::Element;
use faultgraft::gateway::{Body, Format, Library, Message, Sequence, Value};
use faultgraft::stock::{self, Release, SequenceName};
use serde::Deserialize;
use serde_json::Value as Json;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Row {
    pub id: String,
    pub engine: String,
    sequence: Source,
    #[serde(default)]
    companions: BTreeMap<String, Source>,
    #[serde(default)]
    stubs: Vec<String>,
    #[serde(default)]
    pub inputs: Inputs,
    /// What was not recorded, as `axis2:NAME` and `properties:NAME`. Rows that say so have
    /// recorded the log.
    unrecorded: Option<Vec<String>>,
    pub result: Json,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Source {
    Xml(String),
    Stock(String, String),
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub struct Inputs {
    set: BTreeMap<String, Json>,
    axis2: BTreeMap<String, Json>,
    trp: serde_json::Map<String, Json>,
    method: Option<String>,
    format: Option<String>,
    soap_action: Option<String>,
    to: Option<String>,
    message_type: Option<String>,
    content_type: Option<String>,
    body: Option<BTreeMap<String, String>>,
    pub send_fault: Option<u16>,
    pub send_fault_always: bool,
    response: bool,
}

impl Source {
    fn sequence(&self) -> Option<Sequence> {
        let text = match self {
            Self::Xml(text) => text,
            Self::Stock(release, name) => {
                let name = SequenceName::parse(name)?;
                stock::get(name, Release::parse(release)?)?.text
            }
        };
        Sequence::parse(text).ok()
    }
}

impl Row {
    /// What stands before the first slash of the id.
    pub fn family(&self) -> &str {
        self.id.split('/').next().unwrap_or_default()
    }

    /// The names of a part of the message that were not recorded.
    pub fn unrecorded(&self, part: &str) -> Vec<&str> {
        let all = self.unrecorded.iter().flatten();
        all.filter_map(|u| u.strip_prefix(part)?.strip_prefix(':')).collect()
    }

    /// Whether what log mediators wrote was recorded.
    pub fn has_log(&self) -> bool {
        self.unrecorded.is_some()
    }

    /// Whether only the load verdict was recorded.
    pub fn is_verdict_alone(&self) -> bool {
        self.result.as_object().is_some_and(|r| r.len() == 1 && r.contains_key("load"))
    }

    pub fn release(&self) -> Release {
        Release::parse(&self.engine).expect("a release")
    }

    pub fn sequence(&self) -> Option<Sequence> {
        self.sequence.sequence()
    }

    pub fn library(&self) -> Library {
        let sequences = self.companions.iter();
        Library {
            sequences: sequences
                .filter_map(|(n, s)| Some((n.clone(), s.sequence()?.into())))
                .collect(),
            inert_classes: self.stubs.iter().cloned().collect(),
            is_whole: true,
            classes_are_known: true,
            ..Library::default()
        }
    }

    /// The message that went in; none where an input is of a kind that this reader does not know.
    pub fn message(&self) -> Option<Message> {
        let inputs = &self.inputs;
        let mut message = Message::request(inputs.method.as_deref().unwrap_or("GET"));
        message.format = match inputs.format.as_deref() {
            None | Some("rest") => Format::Rest,
            Some("soap11") => Format::Soap11,
            Some("soap12") => Format::Soap12,
            Some(_) => return None,
        };
        message.envelope_is_12 = message.format == Format::Soap12;
        message.to = inputs.to.clone();
        message.is_response = inputs.response;
        message.addressing.insert("MessageID".to_owned(), "urn:uuid:referee".to_owned());
        if let Some(action) = &inputs.soap_action {
            message.addressing.insert("Action".to_owned(), action.clone());
        }
        for (name, json) in &inputs.set {
            message.properties.insert(name.clone(), value(json)?);
        }
        for (name, text) in
            [("messageType", &inputs.message_type), ("ContentType", &inputs.content_type)]
        {
            if let Some(text) = text {
                message.axis2.insert(name.to_owned(), Value::text(text));
            }
        }
        for (name, json) in &inputs.axis2 {
            message.axis2.insert(name.clone(), value(json)?);
        }
        for (name, json) in &inputs.trp {
            message.headers.set(name, value(json)?);
        }
        for (kind, text) in inputs.body.iter().flatten() {
            message.axis2.remove("NO_ENTITY_BODY");
            message.body = match kind.as_str() {
                "json" => Body::Json(text.clone()),
                "xml" => Body::Xml(vec![Element::parse(text).ok()?]),
                _ => return None,
            };
        }
        Some(message)
    }
}

/// A property's value.
fn value(json: &Json) -> Option<Value> {
    Some(match json {
        Json::String(s) => Value::text(s),
        Json::Bool(b) => Value::Boolean(*b),
        Json::Number(n) => Value::Integer(n.as_i64()?.try_into().ok()?),
        Json::Object(one) => {
            let (kind, inner) = one.iter().next()?;
            match kind.as_str() {
                "double" => Value::Double(inner.as_f64()?),
                "long" => Value::Long(inner.as_i64()?),
                "om" => Value::Xml(Box::new(Element::parse(inner.as_str()?).ok()?)),
                _ => return None,
            }
        }
        Json::Null | Json::Array(_) => return None,
    })
}
