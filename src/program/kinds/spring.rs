//! `spring`: runs a Spring bean (wso2-synapse, `SpringMediatorFactory`).

use crate::program::form::{Form, Sight};

/// A `spring`.
pub const FORM: Form = Form { sight: Sight::Opaque, ..Form::of("spring") };
