//! `comment`: a comment as an element (wso2-synapse, `CommentMediatorFactory`).

use super::running::leaves_alone;
use crate::program::form::Form;

/// A `comment`.
pub const FORM: Form = Form { run: leaves_alone, ..Form::of("comment") };
