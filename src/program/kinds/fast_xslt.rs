//! `fastXSLT`: transforms the body by XSLT while it streams (carbon-mediation,
//! `FastXSLTMediatorFactory`).

use super::running::makes_a_body;
use crate::program::form::{Body, Form, Identity};
use crate::program::uses::Taker;

/// A `fastXSLT`.
pub const FORM: Form = Form {
    identity: Identity::Attributes(&["key"]),
    body: Body::Replaced,
    run: makes_a_body,
    gives: Some(Taker::Mediator),
    ..Form::of("fastXSLT")
};
