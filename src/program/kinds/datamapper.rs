//! `datamapper`: maps the body to another (carbon-mediation, `DataMapperMediatorFactory`).

use crate::program::form::{Body, Form, Identity};

/// A `datamapper`.
pub const FORM: Form = Form {
    identity: Identity::Attributes(&["key"]),
    body: Body::Replaced,
    ..Form::of("datamapper")
};
