//! `loopback`: moves the message to the out flow; where it is a response already, only ends the
//! sequence (wso2-synapse, `LoopBackMediator`).

use crate::expression::Location;
use crate::gateway::{Event, Here, Run, Stop, Walker};
use crate::program::form::{Children, Form, Identity, Then};
use crate::program::mediator::Mediate;
use crate::program::part::{Part, Reader};
use crate::program::shape::Shape;
use crate::program::uses::Uses;
use crate::stock::Release;

/// Ends the sequence.
#[derive(Debug, Clone, PartialEq)]
pub struct Loopback;

impl Mediate for Loopback {
    const FORM: Form = Form {
        identity: Identity::Alone,
        children: Children::Content,
        then: Then::Ends,
        ..Form::of("loopback")
    };

    fn read(_: Part<'_>, _: &mut Reader<'_>) -> Self {
        Self
    }

    fn refused(&self, _: Release) -> Option<String> {
        None
    }

    fn uses(&self, uses: &mut Uses) {
        uses.reads.push(Location::scoped("default", "RESPONSE"));
    }

    fn shape(&self) -> Shape<'_> {
        Shape::Step
    }

    fn run(&self, _: Here<'_>, on: &mut Walker<'_>) -> Run<bool> {
        on.events.push(Event::Loopback);
        on.steps.did(|| "ends the sequence: the message is a response already".to_owned());
        if on.message.is_response || on.message.properties.contains_key("RESPONSE") {
            return Ok(false);
        }
        match on.library.is_whole && !on.library.sequences.contains_key("main") {
            true => Err(Stop::threw("the out flow has no main sequence")),
            false => Err(Stop::unknown("the out flow after loopback")),
        }
    }
}
