//! `dblookup`: sets properties from a database (wso2-synapse, `DBLookupMediatorFactory`).

use crate::program::form::{Body, Form};

/// A `dblookup`.
pub const FORM: Form =
    Form { required_parts: &["connection"], body: Body::Read, ..Form::of("dblookup") };
