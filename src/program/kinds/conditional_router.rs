//! `conditionalRouter`: runs the sequence whose condition holds (wso2-synapse,
//! `ConditionalRouterMediatorFactory`).

use crate::program::form::{Form, Identity};

/// A `conditionalRouter`.
pub const FORM: Form = Form { identity: Identity::Alone, ..Form::of("conditionalRouter") };
