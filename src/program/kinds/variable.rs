//! `variable`: sets a variable (wso2-synapse, `VariableMediatorFactory`, since API Manager 4.5.0).

use crate::program::form::{Form, Identity, Known};
use crate::stock::Release;

/// A `variable`.
pub const FORM: Form = Form {
    known: Known::Since(Release::V4_5_0),
    identity: Identity::Attributes(&["name"]),
    ..Form::of("variable")
};
