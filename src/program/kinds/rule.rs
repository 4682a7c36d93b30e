//! `rule`: runs a rule set (carbon-mediation).

use crate::program::form::{Form, Sight};

/// A `rule`.
pub const FORM: Form = Form { sight: Sight::Opaque, ..Form::of("rule") };
