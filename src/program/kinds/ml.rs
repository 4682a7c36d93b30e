//! `ml`: predicts a value (carbon-mediation).

use crate::program::form::{Form, Sight};

/// A `ml`.
pub const FORM: Form = Form { sight: Sight::Opaque, ..Form::of("ml") };
