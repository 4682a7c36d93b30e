//! `foreach`: runs a sequence on each part of the message (wso2-synapse,
//! `ForEachMediatorFactory`).

use super::running::makes_a_body;
use crate::program::form::{Body, Form, Identity, Is, attribute};
use crate::program::uses::Taker;

/// A `foreach`.
pub const FORM: Form = Form {
    required: &["expression"],
    attributes: &[attribute("sequence", Is::Sequence)],
    identity: Identity::Attributes(&["id"]),
    body: Body::Read,
    run: makes_a_body,
    gives: Some(Taker::Mediator),
    ..Form::of("foreach")
};
