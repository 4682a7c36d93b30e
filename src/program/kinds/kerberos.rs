//! `kerberos`: authenticates with Kerberos (carbon-mediation).

use crate::program::form::{Form, Sight};

/// A `kerberos`.
pub const FORM: Form = Form { sight: Sight::Opaque, ..Form::of("kerberos") };
