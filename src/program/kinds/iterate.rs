//! `iterate`: sends each part of the message elsewhere (wso2-synapse, `IterateMediatorFactory`).

use super::clone::Target;
use super::clone::goes_on;
use crate::expression::{Expression, Location, Syntax};
use crate::gateway::element::Element;
use crate::gateway::xpath::{Evaluation, Object};
use crate::gateway::{Here, Run, Stop, Walker, message};
use crate::program::form::{Body, Children, Form, Identity, Is, attribute};
use crate::program::load;
use crate::program::mediator::Mediate;
use crate::program::part::{Part, Reader};
use crate::program::shape::Shape;
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

    fn shape(&self) -> Shape<'_> {
        Shape::Copies { targets: self.target.iter().collect(), continues: self.continues }
    }

    fn run(&self, at: Here<'_>, on: &mut Walker<'_>) -> Run<bool> {
        let Some(target) = &self.target else { return Ok(self.continues) };
        let unknown = || vec![message::Body::Unknown("the parts of the body".to_owned())];
        for part in self.parts(on)?.unwrap_or_else(unknown) {
            on.on_a_copy(|on| {
                on.message.body = part;
                target.run(at, on)
            });
        }
        Ok(goes_on(on, self.continues, "a message for each part"))
    }
}

impl Iterate {
    /// The elements that it finds, as bodies; none where what goes out is not known.
    fn parts(&self, on: &Walker<'_>) -> Run<Option<Vec<message::Body>>> {
        let found = self.expression.as_ref().and_then(|e| Some((e, e.xpath()?)));
        let Some((expression, xpath)) = found.filter(|_| !self.keeps_payload) else {
            return Ok(None);
        };
        let evaluation = Evaluation::new(on.scope(), expression);
        let nodes = match evaluation.object(xpath) {
            Ok(Object::Nodes(nodes)) => nodes,
            Ok(_) | Err(Stop::Unknown(_)) => return Ok(None),
            Err(threw) => return Err(threw),
        };
        let elements = nodes.iter().map(|node| evaluation.element(node));
        let elements: Option<Vec<Element>> = elements.collect::<Run<_>>()?;
        Ok(elements.map(|all| all.into_iter().map(|e| message::Body::Xml(vec![e])).collect()))
    }
}
