//! `enqueue`: hands the message to another thread (wso2-synapse, `EnqueueMediatorFactory`).

use super::running::hands_over;
use crate::gateway::{Here, Run, Walker};
use crate::program::form::{Form, Identity, Is, attribute};
use crate::program::uses::Taker;

/// A `enqueue`.
pub const FORM: Form = Form {
    required: &["sequence"],
    attributes: &[attribute("sequence", Is::Sequence)],
    identity: Identity::Attributes(&["sequence"]),
    run,
    gives: Some(Taker::Other),
    ..Form::of("enqueue")
};

fn run(at: Here<'_>, on: &mut Walker<'_>) -> Run<bool> {
    hands_over(at, on, "sequence")
}
