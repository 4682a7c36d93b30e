//! `smooks`: transforms the body by Smooks (carbon-mediation, `SmooksMediatorFactory`).

use crate::program::form::{Body, Form};

/// A `smooks`.
pub const FORM: Form = Form { body: Body::Replaced, ..Form::of("smooks") };
