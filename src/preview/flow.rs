//! What the gateway does before and after a sequence: the handlers of carbon-apimgt, by release
//! (`APIAuthenticationHandler`, `ThrottleHandler`, `GraphQLAPIHandler`, `APIStatusHandler`).

use std::collections::BTreeMap;

use super::situations::Situation;
use crate::expression::Location;
use crate::gateway::element::Element;
use crate::gateway::engine::Engine;
use crate::gateway::kept::Kept;
use crate::gateway::{Body, Ended, Format, Message, Response, Value, Walked, java, respond};
use crate::stock::{Release, SequenceName};

/// What a client sends, as far as somebody said so.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Request {
    /// The method; GET where nobody says.
    pub method: Option<String>,
    /// Whether the client speaks SOAP.
    pub format: Format,
    /// The content type.
    pub content_type: Option<String>,
    /// The body.
    pub body: Option<Body>,
    /// What is set beyond that, whatever the gateway does: properties and headers.
    pub sets: BTreeMap<Location, Value>,
}

/// A sequence in its place on the gateway of a release.
#[derive(Debug, Clone, Copy)]
pub struct Flow {
    /// Which sequence; none for one that no handler calls.
    pub sequence: Option<SequenceName>,
    /// The release.
    pub release: Release,
}

/// Who answers once the sequence returned true.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    /// The sequence itself, or nobody.
    Itself,
    /// Java, with the body that the sequence made.
    Status,
    /// Java, with its own body.
    OwnBody,
    /// Java sends back what the sequence left, whatever it returned.
    Back,
}

impl Flow {
    fn ending(self) -> Ending {
        let json = self.release.answers_json();
        match self.sequence {
            Some(SequenceName::AuthFailureHandler | SequenceName::ThrottleOutHandler) => {
                if json {
                    Ending::Status
                } else {
                    Ending::OwnBody
                }
            }
            Some(SequenceName::GraphqlFailureHandler | SequenceName::BackendFailureHandler) => {
                Ending::Status
            }
            Some(SequenceName::BlockApiHandler) => Ending::Back,
            _ => Ending::Itself,
        }
    }

    /// Whether Java makes the body, so that the `Accept` header chooses its form.
    pub fn negotiates(self) -> bool {
        let graphql = self.sequence == Some(SequenceName::GraphqlFailureHandler);
        self.ending() == Ending::OwnBody || (graphql && !self.release.answers_json())
    }

    /// Whether the form of an answer follows the request: by Java, which asks what the client
    /// accepts, or where the sequence leaves the type as the request has it.
    pub fn asks_client(self, java: Option<u16>, kept: &Kept) -> bool {
        let by_java = self.negotiates() && java.is_some();
        by_java || (kept.form && !self.presets_type())
    }

    /// Read in the handler of 3.2.0 and later; it makes an XML payload a SOAP envelope.
    fn presets_type(self) -> bool {
        let auth = self.sequence == Some(SequenceName::AuthFailureHandler);
        auth && self.release >= Release::V3_2_0
    }

    /// The message that the sequence gets.
    pub fn message(self, request: &Request, situation: Option<&Situation>) -> Message {
        let method = request.method.as_deref().unwrap_or(match request.format {
            Format::Rest => "GET",
            Format::Soap11 | Format::Soap12 => "POST",
        });
        let mut message = Message::request(method);
        message.format = request.format;
        message.envelope_is_12 = request.format == Format::Soap12;
        let content_type = request.content_type.as_deref().or(match request.format {
            Format::Rest => None,
            Format::Soap11 => Some("text/xml"),
            Format::Soap12 => Some("application/soap+xml"),
        });
        if let Some(body) = &request.body {
            message.axis2.remove("NO_ENTITY_BODY");
            message.body = body.clone();
        }
        message.arrives_with(content_type, Engine(self.release));
        for name in ["MessageID", "SYSTEM_DATE", "SYSTEM_TIME"] {
            message.addressing.insert(name.to_owned(), format!("«{name}»"));
        }
        // Java reads the client's headers before the sequence begins.
        for (input, value) in request.sets.iter().filter(|(i, _)| matches!(i, Location::Header(_)))
        {
            give(&mut message, input, value.clone());
        }
        if let (Some(sequence), Some(situation)) = (self.sequence, situation) {
            self.prepare(&mut message, sequence, situation);
        }
        for (input, value) in &request.sets {
            give(&mut message, input, value.clone());
        }
        message
    }

    /// What the handler does before it calls the sequence.
    fn prepare(self, message: &mut Message, sequence: SequenceName, situation: &Situation) {
        for (input, value) in situation.given(sequence, self.release) {
            give(message, &input, value);
        }
        if self.presets_type() {
            let preset = Value::text("application/soap+xml");
            message.axis2.insert("messageType".to_owned(), preset);
        }
        if sequence == SequenceName::GraphqlFailureHandler && self.negotiates() {
            java::set_fault_payload(message, self.payload(situation, message));
        }
    }

    fn payload(self, situation: &Situation, before: &Message) -> Element {
        let text = |name: &str, own: &str| match before.properties.get(name) {
            Some(value) => value.to_string(),
            None => own.to_owned(),
        };
        let code = match before.properties.get("ERROR_CODE") {
            Some(&Value::Integer(code)) => code,
            _ => situation.code.unwrap_or(0),
        };
        let message = text("ERROR_MESSAGE", &situation.message);
        let description = &situation.description;
        match self.sequence {
            Some(SequenceName::ThrottleOutHandler) => {
                let next = before.properties.get("NEXT_ACCESS_UTC_TIME").map(Value::to_string);
                java::throttle_payload(code, &message, description, next.as_deref())
            }
            _ => java::auth_payload(code, &message, description),
        }
    }

    /// What the client gets after the walk, with what is to be said about it.
    pub fn finish(self, walked: &mut Walked, before: &Message, situation: &Situation) -> Finished {
        let went_on = walked.ended == Ended::Returned(true);
        let engine = Engine(self.release);
        let ending = match &walked.ended {
            Ended::Returned(_) => self.ending(),
            _ => Ending::Itself,
        };
        let by_java = match ending {
            Ending::Status | Ending::OwnBody => went_on,
            Ending::Back => true,
            Ending::Itself => false,
        };
        if !by_java {
            return Finished::of(walked.sent.clone());
        }
        let message = &mut walked.message;
        if ending == Ending::OwnBody {
            if before.format != Format::Rest {
                return self.soap_fault(walked, before, situation);
            }
            let payload = self.payload(situation, before);
            java::set_fault_payload(message, payload);
        }
        let response = match ending {
            Ending::Back => {
                message.is_response = true;
                respond(message, engine)
            }
            _ => java::send_fault(message, situation.status, engine),
        };
        self.sent(walked, response, situation.status)
    }

    /// Java's answer; the transport takes only the first, which may be the sequence's own.
    fn sent(self, walked: &Walked, mut response: Response, status: u16) -> Finished {
        let challenged = self.sequence == Some(SequenceName::AuthFailureHandler);
        if challenged && response.status == 401 {
            let value = "(as the gateway is set up)".to_owned();
            response.headers.push(("WWW-Authenticate".to_owned(), value));
        }
        let first = walked.sent.clone().unwrap_or(response);
        Finished { response: Some(first), java: Some(status) }
    }

    /// Before 4.0.0 Java answered SOAP clients with a fault of its own.
    fn soap_fault(self, walked: &mut Walked, before: &Message, situation: &Situation) -> Finished {
        let message = &mut walked.message;
        if self.sequence == Some(SequenceName::AuthFailureHandler) {
            let detail = before.properties.get("ERROR_MESSAGE").map(Value::to_string);
            let detail = detail.unwrap_or_else(|| situation.message.clone());
            let is_12 = before.format == Format::Soap12;
            message.body = Body::Xml(vec![java::auth_soap_fault(&detail, is_12)]);
        } else {
            message.body = Body::Unknown("the SOAP fault that the handler makes".to_owned());
        }
        let response = java::send_fault(message, situation.status, Engine(self.release));
        self.sent(walked, response, situation.status)
    }
}

/// What came of it all.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Finished {
    /// What the client gets; none where nothing is sent.
    pub response: Option<Response>,
    /// The status that Java sends with, where Java sends.
    pub java: Option<u16>,
}

impl Finished {
    fn of(response: Option<Response>) -> Self {
        Self { response, java: None }
    }
}

/// Sets something that a sequence is given.
pub fn give(message: &mut Message, input: &Location, value: Value) {
    match input {
        Location::Property(name) => {
            message.properties.insert(name.to_string(), value);
        }
        Location::Axis2(name) => {
            if &**name == "HTTP_METHOD" {
                message.method = value.to_string();
            }
            message.axis2.insert(name.to_string(), value);
        }
        Location::Header(name) => message.headers.set(name, value),
        Location::Address(name) if &**name == "To" => message.to = Some(value.to_string()),
        Location::Address(name) => {
            message.addressing.insert(name.to_string(), value.to_string());
        }
        Location::Operation(name) => {
            message.operation.insert(name.to_string(), value);
        }
        _ => {}
    }
}
