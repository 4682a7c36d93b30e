//! `mediator`: a mediator of an extension of the operator's own.

use crate::program::form::{Form, Sight};

/// A `mediator`.
pub const FORM: Form = Form { sight: Sight::Opaque, ..Form::of("mediator") };
