//! `drop`: sends nothing, and ends the sequence (wso2-synapse, `DropMediator`).

use crate::expression::Location;
use crate::gateway::{Event, Here, Run, Walker};
use crate::program::form::{Children, Form, Identity, Then};
use crate::program::mediator::Mediate;
use crate::program::part::{Part, Reader};
use crate::program::shape::Shape;
use crate::program::uses::Uses;
use crate::stock::Release;

/// Ends the sequence.
#[derive(Debug, Clone, PartialEq)]
pub struct Drop;

impl Mediate for Drop {
    const FORM: Form = Form {
        identity: Identity::Alone,
        children: Children::Content,
        then: Then::Ends,
        ..Form::of("drop")
    };

    fn read(_: Part<'_>, _: &mut Reader<'_>) -> Self {
        Self
    }

    fn refused(&self, _: Release) -> Option<String> {
        None
    }

    fn uses(&self, uses: &mut Uses) {
        uses.remove(Location::Address("To".into()));
    }

    fn shape(&self) -> Shape<'_> {
        Shape::Step
    }

    fn run(&self, _: Here<'_>, on: &mut Walker<'_>) -> Run<bool> {
        on.events.push(Event::Drop);
        on.steps.did(|| "sends nothing, and ends the sequence".to_owned());
        on.message.to = None;
        Ok(false)
    }
}
