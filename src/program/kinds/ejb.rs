//! `ejb`: calls an EJB (wso2-synapse, `EJBMediatorFactory`).

use crate::program::form::{Form, Sight};

/// A `ejb`.
pub const FORM: Form = Form { sight: Sight::Opaque, ..Form::of("ejb") };
