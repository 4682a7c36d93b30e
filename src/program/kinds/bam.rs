//! `bam`: publishes the message to WSO2 BAM (carbon-mediation, `BamMediatorFactory`).

use super::running::hands_over;
use crate::gateway::{Here, Run, Walker};
use crate::program::form::{Body, Form};
use crate::program::uses::Taker;

/// A `bam`.
pub const FORM: Form = Form { body: Body::Read, run, gives: Some(Taker::Other), ..Form::of("bam") };

fn run(at: Here<'_>, on: &mut Walker<'_>) -> Run<bool> {
    hands_over(at, on, "serverProfile")
}
