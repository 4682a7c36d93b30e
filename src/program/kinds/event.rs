//! `event`: publishes the message to a topic (carbon-mediation, `EventMediatorFactory`).

use crate::program::form::{Body, Form, Identity};

/// A `event`.
pub const FORM: Form =
    Form { identity: Identity::Attributes(&["topic"]), body: Body::Read, ..Form::of("event") };
