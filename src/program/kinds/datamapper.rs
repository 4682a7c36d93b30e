//! `datamapper`: maps the body to another (carbon-mediation, `DataMapperMediatorFactory`).

use super::running::makes_a_body;
use crate::program::form::{Body, Form, Identity};
use crate::program::uses::Taker;

/// A `datamapper`.
pub const FORM: Form = Form {
    identity: Identity::Attributes(&["key"]),
    body: Body::Replaced,
    run: makes_a_body,
    gives: Some(Taker::Mediator),
    ..Form::of("datamapper")
};
