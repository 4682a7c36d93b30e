//! call-template: a template that runs with parameters of its own (wso2-synapse,
//! `InvokeMediator`, `TemplateMediator`; read, not run).

use std::collections::BTreeMap;

use super::{Mediator, Walker};
use crate::expression::in_braces;
use crate::gateway::message::Value;
use crate::gateway::{Event, Run, Stop};

impl Walker<'_> {
    /// Runs the template that `target` names, where its file is known.
    pub(super) fn call_template(&mut self, at: Mediator<'_>) -> Run<bool> {
        let name = at.attr("target").unwrap_or_default();
        self.events.push(Event::Call(name.clone()));
        let library = self.library;
        let Some(template) = library.templates.get(&name) else {
            return Err(match library.is_whole {
                true => Stop::threw(format!("there is no template {name}")),
                false => Stop::unknown(format!("the template {name}")),
            });
        };
        let parameters = self.parameters(at)?;
        let root = Mediator { doc: &template.doc, element: template.root() };
        let Some(body) = root.child("sequence") else {
            return Err(Stop::unknown(format!("the template {name} without a sequence")));
        };
        self.message.functions.push(parameters);
        let outer = std::mem::replace(&mut self.here, name.clone());
        let returned = self.within(&name, |walker| walker.sequence(body));
        self.here = outer;
        self.message.functions.pop();
        returned
    }

    /// What each `with-param` gives: a text, or what its expression gives.
    fn parameters(&self, at: Mediator<'_>) -> Run<BTreeMap<String, Value>> {
        let mut all = BTreeMap::new();
        for param in at.children().filter(|c| c.name() == "with-param") {
            let (Some(name), Some(value)) = (param.attr("name"), param.attr("value")) else {
                continue;
            };
            let value = match in_braces(&value) {
                None => Some(Value::Text(value)),
                Some(expression) => match self.string(param, expression) {
                    Err(Stop::Unknown(what)) => Some(Value::Unknown(what)),
                    found => found?.map(Value::Text),
                },
            };
            all.extend(value.map(|value| (name, value)));
        }
        Ok(all)
    }
}
