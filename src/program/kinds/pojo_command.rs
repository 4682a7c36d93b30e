//! `pojoCommand`: runs a Java class as a command (wso2-synapse, `POJOCommandMediatorFactory`).

use crate::program::form::{Form, Sight};

/// A `pojoCommand`.
pub const FORM: Form = Form { sight: Sight::Opaque, ..Form::of("pojoCommand") };
