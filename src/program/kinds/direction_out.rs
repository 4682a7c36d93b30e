//! `out`: mediators that run where the message is a response (wso2-synapse, `OutMediatorFactory`).

use crate::gateway::{Here, Run, Walker};
use crate::program::form::{Children, Form, Identity};
use crate::program::mediator::Mediate;
use crate::program::part::{List, Part, Reader};
use crate::program::shape::{Arm, Runs, Shape, When};
use crate::program::uses::Uses;
use crate::stock::Release;

/// Mediators that run where the message is a response.
#[derive(Debug, Clone, PartialEq)]
pub struct Out(pub List);

impl Mediate for Out {
    const FORM: Form =
        Form { identity: Identity::Alone, children: Children::List, ..Form::of("out") };

    fn read(at: Part<'_>, reader: &mut Reader<'_>) -> Self {
        Self(reader.list(at))
    }

    fn refused(&self, _: Release) -> Option<String> {
        None
    }

    fn uses(&self, _: &mut Uses) {}

    fn shape(&self) -> Shape<'_> {
        // The direction of the message decides.
        let arm = |when, runs| Arm { when, runs };
        let arms = vec![arm(When::Holds, Runs::List(&self.0)), arm(When::Otherwise, Runs::Nothing)];
        Shape::Choice { source: None, arms }
    }

    fn run(&self, at: Here<'_>, on: &mut Walker<'_>) -> Run<bool> {
        match on.message.is_response {
            true => on.list(at, &self.0),
            false => on.left_out("the message is a request"),
        }
    }
}
