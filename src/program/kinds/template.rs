//! `template`: defines a template (wso2-synapse, `TemplateMediatorFactory`).

use crate::program::form::Form;

/// A `template`.
pub const FORM: Form = Form::of("template");
