//! `publishEvent`: publishes an event to a sink (carbon-mediation, `PublishEventMediatorFactory`).

use crate::program::form::{Body, Form, Identity};

/// A `publishEvent`.
pub const FORM: Form = Form {
    identity: Identity::Attributes(&["eventSink"]),
    body: Body::Read,
    ..Form::of("publishEvent")
};
