//! `bean`: makes, reads or changes a JavaBean (wso2-synapse, `BeanMediatorFactory`).

use crate::program::form::{Form, Identity, Sight};

/// A `bean`.
pub const FORM: Form = Form {
    required: &["var"],
    identity: Identity::Attributes(&["name"]),
    sight: Sight::Opaque,
    ..Form::of("bean")
};
