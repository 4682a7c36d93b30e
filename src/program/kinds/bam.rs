//! `bam`: publishes the message to WSO2 BAM (carbon-mediation, `BamMediatorFactory`).

use crate::program::form::{Body, Form};

/// A `bam`.
pub const FORM: Form = Form { body: Body::Read, ..Form::of("bam") };
