//! `callout`: calls a service and goes on with its response (wso2-synapse,
//! `CalloutMediatorFactory`).

use super::call::ask;
use crate::program::form::{Body, Form, Identity};

/// A `callout`.
pub const FORM: Form = Form {
    identity: Identity::Attributes(&["serviceURL", "endpointKey"]),
    body: Body::Replaced,
    run: ask,
    ..Form::of("callout")
};
