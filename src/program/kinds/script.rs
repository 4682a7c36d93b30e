//! `script`: runs a script (wso2-synapse, `ScriptMediatorFactory`).

use crate::program::form::{Body, Form, Identity, Is, attribute};

/// A `script`.
pub const FORM: Form = Form {
    attributes: &[attribute("function", Is::Default("mediate"))],
    identity: Identity::Attributes(&["key", "function"]),
    body: Body::Replaced,
    ..Form::of("script")
};
