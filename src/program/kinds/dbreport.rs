//! `dbreport`: writes to a database (wso2-synapse, `DBReportMediatorFactory`).

use super::running::leaves_alone;
use crate::program::form::{Body, Form};

/// A `dbreport`.
pub const FORM: Form = Form {
    required_parts: &["connection"],
    body: Body::Read,
    run: leaves_alone,
    ..Form::of("dbreport")
};
