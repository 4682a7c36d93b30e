//! `header`: sets an address, a SOAP header or a transport header, or takes one away
//! (wso2-synapse, `HeaderMediatorFactory`; every refusal was run on the engines of 2.0.0 to 4.0.0).

use crate::expression::{Location, Syntax};
use crate::gateway::message::Value;
use crate::gateway::{Here, Run, Stop, Walker, steps};
use crate::program::form::{Form, Identity, Is, attribute};
use crate::program::load;
use crate::program::mediator::Mediate;
use crate::program::part::{Given, Part, Reader};
use crate::program::shape::Shape;
use crate::program::uses::{How, Uses, Write};
use crate::stock::Release;
use crate::xml::{NodeId, known};

/// A header that is set or taken away.
#[derive(Debug, Clone, PartialEq)]
pub struct Header {
    /// Its name.
    pub name: Option<String>,
    /// Its scope as written.
    pub scope: Option<String>,
    /// Whether it is taken away.
    pub removes: bool,
    /// Its value.
    pub given: Given,
    /// The element inside that is the header, where it has no name.
    pub child: Option<NodeId>,
    /// Whether the prefix of its name is declared.
    is_declared: bool,
}

/// The headers that need no prefix: they are fields of the message.
const ADDRESSING: [&str; 6] = ["To", "From", "Action", "FaultTo", "ReplyTo", "RelatesTo"];

impl Header {
    /// Whether it is an HTTP header.
    pub fn is_transport(&self) -> bool {
        self.scope.as_deref() == Some("transport")
    }

    /// The HTTP header that it sets or takes away.
    pub fn location(&self) -> Option<Location> {
        let name = self.name.as_ref().filter(|_| self.is_transport())?;
        Some(Location::scoped("transport", name))
    }

    fn bad_name(&self) -> Option<String> {
        let Some(name) = self.name.as_deref() else {
            return self.child.is_none().then(|| "has no name".into());
        };
        let is_open =
            [Some(name), self.scope.as_deref()].into_iter().flatten().any(|t| known(t).is_none());
        if is_open || self.is_transport() || ADDRESSING.contains(&name) {
            return None;
        }
        match name.contains(':') {
            true => (!self.is_declared)
                .then(|| format!("has the name \"{name}\", whose prefix is not declared")),
            false => Some(
                "is not the name of a SOAP header; for an HTTP header it needs \
                 scope=\"transport\""
                    .into(),
            ),
        }
    }
}

impl Mediate for Header {
    const FORM: Form = Form {
        attributes: &[
            attribute("name", Is::Qualified),
            attribute("scope", Is::Default("default")),
            attribute("action", Is::Only("remove")),
        ],
        hides: &[("value", &["expression"]), ("action", &["value", "expression"])],
        identity: Identity::Attributes(&["name", "scope"]),
        ..Form::of("header")
    };

    fn read(at: Part<'_>, _: &mut Reader<'_>) -> Self {
        let name = at.attr("name");
        let namespace = |name| at.doc.namespace_of_name(at.element, name);
        let is_declared = name.as_deref().and_then(namespace).is_some();
        Self {
            is_declared,
            name,
            scope: at.attr("scope"),
            removes: at.says("action", "remove"),
            given: at.given(Syntax::Either),
            child: at.children().next().map(|c| c.element),
        }
    }

    fn refused(&self, release: Release) -> Option<String> {
        if let Some(scope) = self.scope.as_deref().and_then(known)
            && !matches!(scope, "transport" | "default")
        {
            return Some(format!("has the scope \"{scope}\"; only transport and default exist"));
        }
        let value = || match (self.removes || self.child.is_some(), self.given.is_empty()) {
            (true, _) => None,
            (false, true) => Some("has neither value nor expression".into()),
            (false, false) => self.given.computed().and_then(|e| load::refused(e, release)),
        };
        self.bad_name().or_else(value)
    }

    fn uses(&self, uses: &mut Uses) {
        uses.expression(self.given.computed().filter(|_| !self.removes));
        let address = || self.name.as_deref().map(|name| Location::Address(name.into()));
        let Some(location) = self.location().or_else(address) else { return };
        uses.writes
            .push(Write { location, how: if self.removes { How::Removed } else { How::Set } });
    }

    fn shape(&self) -> Shape<'_> {
        Shape::Step
    }

    fn run(&self, _: Here<'_>, on: &mut Walker<'_>) -> Run<bool> {
        let Some(name) = &self.name else {
            return Err(Stop::unknown("a SOAP header as XML"));
        };
        let in_transport = self.is_transport();
        let value = match self.removes {
            true => None,
            false => Some(self.value_now(name, on)?),
        };
        on.steps.did(|| match &value {
            None => "removed".to_owned(),
            value => steps::set("header", name, value.as_ref()),
        });
        let location = match in_transport {
            true => Location::scoped("transport", name),
            false => Location::Address(name.as_str().into()),
        };
        on.wrote(location, self.given.computed());
        let message = &mut on.message;
        match (in_transport, value) {
            (true, Some(value)) => message.headers.set(name, value),
            (true, None) => message.headers.remove(name),
            (false, value) if name == "To" => message.to = value.map(|v| v.to_string()),
            (false, _) if name.contains(':') => {
                return Err(Stop::unknown(format!("the SOAP header {name}")));
            }
            (false, Some(value)) => {
                message.addressing.insert(name.clone(), value.to_string());
            }
            (false, None) => {
                message.addressing.remove(name);
            }
        }
        Ok(true)
    }
}

impl Header {
    /// What it is set to. From null a transport header is there, and empty.
    fn value_now(&self, name: &str, on: &Walker<'_>) -> Run<Value> {
        if let Some(open) = self.given.open() {
            return Ok(Value::Unknown(open));
        }
        match on.given(&self.given) {
            Err(Stop::Unknown(what)) if self.is_transport() => Ok(Value::Unknown(what)),
            found => match found? {
                Some(text) => Ok(Value::Text(text)),
                None if self.is_transport() => Ok(Value::text("")),
                None => Err(Stop::unknown(format!("the header {name} from null"))),
            },
        }
    }
}
