//! `builder`: builds the message with the builders it names (carbon-mediation,
//! `MessageBuilderMediatorFactory`).

use super::running::leaves_alone;
use crate::program::form::{Body, Children, Form, Identity};

/// A `builder`.
pub const FORM: Form = Form {
    identity: Identity::Alone,
    children: Children::KeyedBy("contentType"),
    body: Body::Read,
    run: leaves_alone,
    ..Form::of("builder")
};

/// A builder for a content type.
pub const MESSAGE_BUILDER: Form =
    Form { identity: Identity::Attributes(&["contentType"]), ..Form::part("messageBuilder") };
