//! `call`: calls an endpoint and goes on with its response (wso2-synapse, `CallMediatorFactory`).

use crate::program::form::{Body, Form, Identity, Is, attribute};

/// A `call`.
pub const FORM: Form = Form {
    attributes: &[attribute("blocking", Is::Default("false"))],
    identity: Identity::Alone,
    body: Body::Replaced,
    ..Form::of("call")
};
