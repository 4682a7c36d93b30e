//! `clone`: sends copies of the message elsewhere (wso2-synapse, `CloneMediatorFactory`,
//! `TargetFactory`).

use super::send::endpoint_name;
use crate::gateway::{Here, Run, Walker};
use crate::program::Id;
use crate::program::form::{Body, Children, Form, Identity, Is, attribute};
use crate::program::kinds::sequence::Sequence;
use crate::program::mediator::Mediate;
use crate::program::part::{Part, Reader};
use crate::program::shape::Shape;
use crate::program::uses::Uses;
use crate::stock::Release;
use crate::xml::NodeId;

/// Copies of the message.
#[derive(Debug, Clone, PartialEq)]
pub struct Clone {
    /// Where each goes.
    pub targets: Vec<Target>,
    /// Whether what stands after it runs for the message itself.
    pub continues: bool,
}

/// Where a copy of the message goes.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// The sequence that it runs through, by name.
    pub key: Option<String>,
    /// The same, in place.
    pub sequence: Option<Id>,
    /// The endpoint that it is sent to.
    pub endpoint: Option<NodeId>,
    /// The endpoint's name, where it is kept elsewhere.
    pub endpoint_key: Option<String>,
    /// The address that it gets.
    pub to: Option<String>,
}

impl Target {
    /// Reads a `<target>`.
    pub fn read(at: Part<'_>, reader: &mut Reader<'_>) -> Self {
        Self {
            key: at.attr("sequence"),
            sequence: at.part("sequence").map(|s| Sequence::anonymous(s, reader)),
            endpoint: at.part("endpoint").map(|e| e.element),
            endpoint_key: at.attr("endpoint"),
            to: at.attr("to"),
        }
    }
}

impl Mediate for Clone {
    const FORM: Form = Form {
        attributes: &[
            attribute("continueParent", Is::Default("false")),
            attribute("sequential", Is::Default("false")),
        ],
        identity: Identity::Attributes(&["id"]),
        children: Children::Content,
        body: Body::Read,
        ..Form::of("clone")
    };

    fn read(at: Part<'_>, reader: &mut Reader<'_>) -> Self {
        Self {
            targets: at.parts("target").map(|t| Target::read(t, reader)).collect(),
            continues: at.says("continueParent", "true"),
        }
    }

    fn refused(&self, _: Release) -> Option<String> {
        None
    }

    fn uses(&self, uses: &mut Uses) {
        uses.reads.push(crate::expression::Location::Body);
        self.targets.iter().filter_map(|t| t.key.as_ref()).for_each(|key| uses.call(key));
    }

    fn shape(&self) -> Shape<'_> {
        Shape::Copies { targets: self.targets.iter().collect(), continues: self.continues }
    }

    fn run(&self, at: Here<'_>, on: &mut Walker<'_>) -> Run<bool> {
        for target in &self.targets {
            on.on_a_copy(|on| target.run(at, on));
        }
        Ok(goes_on(on, self.continues, "a copy for each target"))
    }
}

impl Target {
    /// A copy goes through its sequence, then to its endpoint (`Target.mediate`; read, not run).
    pub(super) fn run(&self, at: Here<'_>, on: &mut Walker<'_>) -> Run<bool> {
        if let Some(to) = &self.to {
            on.message.to = Some(to.clone());
        }
        let goes_on = match (&self.key, self.sequence) {
            (Some(key), _) => on.call(key)?,
            (None, Some(id)) => on.mediate(Here { id, ..at })?,
            (None, None) => true,
        };
        let endpoint = self.endpoint.map(|e| endpoint_name(Part { element: e, ..at.part() }));
        if let (Some(place), true) = (self.endpoint_key.clone().or(endpoint), goes_on) {
            on.goes_to(place);
        }
        Ok(goes_on)
    }
}

/// Whether the message itself goes on, and the words for it.
pub(super) fn goes_on(on: &mut Walker<'_>, continues: bool, what: &str) -> bool {
    on.steps.did(|| match continues {
        true => format!("{what}; the message goes on"),
        false => format!("{what}; ends the sequence, continueParent is not true"),
    });
    continues
}
