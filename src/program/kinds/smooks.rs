//! `smooks`: transforms the body by Smooks (carbon-mediation, `SmooksMediatorFactory`).

use super::running::makes_a_body;
use crate::program::form::{Body, Form};
use crate::program::uses::Taker;

/// A `smooks`.
pub const FORM: Form = Form {
    body: Body::Replaced,
    run: makes_a_body,
    gives: Some(Taker::Mediator),
    ..Form::of("smooks")
};
