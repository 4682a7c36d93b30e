//! `annotatedCommand`: runs a Java class by its annotations (wso2-synapse,
//! `AnnotatedCommandMediatorFactory`).

use crate::program::form::{Form, Sight};

/// A `annotatedCommand`.
pub const FORM: Form = Form { sight: Sight::Opaque, ..Form::of("annotatedCommand") };
