//! `publishEvent`: publishes an event to a sink (carbon-mediation, `PublishEventMediatorFactory`).

use super::running::hands_over;
use crate::gateway::{Here, Run, Walker};
use crate::program::form::{Body, Form, Identity};
use crate::program::uses::Taker;

/// A `publishEvent`.
pub const FORM: Form = Form {
    identity: Identity::Attributes(&["eventSink"]),
    body: Body::Read,
    run,
    gives: Some(Taker::Other),
    ..Form::of("publishEvent")
};

fn run(at: Here<'_>, on: &mut Walker<'_>) -> Run<bool> {
    hands_over(at, on, "eventSink")
}
