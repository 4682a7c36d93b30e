//! `loopback`: moves the message to the out flow; where it is a response already, only ends the
//! sequence (wso2-synapse, `LoopBackMediator`).

use crate::expression::Location;
use crate::program::form::{Children, Form, Identity, Then};
use crate::program::mediator::Mediate;
use crate::program::part::{Part, Reader};
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
}
