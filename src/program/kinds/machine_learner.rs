//! `machine-learner`: predicts a value (carbon-mediation).

use crate::program::form::{Form, Sight};

/// A `machine-learner`.
pub const FORM: Form = Form { sight: Sight::Opaque, ..Form::of("machine-learner") };
