//! `comment`: a comment as an element (wso2-synapse, `CommentMediatorFactory`).

use crate::program::form::Form;

/// A `comment`.
pub const FORM: Form = Form::of("comment");
