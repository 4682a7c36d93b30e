//! `respond`: sends the message back to the client (wso2-synapse, `RespondMediator`).

use super::send::send_back;
use crate::expression::Location;
use crate::gateway::{Event, Here, Run, Walker};
use crate::program::form::{Children, Form, Identity, Then};
use crate::program::mediator::Mediate;
use crate::program::part::{Part, Reader};
use crate::program::shape::Shape;
use crate::program::uses::{Taker, Uses};
use crate::stock::Release;

/// Sends the message back to the client.
#[derive(Debug, Clone, PartialEq)]
pub struct Respond;

impl Mediate for Respond {
    const FORM: Form = Form {
        identity: Identity::Alone,
        children: Children::Content,
        then: Then::Ends,
        ..Form::of("respond")
    };

    fn read(_: Part<'_>, _: &mut Reader<'_>) -> Self {
        Self
    }

    fn refused(&self, _: Release) -> Option<String> {
        None
    }

    fn uses(&self, uses: &mut Uses) {
        uses.reads.push(Location::Body);
        uses.gives = Some(Taker::Client);
        uses.remove(Location::Address("To".into()));
    }

    fn shape(&self) -> Shape<'_> {
        Shape::Step
    }

    fn run(&self, _: Here<'_>, on: &mut Walker<'_>) -> Run<bool> {
        on.events.push(Event::Respond);
        on.message.to = None;
        on.wrote(Location::Address("To".into()), None);
        on.message.is_response = true;
        send_back(on);
        Ok(false)
    }
}
