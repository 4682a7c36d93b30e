//! `aggregate`: joins the parts that an `iterate` or a `clone` made (wso2-synapse,
//! `AggregateMediatorFactory`).

use crate::program::form::{Body, Children, Form, Identity};

/// A `aggregate`.
pub const FORM: Form =
    Form { identity: Identity::Attributes(&["id"]), body: Body::Read, ..Form::of("aggregate") };

/// What runs on the joined message.
pub const ON_COMPLETE: Form =
    Form { identity: Identity::Alone, children: Children::List, ..Form::part("onComplete") };
