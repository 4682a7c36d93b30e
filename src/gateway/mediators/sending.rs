//! send, respond, drop and loopback (wso2-synapse, `SendMediator`, `RespondMediator`,
//! `DropMediator`, `LoopBackMediator`; each rule was run).

use super::elsewhere::endpoint;
use super::{Mediator, Walker};
use crate::gateway::element::{Element, Name};
use crate::gateway::expression::known;
use crate::gateway::message::{Body, Format, Value};
use crate::gateway::{Event, Run, Stop, formatter, steps};

impl Walker<'_> {
    /// Back to the client where the message is a response, else on to where it goes.
    pub(super) fn send(&mut self, at: Mediator<'_>) -> Run<bool> {
        self.events.push(Event::Send);
        if let Some(place) = endpoint(at) {
            if self.aside == 0 {
                self.unknown.push(format!("what {place} answers"));
            }
            self.goes_to(place);
            return Ok(!self.engine.send_ends_flow());
        }
        let asked = self.message.properties.get("RESPONSE").map(known).transpose()?;
        let asked = matches!(asked, Some(Value::Text(t)) if t.eq_ignore_ascii_case("true"));
        self.message.is_response |= asked;
        match self.message.is_response {
            true => {
                self.events.push(Event::SentBack);
                self.send_back();
            }
            false => {
                let to = self.message.to.clone();
                self.steps.did(|| match &to {
                    Some(to) => format!("sent on to {to}"),
                    None => "sent on, to no address".to_owned(),
                });
                self.events.push(Event::SentOn(to));
            }
        }
        Ok(!self.engine.send_ends_flow())
    }

    /// What the client gets; the transport refuses a second response (`Axis2Sender`).
    fn send_back(&mut self) {
        if self.message.format == Format::Rest && self.message.body.is_fault() {
            self.message.body = Body::Xml(vec![plain_exception(&self.message.body)]);
        }
        let response = formatter::respond(&mut self.message, self.engine);
        self.steps.did(|| steps::sent(&response, self.sent.is_some()));
        self.sent.get_or_insert(response);
    }

    pub(super) fn respond(&mut self) -> Run<bool> {
        self.events.push(Event::Respond);
        self.message.to = None;
        self.message.is_response = true;
        self.send_back();
        Ok(false)
    }

    pub(super) fn drop_message(&mut self) -> Run<bool> {
        self.events.push(Event::Drop);
        self.steps.did(|| "sends nothing, and ends the sequence".to_owned());
        self.message.to = None;
        Ok(false)
    }

    /// On a response it does nothing but return false; on a request it goes to the out flow.
    pub(super) fn loopback(&mut self) -> Run<bool> {
        self.events.push(Event::Loopback);
        self.steps.did(|| "ends the sequence: the message is a response already".to_owned());
        if self.message.is_response || self.message.properties.contains_key("RESPONSE") {
            return Ok(false);
        }
        match self.library.is_whole && !self.library.sequences.contains_key("main") {
            true => Err(Stop::threw("there is no main sequence for the out flow")),
            false => Err(Stop::unknown("the out flow after loopback")),
        }
    }
}

/// The element that a client without SOAP gets for a SOAP fault: the text of its detail, else its reason
/// (wso2-synapse, `POXUtils.convertSOAPFaultToPOX`).
fn plain_exception(body: &Body) -> Element {
    let Body::Xml(all) = body else { return Element::default() };
    let Some(fault) = all.first() else { return Element::default() };
    let part = |names: [&str; 2]| fault.elements().find(|e| names.contains(&&*e.name.local));
    let detail = part(["detail", "Detail"]).map(Element::own_text);
    let text = detail.filter(|d| !d.trim().is_empty());
    let text = text.or_else(|| part(["faultstring", "Reason"]).map(Element::deep_text));
    Element::with_text(Name::plain("Exception"), &text.unwrap_or_default())
}
