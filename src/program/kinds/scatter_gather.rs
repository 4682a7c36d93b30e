//! `scatter-gather`: sends the message to several and joins what comes back (wso2-synapse,
//! `ScatterGatherMediatorFactory`, after API Manager 4.0.0).

use crate::program::form::{Body, Form, Known};
use crate::program::uses::Taker;
use crate::stock::Release;

/// A `scatter-gather`.
pub const FORM: Form = Form {
    known: Known::Since(Release::V4_5_0),
    body: Body::Replaced,
    gives: Some(Taker::Other),
    ..Form::of("scatter-gather")
};
