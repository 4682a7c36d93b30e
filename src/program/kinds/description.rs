//! `description`: a text for people; the engine skips it (wso2-synapse,
//! `AbstractListMediatorFactory`).

use super::running::leaves_alone;
use crate::program::form::Form;

/// A `description`.
pub const FORM: Form = Form { run: leaves_alone, ..Form::of("description") };
