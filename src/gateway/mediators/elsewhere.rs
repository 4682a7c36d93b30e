//! What sends the message, a copy or a part of it somewhere else than to the client, and what asks
//! somebody else (wso2-synapse: `CloneMediator`, `IterateMediator`, `StoreMediator`,
//! `CallMediator`, `CalloutMediator`, `ForEachMediator`; read, not run).

use super::{Mediator, Walker};
use crate::expression::{Expression, Syntax};
use crate::gateway::element::Element;
use crate::gateway::message::{Body, Value};
use crate::gateway::xpath::{Evaluation, Object};
use crate::gateway::{Event, Run, Stop};

impl Walker<'_> {
    /// The message goes to a place that has a name, as it is.
    pub(super) fn goes_to(&mut self, place: String) {
        self.steps.did(|| format!("sends it to {place}"));
        self.events.push(Event::Elsewhere { to: place, body: self.message.body.clone() });
    }

    /// store, event and the like: the message goes there, and goes on.
    pub(super) fn hands_over(&mut self, at: Mediator<'_>) -> Run<bool> {
        let name = ["messageStore", "sequence", "topic", "sink"].iter().find_map(|a| at.attr(a));
        self.goes_to(format!("{} {}", at.name(), name.unwrap_or_default()).trim_end().to_owned());
        Ok(true)
    }

    /// A copy for each target. The message itself goes on only where `continueParent` says so.
    pub(super) fn clone_message(&mut self, at: Mediator<'_>) -> Run<bool> {
        for target in at.children().filter(|c| c.name() == "target") {
            self.aside(|walker| walker.target(target));
        }
        self.goes_on_after(at, "a copy for each target")
    }

    /// A message for each part that the expression finds.
    pub(super) fn iterate(&mut self, at: Mediator<'_>) -> Run<bool> {
        let keeps = at.attr("preservePayload").is_some_and(|p| p == "true");
        let parts = match keeps {
            true => None,
            false => self.parts(at)?,
        };
        let unknown = || vec![Body::Unknown("the parts of the body".to_owned())];
        for part in parts.unwrap_or_else(unknown) {
            for target in at.children().filter(|c| c.name() == "target") {
                self.aside(|walker| {
                    walker.message.body = part.clone();
                    walker.target(target)
                });
            }
        }
        self.goes_on_after(at, "a message for each part")
    }

    fn goes_on_after(&mut self, at: Mediator<'_>, what: &str) -> Run<bool> {
        let goes_on = at.attr("continueParent").is_some_and(|c| c.eq_ignore_ascii_case("true"));
        self.steps.did(|| match goes_on {
            true => format!("{what}; the message goes on"),
            false => format!("{what}; ends the sequence, continueParent is not true"),
        });
        Ok(goes_on)
    }

    /// The elements that an `expression` finds, as bodies; none where that is not known.
    fn parts(&self, at: Mediator<'_>) -> Run<Option<Vec<Body>>> {
        let text = at.attr("expression").unwrap_or_default();
        let read = Expression::at(at.doc, at.element, &text, Syntax::Either);
        let Some(part) = read.xpath() else { return Ok(None) };
        let evaluation = Evaluation::new(self.scope(at));
        let nodes = match evaluation.object(part) {
            Ok(Object::Nodes(nodes)) => nodes,
            Ok(_) | Err(Stop::Unknown(_)) => return Ok(None),
            Err(threw) => return Err(threw),
        };
        let elements = nodes.iter().map(|node| evaluation.element(node));
        let elements: Option<Vec<Element>> = elements.collect::<Run<_>>()?;
        Ok(elements.map(|all| all.into_iter().map(|e| Body::Xml(vec![e])).collect()))
    }

    /// What runs on a copy: what it throws or does not know is no matter of the message's own.
    fn aside(&mut self, run: impl FnOnce(&mut Self) -> Run<bool>) {
        let own = self.message.clone();
        self.aside += 1;
        if let Err(Stop::Unknown(what)) = run(self) {
            let to = "a place that is not known".to_owned();
            self.events.push(Event::Elsewhere { to, body: Body::Unknown(what) });
        }
        self.aside -= 1;
        self.message = own;
    }

    /// A target: its sequence, then its endpoint.
    fn target(&mut self, target: Mediator<'_>) -> Run<bool> {
        if let Some(to) = target.attr("to") {
            self.message.to = Some(to);
        }
        let goes_on = match (target.attr("sequence"), target.child("sequence")) {
            (Some(key), _) => self.call(&key)?,
            (None, Some(sequence)) => self.sequence(sequence)?,
            (None, None) => true,
        };
        if let (Some(place), true) = (endpoint(target), goes_on) {
            self.goes_to(place);
        }
        Ok(goes_on)
    }

    /// call and callout: who is asked gets the message; what comes back is not known.
    pub(super) fn asks(&mut self, at: Mediator<'_>) -> Run<bool> {
        let place =
            endpoint(at).or_else(|| at.attr("serviceURL").or_else(|| at.attr("endpointKey")));
        let place = place.or_else(|| self.message.to.clone());
        let place = place.unwrap_or_else(|| "no address".to_owned());
        self.goes_to(place.clone());
        let answer = format!("what {place} answers");
        if let Some(property) = at.child("target").and_then(|t| t.attr("key")) {
            self.wrote("default", &property, None);
            self.message.properties.insert(property, Value::Unknown(answer));
            return Ok(true);
        }
        self.write_body(at, Body::Unknown(answer.clone()));
        for name in ["messageType", "ContentType", "HTTP_SC", "NO_ENTITY_BODY"] {
            self.message.axis2.insert(name.to_owned(), Value::Unknown(answer.clone()));
        }
        self.message.touched_by.push(answer);
        Ok(true)
    }

    /// dblookup: the properties that its results set.
    pub(super) fn looks_up(&mut self, at: Mediator<'_>) -> Run<bool> {
        for statement in at.children().filter(|c| c.name() == "statement") {
            for result in statement.children().filter(|c| c.name() == "result") {
                let Some(name) = result.attr("name") else { continue };
                self.wrote("default", &name, None);
                let value = Value::Unknown(format!("the {name} of a database"));
                self.message.properties.insert(name, value);
            }
        }
        self.steps.did(|| "sets properties from a database".to_owned());
        Ok(true)
    }
}

/// What the endpoint in or at an element is called: its key, its name or its address.
pub(super) fn endpoint(at: Mediator<'_>) -> Option<String> {
    if let Some(key) = at.attr("endpoint") {
        return Some(key);
    }
    let endpoint = at.child("endpoint")?;
    let attr = |m: Mediator<'_>, name: &str| m.attr(name);
    let address =
        endpoint.children().find_map(|c| attr(c, "uri").or_else(|| attr(c, "uri-template")));
    let named = attr(endpoint, "key").or_else(|| attr(endpoint, "key-expression"));
    Some(
        named
            .or(address)
            .or_else(|| attr(endpoint, "name"))
            .unwrap_or_else(|| "an endpoint".to_owned()),
    )
}
