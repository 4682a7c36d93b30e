//! `jsontransform`: corrects the types of a JSON body by a schema (wso2-synapse,
//! `JSONTransformMediatorFactory`, since API Manager 3.2.0).

use super::running::makes_a_body;
use crate::program::form::{Body, Form, Identity, Known};
use crate::program::uses::Taker;
use crate::stock::Release;

/// A `jsontransform`.
pub const FORM: Form = Form {
    known: Known::Since(Release::V3_2_0),
    required_either: Some(("schema", "property")),
    identity: Identity::Attributes(&["schema"]),
    body: Body::Replaced,
    run: makes_a_body,
    gives: Some(Taker::Mediator),
    ..Form::of("jsontransform")
};
