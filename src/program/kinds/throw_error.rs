//! `throwError`: throws an error (wso2-synapse, `ThrowErrorFactory`, since API Manager 4.5.0).

use crate::program::form::{Form, Known, Then};
use crate::stock::Release;

/// A `throwError`.
pub const FORM: Form =
    Form { known: Known::Since(Release::V4_5_0), then: Then::Ends, ..Form::of("throwError") };
