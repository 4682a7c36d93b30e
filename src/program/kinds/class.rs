//! `class`: a Java class of WSO2's or of the operator's (wso2-synapse, `ClassMediatorFactory`).

use crate::expression::{Expression, Syntax};
use crate::gateway::{Event, Here, Run, Walker};
use crate::program::form::{Children, Form, Identity, Sight};
use crate::program::load;
use crate::program::mediator::Mediate;
use crate::program::part::{Part, Reader};
use crate::program::shape::Shape;
use crate::program::uses::Uses;
use crate::stock::Release;

/// A class that mediates.
#[derive(Debug, Clone, PartialEq)]
pub struct Class {
    /// Its full name.
    pub name: String,
    /// The expressions that it is given.
    pub expressions: Vec<Expression>,
}

/// Class mediators that 4.0.0 does not have any more; their releases are those of the stock files.
///
/// A missing class loses the whole sequence (wso2-synapse, `ClassMediatorFactory`; seen by
/// operators in wso2/api-manager issue 598). Analytics became a global handler, so nothing
/// replaces them.
pub const REMOVED_CLASSES: [&str; 6] = [
    "org.wso2.carbon.apimgt.usage.publisher.APIMgtFaultHandler",
    "org.wso2.carbon.apimgt.usage.publisher.APIMgtThrottleUsageHandler",
    "org.wso2.carbon.apimgt.gateway.handlers.analytics.APIMgtFaultHandler",
    "org.wso2.carbon.apimgt.gateway.handlers.analytics.APIMgtThrottleUsageHandler",
    "org.wso2.carbon.apimgt.gateway.handlers.analytics.APIMgtResponseHandler",
    "org.wso2.carbon.apimgt.gateway.handlers.analytics.APIMgtUsageHandler",
];

/// What a class may be called after a move: the stock classes that went from one package to
/// another are one class; any other is itself.
pub fn family(name: &str) -> &str {
    match REMOVED_CLASSES.contains(&name) {
        true => name.rsplit('.').next().unwrap_or(name),
        false => name,
    }
}

impl Mediate for Class {
    const FORM: Form = Form {
        identity: Identity::Attributes(&["name"]),
        children: Children::Content,
        sight: Sight::Opaque,
        ..Form::of("class")
    };

    fn read(at: Part<'_>, _: &mut Reader<'_>) -> Self {
        let given = at.parts("property").map(|p| p.given(Syntax::Either));
        Self {
            name: at.attr("name").unwrap_or_default(),
            expressions: given.filter_map(|g| g.computed().cloned()).collect(),
        }
    }

    fn refused(&self, _: Release) -> Option<String> {
        match self.name.is_empty() {
            true => Some("has no name".into()),
            false => self.expressions.iter().find_map(load::broken),
        }
    }

    fn uses(&self, uses: &mut Uses) {
        uses.expression(&self.expressions);
        // Those of the old releases only publish what happened.
        uses.is_opaque = !REMOVED_CLASSES.contains(&self.name.as_str());
    }

    fn shape(&self) -> Shape<'_> {
        Shape::Step
    }

    fn run(&self, _: Here<'_>, on: &mut Walker<'_>) -> Run<bool> {
        if on.library.inert_classes.contains(&self.name) {
            on.steps.did(|| "is there, and leaves the message alone".to_owned());
            on.events.push(Event::Class(self.name.clone()));
        } else {
            on.steps.did(|| "unknown what it does".to_owned());
            let class = format!("the class {}", self.name);
            on.touched_by(&class);
            on.unknown.push(class);
        }
        Ok(true)
    }
}
