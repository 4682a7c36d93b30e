//! `eventPublisher`: publishes an event to a sink (wso2-synapse, `EventPublisherMediatorFactory`).

use super::running::hands_over;
use crate::gateway::{Here, Run, Walker};
use crate::program::form::{Body, Form, Identity};
use crate::program::uses::Taker;

/// A `eventPublisher`.
pub const FORM: Form = Form {
    identity: Identity::Attributes(&["eventSink"]),
    body: Body::Read,
    run,
    gives: Some(Taker::Other),
    ..Form::of("eventPublisher")
};

fn run(at: Here<'_>, on: &mut Walker<'_>) -> Run<bool> {
    hands_over(at, on, "topic")
}
