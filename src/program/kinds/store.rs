//! `store`: puts the message into a store (wso2-synapse, `MessageStoreMediatorFactory`).

use super::running::hands_over;
use crate::gateway::{Here, Run, Walker};
use crate::program::form::{Body, Form, Identity, Is, attribute};
use crate::program::uses::Taker;

/// A `store`.
pub const FORM: Form = Form {
    required: &["messageStore"],
    attributes: &[attribute("sequence", Is::Sequence), attribute("messageStore", Is::Name)],
    identity: Identity::Attributes(&["messageStore"]),
    body: Body::Read,
    run,
    gives: Some(Taker::Other),
    ..Form::of("store")
};

fn run(at: Here<'_>, on: &mut Walker<'_>) -> Run<bool> {
    hands_over(at, on, "messageStore")
}
