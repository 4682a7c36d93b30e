//! `dataServiceCall`: calls a data service (carbon-mediation, `DataServiceCallMediatorFactory`).

use crate::program::form::{Body, Form};
use crate::program::uses::Taker;

/// A `dataServiceCall`.
pub const FORM: Form =
    Form { body: Body::Replaced, gives: Some(Taker::Other), ..Form::of("dataServiceCall") };
