//! `dbreport`: writes to a database (wso2-synapse, `DBReportMediatorFactory`).

use crate::program::form::{Body, Form};

/// A `dbreport`.
pub const FORM: Form =
    Form { required_parts: &["connection"], body: Body::Read, ..Form::of("dbreport") };
