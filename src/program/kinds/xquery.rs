//! `xquery`: computes the body by XQuery (wso2-synapse, `XQueryMediatorFactory`).

use crate::program::form::{Body, Form, Identity};

/// A `xquery`.
pub const FORM: Form =
    Form { identity: Identity::Attributes(&["key"]), body: Body::Replaced, ..Form::of("xquery") };
