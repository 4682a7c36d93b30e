//! `xquery`: computes the body by XQuery (wso2-synapse, `XQueryMediatorFactory`).

use super::running::makes_a_body;
use crate::program::form::{Body, Form, Identity};
use crate::program::uses::Taker;

/// A `xquery`.
pub const FORM: Form = Form {
    identity: Identity::Attributes(&["key"]),
    body: Body::Replaced,
    run: makes_a_body,
    gives: Some(Taker::Mediator),
    ..Form::of("xquery")
};
