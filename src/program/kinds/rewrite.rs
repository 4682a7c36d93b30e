//! `rewrite`: rewrites addresses (wso2-synapse, `URLRewriteMediatorFactory`).

use crate::program::form::{Form, Identity};

/// A `rewrite`.
pub const FORM: Form = Form { identity: Identity::Alone, ..Form::of("rewrite") };
