//! `predict`: predicts a value (carbon-mediation).

use crate::program::form::{Form, Sight};

/// A `predict`.
pub const FORM: Form = Form { sight: Sight::Opaque, ..Form::of("predict") };
