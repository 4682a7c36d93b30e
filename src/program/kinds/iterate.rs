//! `iterate`: sends each part of the message elsewhere (wso2-synapse, `IterateMediatorFactory`).

use super::clone::Target;
use crate::expression::{Expression, Location, Syntax};
use crate::program::form::{Body, Children, Form, Identity, Is, attribute};
use crate::program::load;
use crate::program::mediator::Mediate;
use crate::program::part::{Part, Reader};
use crate::program::uses::Uses;
use crate::stock::Release;

/// The parts of the message.
#[derive(Debug, Clone, PartialEq)]
pub struct Iterate {
    /// What finds them.
    pub expression: Option<Expression>,
    /// What puts each back where it was in a copy of the message.
    pub attach_path: Option<Expression>,
    /// Where each goes.
    pub target: Option<Target>,
    /// Whether what stands after it runs for the message itself.
    pub continues: bool,
    /// Whether the rest of the message goes with each part.
    pub keeps_payload: bool,
}

impl Mediate for Iterate {
    const FORM: Form = Form {
        attributes: &[
            attribute("continueParent", Is::Default("false")),
            attribute("sequential", Is::Default("false")),
            attribute("preservePayload", Is::Default("false")),
            attribute("attachPath", Is::Expression),
        ],
        identity: Identity::Attributes(&["id"]),
        children: Children::Content,
        body: Body::Read,
        ..Form::of("iterate")
    };

    fn read(at: Part<'_>, reader: &mut Reader<'_>) -> Self {
        Self {
            expression: at.expression("expression", Syntax::Either),
            attach_path: at.expression("attachPath", Syntax::Either),
            target: at.part("target").map(|t| Target::read(t, reader)),
            continues: at.says("continueParent", "true"),
            keeps_payload: at.says("preservePayload", "true"),
        }
    }

    fn refused(&self, _: Release) -> Option<String> {
        let Some(expression) = &self.expression else { return Some("has no expression".into()) };
        load::broken(expression).or_else(|| self.attach_path.as_ref().and_then(load::broken))
    }

    fn uses(&self, uses: &mut Uses) {
        uses.expression(self.expression.iter().chain(&self.attach_path));
        uses.reads.push(Location::Body);
        self.target.iter().filter_map(|t| t.key.as_ref()).for_each(|key| uses.call(key));
    }
}
