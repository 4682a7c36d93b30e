//! `transaction`: begins or ends a transaction (wso2-synapse, `TransactionMediatorFactory`).

use super::running::leaves_alone;
use crate::program::form::{Form, Identity};

/// A `transaction`.
pub const FORM: Form = Form {
    required: &["action"],
    identity: Identity::Attributes(&["action"]),
    run: leaves_alone,
    ..Form::of("transaction")
};
