//! `callout`: calls a service and goes on with its response (wso2-synapse,
//! `CalloutMediatorFactory`).

use super::call::ask;
use crate::program::form::{Body, Form, Identity};
use crate::program::uses::Taker;

/// A `callout`.
pub const FORM: Form = Form {
    identity: Identity::Attributes(&["serviceURL", "endpointKey"]),
    body: Body::Replaced,
    run: ask,
    gives: Some(Taker::Other),
    ..Form::of("callout")
};
