//! `dataServiceCall`: calls a data service (carbon-mediation, `DataServiceCallMediatorFactory`).

use crate::program::form::{Body, Form};

/// A `dataServiceCall`.
pub const FORM: Form = Form { body: Body::Replaced, ..Form::of("dataServiceCall") };
