//! `validate`: checks the message by a schema (wso2-synapse, `ValidateMediatorFactory`).

use crate::program::form::{Body, Children, Form, Identity, Is, attribute};

/// A `validate`.
pub const FORM: Form = Form {
    attributes: &[attribute("source", Is::Expression)],
    identity: Identity::Alone,
    body: Body::Read,
    ..Form::of("validate")
};

/// What runs where the message does not fit.
pub const ON_FAIL: Form =
    Form { identity: Identity::Alone, children: Children::List, ..Form::part("on-fail") };
