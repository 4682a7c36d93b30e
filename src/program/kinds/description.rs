//! `description`: a text for people; the engine skips it (wso2-synapse,
//! `AbstractListMediatorFactory`).

use crate::program::form::Form;

/// A `description`.
pub const FORM: Form = Form::of("description");
