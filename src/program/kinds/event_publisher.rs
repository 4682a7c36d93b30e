//! `eventPublisher`: publishes an event to a sink (wso2-synapse, `EventPublisherMediatorFactory`).

use crate::program::form::{Body, Form, Identity};

/// A `eventPublisher`.
pub const FORM: Form = Form {
    identity: Identity::Attributes(&["eventSink"]),
    body: Body::Read,
    ..Form::of("eventPublisher")
};
