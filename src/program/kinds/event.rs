//! `event`: publishes the message to a topic (carbon-mediation, `EventMediatorFactory`).

use super::running::hands_over;
use crate::gateway::{Here, Run, Walker};
use crate::program::form::{Body, Form, Identity};
use crate::program::uses::Taker;

/// A `event`.
pub const FORM: Form = Form {
    identity: Identity::Attributes(&["topic"]),
    body: Body::Read,
    run,
    gives: Some(Taker::Other),
    ..Form::of("event")
};

fn run(at: Here<'_>, on: &mut Walker<'_>) -> Run<bool> {
    hands_over(at, on, "topic")
}
