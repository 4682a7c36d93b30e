//! `store`: puts the message into a store (wso2-synapse, `MessageStoreMediatorFactory`).

use crate::program::form::{Body, Form, Identity, Is, attribute};

/// A `store`.
pub const FORM: Form = Form {
    required: &["messageStore"],
    attributes: &[attribute("sequence", Is::Sequence), attribute("messageStore", Is::Name)],
    identity: Identity::Attributes(&["messageStore"]),
    body: Body::Read,
    ..Form::of("store")
};
