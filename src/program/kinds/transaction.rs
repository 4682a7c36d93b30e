//! `transaction`: begins or ends a transaction (wso2-synapse, `TransactionMediatorFactory`).

use crate::program::form::{Form, Identity};

/// A `transaction`.
pub const FORM: Form = Form {
    required: &["action"],
    identity: Identity::Attributes(&["action"]),
    ..Form::of("transaction")
};
