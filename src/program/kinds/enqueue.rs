//! `enqueue`: hands the message to another thread (wso2-synapse, `EnqueueMediatorFactory`).

use crate::program::form::{Form, Identity, Is, attribute};

/// A `enqueue`.
pub const FORM: Form = Form {
    required: &["sequence"],
    attributes: &[attribute("sequence", Is::Sequence)],
    identity: Identity::Attributes(&["sequence"]),
    ..Form::of("enqueue")
};
