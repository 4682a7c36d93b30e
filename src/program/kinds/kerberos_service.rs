//! `kerberosService`: authenticates with Kerberos (carbon-mediation, `KerberosMediatorFactory`).

use crate::program::form::{Form, Sight};

/// A `kerberosService`.
pub const FORM: Form = Form { sight: Sight::Opaque, ..Form::of("kerberosService") };
