//! `enrich`: puts a part of the message, a property or inline content somewhere else in the message
//! (wso2-synapse, `EnrichMediatorFactory`; the refusals were run on the engines of 2.0.0 to 4.0.0).

mod running;

use crate::expression::{Expression, Location, Syntax};
use crate::gateway::engine::Engine;
use crate::gateway::{Here, Run, Walker};
use crate::program::form::{Body, Children, Form, Identity, Is, attribute};
use crate::program::load;
use crate::program::mediator::Mediate;
use crate::program::part::{Part, Reader};
use crate::program::shape::Shape;
use crate::program::uses::{Taker, Uses};
use crate::stock::Release;
use crate::xml::{NodeId, known};

/// Where content comes from, and where it goes.
#[derive(Debug, Clone, PartialEq)]
pub struct Enrich {
    /// Where it comes from.
    pub source: Option<End>,
    /// Where it goes.
    pub target: Option<End>,
}

/// One end of an enrich.
#[derive(Debug, Clone, PartialEq)]
pub struct End {
    /// Its element.
    pub element: NodeId,
    /// What it is, as written.
    pub kind: Option<String>,
    /// Where in the message.
    pub xpath: Option<Expression>,
    /// The property.
    pub property: Option<String>,
    /// Where inline content is kept, if not in the file.
    pub key: Option<String>,
    /// What happens at the target.
    pub action: Option<String>,
    /// The element inside.
    pub child: Option<NodeId>,
    /// The text inside, trimmed.
    pub text: String,
}

/// Where the content of an enrich comes from.
pub const SOURCE: Form = Form {
    attributes: &[
        attribute("clone", Is::Default("true")),
        attribute("type", Is::Default("custom")),
    ],
    identity: Identity::Alone,
    ..Form::part("source")
};

/// Where the content of an enrich goes, or a message of a `clone` or an `iterate`.
pub const TARGET: Form = Form {
    attributes: &[
        attribute("type", Is::Default("custom")),
        attribute("action", Is::Default("replace")),
        attribute("sequence", Is::Sequence),
    ],
    identity: Identity::Alone,
    ..Form::part("target")
};

impl End {
    fn read(at: Part<'_>) -> Self {
        Self {
            element: at.element,
            kind: at.attr("type"),
            xpath: at.expression("xpath", Syntax::Either),
            property: at.attr("property"),
            key: at.attr("key"),
            action: at.attr("action"),
            child: at.children().next().map(|c| c.element),
            text: at.text(),
        }
    }

    /// What it is.
    pub fn kind(&self) -> &str {
        self.kind.as_deref().unwrap_or("custom")
    }

    /// What happens at the target.
    pub fn action(&self) -> &str {
        self.action.as_deref().unwrap_or("replace")
    }

    /// What both ends are asked for.
    fn refused(&self, name: &str, release: Release) -> Option<String> {
        match self.kind() {
            "custom" => {
                let Some(xpath) = &self.xpath else {
                    return Some(format!("has a <{name}> of type custom without xpath"));
                };
                let is_known = known(xpath.text()).is_some();
                if is_known && xpath.json_path().is_some() && !Engine(release).enriches_json() {
                    return Some("has a JSONPath".into());
                }
                load::broken(xpath)
            }
            "property" if self.property.is_none() => {
                Some(format!("has a <{name}> of type property without the property's name"))
            }
            _ => None,
        }
    }
}

impl Enrich {
    /// What is wrong with the two together: asked from some release between 2.0.0 and 2.6.0 on.
    fn bad_pair(source: &End, target: &End) -> Option<String> {
        let action = known(target.action())?;
        let refused = match (source.kind.as_deref(), target.kind.as_deref()) {
            (Some("envelope"), Some("custom" | "envelope" | "body"))
            | (Some("body"), Some("envelope" | "body"))
            | (Some("custom"), Some("envelope")) => true,
            (_, Some("envelope")) => action != "replace",
            _ => false,
        };
        refused.then(|| format!("cannot {action} the {} by the {}", target.kind(), source.kind()))
    }
}

impl Mediate for Enrich {
    const FORM: Form = Form {
        identity: Identity::Alone,
        children: Children::Content,
        body: Body::Replaced,
        ..Form::of("enrich")
    };

    fn read(at: Part<'_>, _: &mut Reader<'_>) -> Self {
        Self { source: at.part("source").map(End::read), target: at.part("target").map(End::read) }
    }

    fn refused(&self, release: Release) -> Option<String> {
        let (Some(source), Some(target)) = (&self.source, &self.target) else {
            return Some("needs a <source> and a <target>".into());
        };
        let checks_types = release >= Release::V2_2_0;
        let sources = ["custom", "envelope", "body", "property", "inline"];
        if checks_types && let Some(kind) = known(source.kind()).filter(|k| !sources.contains(k)) {
            return Some(format!("has a <source> of the type \"{kind}\""));
        }
        let to_key = target.kind() == "key" && release > Release::V4_0_0;
        let targets = ["custom", "envelope", "body", "property"];
        if !to_key && let Some(kind) = known(target.kind()).filter(|k| !targets.contains(k)) {
            return Some(format!("has a <target> of the type \"{kind}\""));
        }
        if source.kind() == "inline"
            && source.child.is_none()
            && source.text.is_empty()
            && source.key.is_none()
        {
            return Some("has an inline <source> without content".into());
        }
        let pair = if checks_types { Self::bad_pair(source, target) } else { None };
        pair.or_else(|| source.refused("source", release))
            .or_else(|| target.refused("target", release))
    }

    fn uses(&self, uses: &mut Uses) {
        if let Some(source) = &self.source {
            match source.kind() {
                "property" => uses
                    .reads
                    .extend(source.property.as_ref().map(|name| Location::scoped("default", name))),
                "inline" => {}
                _ => {
                    uses.reads.push(Location::Body);
                    uses.gives = Some(Taker::Mediator);
                }
            }
            uses.expression(&source.xpath);
        }
        if let Some(target) = &self.target {
            uses.expression(&target.xpath);
            match (target.kind(), &target.property) {
                ("property", Some(name)) => uses.set(Location::scoped("default", name)),
                _ => uses.set(Location::Body),
            }
        }
    }

    fn shape(&self) -> Shape<'_> {
        Shape::Step
    }

    fn run(&self, at: Here<'_>, on: &mut Walker<'_>) -> Run<bool> {
        running::run(self, at, on)
    }
}
