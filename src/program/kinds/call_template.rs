//! `call-template`: runs a template with parameters (wso2-synapse, `InvokeMediatorFactory`).

use crate::expression::Syntax;
use std::collections::BTreeMap;

use crate::gateway::message::Value;
use crate::gateway::{Event, Here, Run, Stop, Walker};
use crate::program::Mediator;
use crate::program::form::{Children, Form, Identity, Is, Sight, attribute};
use crate::program::mediator::Mediate;
use crate::program::part::{Name, Part, Reader};
use crate::program::shape::Shape;
use crate::program::uses::Uses;
use crate::stock::Release;

/// A call of a template.
#[derive(Debug, Clone, PartialEq)]
pub struct CallTemplate {
    /// The template's name.
    pub target: String,
    /// What it is given.
    pub params: Vec<Param>,
}

/// A parameter.
#[derive(Debug, Clone, PartialEq)]
pub struct Param {
    /// Its name.
    pub name: Option<String>,
    /// Its value: a text, or `{expression}`.
    pub value: Option<Name>,
}

/// A parameter of a call.
pub const WITH_PARAM: Form =
    Form { attributes: &[attribute("value", Is::Name)], ..Form::part("with-param") };

impl Param {
    fn refused(&self) -> Option<String> {
        match (&self.name, &self.value) {
            (Some(name), Some(value)) if !name.is_empty() => value.refused(),
            _ => Some("has a <with-param> without name or value".into()),
        }
    }
}

impl Mediate for CallTemplate {
    const FORM: Form = Form {
        identity: Identity::Attributes(&["target"]),
        children: Children::Content,
        sight: Sight::Opaque,
        ..Form::of("call-template")
    };

    fn read(at: Part<'_>, _: &mut Reader<'_>) -> Self {
        let param = |p: Part<'_>| {
            let value = p.computed("value").map(|mut value| {
                // `{{expression}}` is computed when the template runs.
                let inner = value.text.strip_prefix("{{").and_then(|t| t.strip_suffix("}}"));
                value.inside = match inner {
                    Some(inner) => Some(p.read(inner, Syntax::Either)),
                    None => value.inside,
                };
                value
            });
            Param { name: p.attr("name"), value }
        };
        Self {
            target: at.attr("target").unwrap_or_default(),
            params: at.parts("with-param").map(param).collect(),
        }
    }

    fn refused(&self, _: Release) -> Option<String> {
        match self.target.is_empty() {
            true => Some("has no target".into()),
            false => self.params.iter().find_map(Param::refused),
        }
    }

    fn uses(&self, uses: &mut Uses) {
        let values = self.params.iter().filter_map(|p| p.value.as_ref());
        uses.expression(values.filter_map(|v| v.inside.as_ref()));
        uses.call(&self.target);
        uses.is_opaque = true;
    }

    fn shape(&self) -> Shape<'_> {
        // Templates are not sequences: what one does is not looked up here.
        Shape::Step
    }

    fn run(&self, _: Here<'_>, on: &mut Walker<'_>) -> Run<bool> {
        on.events.push(Event::Call(self.target.clone()));
        let library = on.library;
        let Some(template) = library.templates.get(&self.target) else {
            return Err(match library.is_whole {
                true => Stop::threw(format!("the template {} does not exist", self.target)),
                false => Stop::unknown(format!("the template {}", self.target)),
            });
        };
        let program = template.program();
        let body = match program.mediator(program.root()) {
            Mediator::Template(template) => template.lists.first(),
            _ => None,
        };
        let Some(&[body]) = body.map(|list| list.0.as_slice()) else {
            return Err(Stop::unknown(format!("the template {} without a sequence", self.target)));
        };
        let parameters = self.parameters(on)?;
        on.message.functions.push(parameters);
        let root = Here { sequence: template, id: body };
        let returned = on.within(&self.target, |on| on.run_as(&self.target, root));
        on.message.functions.pop();
        returned
    }
}

impl CallTemplate {
    /// What each parameter is: a text, or what its expression gives (`InvokeMediator`; read, not
    /// run).
    fn parameters(&self, on: &Walker<'_>) -> Run<BTreeMap<String, Value>> {
        let mut all = BTreeMap::new();
        for param in &self.params {
            let (Some(name), Some(value)) = (&param.name, &param.value) else { continue };
            let value = match &value.inside {
                None => Some(Value::Text(value.text.clone())),
                Some(expression) => match on.string(expression) {
                    Err(Stop::Unknown(what)) => Some(Value::Unknown(what)),
                    found => found?.map(Value::Text),
                },
            };
            all.extend(value.map(|value| (name.clone(), value)));
        }
        Ok(all)
    }
}
