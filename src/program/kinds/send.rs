//! `send`: sends the message, back to the client where it is a response (wso2-synapse,
//! `SendMediatorFactory`, `SendMediator`).

use crate::expression::Location;
use crate::gateway::expression::known;
use crate::gateway::message::{Body, Format, Value};
use crate::gateway::{Event, Here, Run, Walker, respond, soap, steps};
use crate::program::form::{Children, Form, Identity, Is, Then, attribute};
use crate::program::mediator::Mediate;
use crate::program::part::{Part, Reader};
use crate::program::shape::Shape;
use crate::program::uses::{Taker, Uses};
use crate::stock::Release;
use crate::xml::NodeId;

/// Sends the message.
#[derive(Debug, Clone, PartialEq)]
pub struct Send {
    /// Where to; none for where the message says.
    pub endpoint: Option<NodeId>,
    /// The sequence that gets the response.
    pub receive: Option<String>,
}

/// Where a message is sent.
pub const ENDPOINT: Form = Form::part("endpoint");

impl Mediate for Send {
    const FORM: Form = Form {
        attributes: &[
            attribute("buildmessage", Is::Default("false")),
            attribute("receive", Is::Sequence),
        ],
        identity: Identity::Alone,
        children: Children::Content,
        then: Then::Ends,
        ..Form::of("send")
    };

    fn read(at: Part<'_>, _: &mut Reader<'_>) -> Self {
        let endpoint = at.part("endpoint").map(|e| e.element);
        Self { endpoint, receive: at.attr("receive") }
    }

    fn refused(&self, _: Release) -> Option<String> {
        None
    }

    fn uses(&self, uses: &mut Uses) {
        uses.reads.extend([
            Location::scoped("default", "RESPONSE"),
            Location::Address("To".into()),
            Location::Body,
        ]);
        self.receive.iter().for_each(|key| uses.call(key));
        uses.gives = Some(if self.endpoint.is_some() { Taker::Other } else { Taker::Client });
    }

    fn shape(&self) -> Shape<'_> {
        Shape::Step
    }

    fn run(&self, at: Here<'_>, on: &mut Walker<'_>) -> Run<bool> {
        on.events.push(Event::Send);
        if let Some(endpoint) = self.endpoint {
            let place = endpoint_name(Part { element: endpoint, ..at.part() });
            if on.aside == 0 {
                on.unknown.push(format!("what {place} answers"));
            }
            on.goes_to(place);
            return Ok(!on.engine.send_ends_flow());
        }
        let asked = on.message.properties.get("RESPONSE").map(known).transpose()?;
        let asked = matches!(asked, Some(Value::Text(t)) if t.eq_ignore_ascii_case("true"));
        on.message.is_response |= asked;
        match on.message.is_response {
            true => {
                on.events.push(Event::SentBack);
                send_back(on);
            }
            false => {
                let to = on.message.to.clone();
                on.steps.did(|| match &to {
                    Some(to) => format!("sent on to {to}"),
                    None => "sent on, to no address".to_owned(),
                });
                on.events.push(Event::SentOn(to));
            }
        }
        Ok(!on.engine.send_ends_flow())
    }
}

/// What the client gets; the transport refuses a second response (`Axis2Sender`).
pub(super) fn send_back(on: &mut Walker<'_>) {
    if on.message.format == Format::Rest && on.message.body.is_fault() {
        on.message.body = Body::Xml(vec![soap::plain_exception(&on.message.body)]);
    }
    let response = respond(&mut on.message, on.engine);
    on.steps.did(|| steps::sent(&response, on.sent.is_some()));
    on.sends(response);
}

/// What an endpoint is called: its key, its address or its name.
pub(super) fn endpoint_name(endpoint: Part<'_>) -> String {
    let address = |c: Part<'_>| c.attr("uri").or_else(|| c.attr("uri-template"));
    let named = endpoint.attr("key").or_else(|| endpoint.attr("key-expression"));
    let named = named.or_else(|| endpoint.children().find_map(address));
    named.or_else(|| endpoint.attr("name")).unwrap_or_else(|| "an endpoint".to_owned())
}
