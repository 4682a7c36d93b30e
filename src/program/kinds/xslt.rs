//! `xslt`: transforms the body by XSLT (wso2-synapse, `XSLTMediatorFactory`).

use super::running::makes_a_body;
use crate::program::form::{Body, Form, Identity, Is, attribute};
use crate::program::uses::Taker;

/// A `xslt`.
pub const FORM: Form = Form {
    required: &["key"],
    attributes: &[attribute("key", Is::Name), attribute("source", Is::Expression)],
    identity: Identity::Attributes(&["key"]),
    body: Body::Replaced,
    run: makes_a_body,
    gives: Some(Taker::Mediator),
    ..Form::of("xslt")
};
