//! `sampler`: lets a share of the messages through (wso2-synapse,
//! `SamplingThrottleMediatorFactory`).

use crate::program::form::{Form, Identity};

/// A `sampler`.
pub const FORM: Form = Form { identity: Identity::Attributes(&["id"]), ..Form::of("sampler") };
