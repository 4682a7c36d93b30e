//! `script`: runs a script (wso2-synapse, `ScriptMediatorFactory`).

use crate::program::form::{Body, Form, Identity, Is, Sight, attribute};
use crate::program::uses::Taker;

/// A `script`.
pub const FORM: Form = Form {
    attributes: &[attribute("function", Is::Default("mediate"))],
    identity: Identity::Attributes(&["key", "function"]),
    body: Body::Replaced,
    sight: Sight::Opaque,
    gives: Some(Taker::Mediator),
    ..Form::of("script")
};
