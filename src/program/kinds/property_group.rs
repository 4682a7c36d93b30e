//! `propertyGroup`: properties in a row (wso2-synapse, `PropertyGroupMediatorFactory`, since API
//! Manager 3.0.0).

use crate::gateway::{Here, Run, Walker};
use crate::program::Kind;
use crate::program::form::{Children, Form, Identity, Known};
use crate::program::mediator::Mediate;
use crate::program::part::{List, Part, Reader};
use crate::program::shape::{Runs, Shape};
use crate::program::uses::Uses;
use crate::stock::Release;

/// Properties in a row; whatever else stands among them is not read.
#[derive(Debug, Clone, PartialEq)]
pub struct PropertyGroup(pub List);

impl Mediate for PropertyGroup {
    const FORM: Form = Form {
        known: Known::Since(Release::V3_0_0),
        identity: Identity::Alone,
        children: Children::Content,
        ..Form::of("propertyGroup")
    };

    fn read(at: Part<'_>, reader: &mut Reader<'_>) -> Self {
        let all = at.children().filter(|c| c.kind() == Kind::Property);
        Self(List(all.map(|c| reader.mediator(c)).collect()))
    }

    fn refused(&self, _: Release) -> Option<String> {
        None
    }

    fn uses(&self, _: &mut Uses) {}

    fn shape(&self) -> Shape<'_> {
        Shape::Runs(Runs::List(&self.0))
    }

    fn run(&self, at: Here<'_>, on: &mut Walker<'_>) -> Run<bool> {
        on.list(at, &self.0)
    }
}
