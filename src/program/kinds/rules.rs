//! `rules`: runs a rule set (wso2-synapse, `SynapseMediatorFactory`).

use crate::program::form::{Form, Sight};

/// A `rules`.
pub const FORM: Form = Form { sight: Sight::Opaque, ..Form::of("rules") };
