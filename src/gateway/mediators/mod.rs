//! Each mediator as the engine runs it, one file a family.

mod args;
mod elsewhere;
mod enrich;
mod fault;
mod flow;
mod log;
mod payload;
mod property;
mod sending;
mod template;

use super::choice::{Choice, Origins, Test};
use super::element::Element;
use super::engine::Engine;
use super::expression::Scope;
use super::java_regex::{Groups, full_match};
use super::limits::{
    Budget, CHARACTER, MALFORMED, MAX_LEVELS, MAX_NESTED, MEDIATOR, PATTERN, TOO_DEEP,
};
use super::load::Refused;
use super::message::{Body, Message, Origin};
use super::sequence::{Library, Sequence};
use super::steps::{self, Steps};
use super::{Ended, Event, Logged, Response, Run, Step, Stop, Walked, load};
use crate::expression::Location;
use crate::program::{Kind, NAMESPACE};
use crate::xml::{Document, NodeId};
use std::collections::BTreeMap;

/// Sequences call each other no deeper; a loop would never end on the gateway either.
const MAX_CALLS: usize = 32;

/// A message on its way through mediators.
pub struct Walker<'l> {
    message: Message,
    library: &'l Library,
    engine: Engine,
    events: Vec<Event>,
    log: Vec<Logged>,
    sent: Option<Response>,
    unknown: Vec<String>,
    choices: Vec<Choice>,
    origins: Origins,
    calls: usize,
    nested: usize,
    /// How many copies of the message run inside each other: not the message itself.
    aside: usize,
    budget: Budget,
    /// Whether the sequences that were called load.
    loads: BTreeMap<String, bool>,
    /// The name of the sequence whose file is run.
    here: String,
    steps: Steps,
}

/// A mediator: its element, in its file.
#[derive(Clone, Copy)]
struct Mediator<'d> {
    doc: &'d Document,
    element: NodeId,
}

impl<'d> Mediator<'d> {
    /// An attribute's value.
    fn attr(self, name: &str) -> Option<String> {
        let id = self.doc.find_attribute(self.element, name)?;
        Some(self.doc.attribute_value(id).into_owned())
    }

    /// What it is called, without prefix.
    fn name(self) -> &'d str {
        self.doc.local_name(self.element)
    }

    /// Its child elements.
    fn children(self) -> impl Iterator<Item = Mediator<'d>> {
        let doc = self.doc;
        doc.child_elements(self.element).map(move |element| Mediator { doc, element })
    }

    /// Its first child element of that name.
    fn child(self, name: &str) -> Option<Mediator<'d>> {
        self.children().find(|c| c.name() == name)
    }

    /// As an operator recognises it: its element with what tells it from others of that name.
    fn label(self) -> String {
        let name = self.name();
        let attr = |key| self.attr(key);
        match self.kind() {
            Kind::Property | Kind::Header => {
                let scope = attr("scope").filter(|s| s != "default");
                let scope = scope.map(|s| format!(" ({s})")).unwrap_or_default();
                format!("{name} {}{scope}", attr("name").unwrap_or_default())
            }
            Kind::Class => format!("{name} {}", attr("name").unwrap_or_default()),
            Kind::Sequence => match (attr("name"), attr("key")) {
                (None, Some(key)) => format!("{name} key={key}"),
                (own, _) => format!("{name} {}", own.unwrap_or_default()),
            },
            _ => name.to_owned(),
        }
    }

    /// What it is.
    fn kind(self) -> Kind {
        match self.doc.namespace(self.element) == NAMESPACE {
            true => Kind::of(self.name()),
            false => Kind::Other,
        }
    }
}

impl<'l> Walker<'l> {
    /// A walk that has not begun.
    pub fn new(message: Message, library: &'l Library, engine: Engine) -> Self {
        Self {
            message,
            library,
            engine,
            events: Vec::new(),
            log: Vec::new(),
            sent: None,
            unknown: Vec::new(),
            choices: Vec::new(),
            origins: Origins::default(),
            calls: 0,
            nested: 0,
            aside: 0,
            budget: Budget::default(),
            loads: BTreeMap::new(),
            here: String::new(),
            steps: Steps::default(),
        }
    }

    /// The same, and records what each mediator does.
    pub fn in_steps(self) -> Self {
        Self { steps: Steps::asked(), ..self }
    }

    /// Whether the engine loads a sequence.
    ///
    /// # Errors
    ///
    /// As [`load::check`].
    pub fn check(&self, sequence: &Sequence) -> Result<(), Refused> {
        load::check(sequence, self.library, self.engine)
    }

    /// What came of it.
    pub fn finish(self, ended: Ended) -> Walked {
        let mut unknown = self.unknown;
        if let Ended::Unknown(what) = &ended {
            unknown.push(what.clone());
        }
        if let Body::Unknown(what) = &self.message.body
            && !unknown.contains(what)
        {
            unknown.push(what.clone());
        }
        Walked {
            ended,
            events: self.events,
            log: self.log,
            message: self.message,
            sent: self.sent,
            unknown,
            choices: self.choices,
            work: self.budget.spent(),
            steps: self.steps.finish(),
        }
    }

    /// Runs a whole sequence: by its own mediators, or the one that its `key` names.
    ///
    /// # Errors
    ///
    /// The engine may throw, or the walk not know what it does.
    pub fn run(&mut self, sequence: &Sequence) -> Run<bool> {
        let root = Mediator { doc: &sequence.doc, element: sequence.root() };
        let outer = std::mem::replace(&mut self.here, root.attr("name").unwrap_or_default());
        let returned = self.sequence(root);
        self.here = outer;
        returned
    }

    /// A sequence, inline or a reference (wso2-synapse, `SequenceMediator`).
    fn sequence(&mut self, sequence: Mediator<'_>) -> Run<bool> {
        if let Some(name) = sequence.attr("name") {
            self.events.push(Event::Sequence(name));
            return self.list(sequence);
        }
        let Some(key) = sequence.attr("key") else { return self.list(sequence) };
        let Some(expression) = key.strip_prefix('{').and_then(|k| k.strip_suffix('}')) else {
            self.events.push(Event::Call(key.clone()));
            return self.call(&key);
        };
        self.events.push(Event::Call(expression.to_owned()));
        let key = self.string(sequence, expression)?.unwrap_or_default();
        self.call(&key)
    }

    /// Runs a sequence of the library.
    fn call(&mut self, key: &str) -> Run<bool> {
        let library = self.library;
        let found = library.sequences.get(key);
        let Some(found) = found.filter(|s| self.loads(key, s)) else {
            return Err(Stop::threw(format!("there is no sequence {key}")));
        };
        let returned = self.within(key, |walker| walker.run(found));
        if let Ok(returned) = returned {
            self.steps.did(|| format!("called {key}, which returned {returned}"));
        }
        returned
    }

    /// Runs what was called, unless calls stand too deep in each other.
    fn within(&mut self, key: &str, run: impl FnOnce(&mut Self) -> Run<bool>) -> Run<bool> {
        if self.calls == MAX_CALLS {
            return Err(Stop::unknown(format!("the sequence {key}, which calls itself")));
        }
        self.calls += 1;
        let returned = run(self);
        self.calls -= 1;
        returned
    }

    /// Whether a sequence of the library loads.
    fn loads(&mut self, key: &str, sequence: &Sequence) -> bool {
        if let Some(&loads) = self.loads.get(key) {
            return loads;
        }
        let loads = self.check(sequence).is_ok();
        self.loads.insert(key.to_owned(), loads);
        loads
    }

    /// Mediators in order, until one returns false (wso2-synapse, `AbstractListMediator`).
    fn list(&mut self, list: Mediator<'_>) -> Run<bool> {
        for mediator in list.children() {
            if !self.mediate(mediator)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// One mediator.
    fn mediate(&mut self, at: Mediator<'_>) -> Run<bool> {
        if matches!(at.kind(), Kind::Description | Kind::Comment) {
            return Ok(true);
        }
        self.steps.begin(|| Step {
            sequence: self.here.clone(),
            line: at.doc.line(at.element),
            mediator: at.label(),
            did: "runs what stands in it".to_owned(),
        });
        self.nested += 1;
        let ran = match self.nested > MAX_NESTED {
            true => Err(Stop::unknown("mediators that stand so deep in each other")),
            false => self.budget.spend(MEDIATOR).and_then(|()| self.dispatch(at)),
        };
        self.nested -= 1;
        if matches!(&ran, Err(Stop::Threw(why)) if why == MALFORMED)
            && self.engine.loses_malformed_json()
        {
            self.message.body = Body::None;
        }
        self.steps.end(&ran);
        ran
    }

    fn dispatch(&mut self, at: Mediator<'_>) -> Run<bool> {
        match at.kind() {
            Kind::Property => self.property(at),
            Kind::PropertyGroup => self.list(at),
            Kind::Header => self.header(at),
            Kind::Filter => self.filter(at),
            Kind::Switch => self.switch(at),
            Kind::In if self.message.is_response => self.left_out("the message is a response"),
            Kind::Out if !self.message.is_response => self.left_out("the message is a request"),
            Kind::In | Kind::Out => self.list(at),
            Kind::Sequence => self.sequence(at),
            Kind::PayloadFactory => self.payload(at),
            Kind::Makefault => self.makefault(at),
            Kind::Enrich => self.enrich(at),
            Kind::Log => self.log(at),
            Kind::Send => self.send(at),
            Kind::Respond => self.respond(),
            Kind::Drop => self.drop_message(),
            Kind::Loopback => self.loopback(),
            Kind::Class => self.class(at),
            kind => self.other(at, kind),
        }
    }

    /// A mediator has written the body.
    fn write_body(&mut self, at: Mediator<'_>, body: Body) {
        let (sequence, line) = (self.here.clone(), at.doc.line(at.element));
        self.message.body_from = Some(Origin { sequence, line });
        let levels = match &body {
            Body::Xml(all) => all.iter().map(Element::levels).max().unwrap_or(0),
            _ => 0,
        };
        self.message.xml_beside = None;
        self.message.body = match levels > MAX_LEVELS {
            true => Body::Unknown(TOO_DEEP.to_owned()),
            false => body,
        };
        // What is left of the budget decides at the next mediator.
        let _ = self.budget.spend(self.message.body.size().saturating_mul(CHARACTER));
    }

    /// Whether a text matches a pattern as a whole.
    fn full_match(&self, pattern: &str, text: &str) -> Run<Option<Groups>> {
        self.budget.spend(PATTERN)?;
        self.budget.text(text)?;
        full_match(pattern, text)
    }

    fn left_out(&mut self, why: &str) -> Run<bool> {
        self.steps.did(|| format!("left out: {why}"));
        Ok(true)
    }

    /// A class mediator: what it does is in its jar.
    fn class(&mut self, at: Mediator<'_>) -> Run<bool> {
        let name = at.attr("name").unwrap_or_default();
        if self.library.inert_classes.contains(&name) {
            self.steps.did(|| "is there, and leaves the message alone".to_owned());
            self.events.push(Event::Class(name));
        } else {
            self.steps.did(|| "unknown what it does".to_owned());
            let class = format!("the class {name}");
            self.message.touched_by.push(class.clone());
            self.unknown.push(class);
        }
        Ok(true)
    }

    /// Mediators that leave the message alone, that write its body, or that may do anything.
    fn other(&mut self, at: Mediator<'_>, kind: Kind) -> Run<bool> {
        let name = at.name();
        match kind {
            Kind::Builder | Kind::Dbreport | Kind::Transaction => {
                self.steps.did(|| "leaves the message alone".to_owned());
                Ok(true)
            }
            Kind::Event
            | Kind::EventPublisher
            | Kind::PublishEvent
            | Kind::Bam
            | Kind::Store
            | Kind::Enqueue => self.hands_over(at),
            Kind::Clone => self.clone_message(at),
            Kind::Iterate => self.iterate(at),
            Kind::Call | Kind::Callout => self.asks(at),
            Kind::Dblookup => self.looks_up(at),
            Kind::CallTemplate => self.call_template(at),
            Kind::Xslt
            | Kind::FastXslt
            | Kind::Xquery
            | Kind::Datamapper
            | Kind::Smooks
            | Kind::Foreach
            | Kind::JsonTransform => {
                let key = at.attr("key").map(|k| format!(" {k}")).unwrap_or_default();
                self.write_body(at, Body::Unknown(format!("the {name}{key}")));
                self.steps.did(|| format!("made {}", steps::body(&self.message.body)));
                Ok(true)
            }
            _ => Err(Stop::unknown(format!("the mediator {name}"))),
        }
    }

    /// Remembers a decision.
    fn chose(&mut self, at: Mediator<'_>, test: Test, outcome: usize) {
        let expression = match &test {
            Test::Condition(text) => text,
            Test::Patterns { source, .. } => source,
        };
        let inputs = self.origins.of(expression);
        let sequence = self.here.clone();
        let line = at.doc.line(at.element);
        self.choices.push(Choice { sequence, line, test, outcome, inputs });
    }

    /// Remembers what a property or header that is written hangs on.
    fn wrote(&mut self, scope: &str, name: &str, expression: Option<&str>) {
        let from = expression.map(|e| self.origins.of(e)).unwrap_or_default();
        self.origins.wrote(Location::scoped(scope, name), from);
    }

    /// Remembers what the body hangs on that is made of those args.
    fn body_hangs_on(&mut self, args: &[Mediator<'_>]) {
        let expressions = args.iter().filter_map(|a| a.attr("expression"));
        let from = expressions.flat_map(|e| self.origins.of(&e)).collect();
        self.origins.wrote(Location::Body, from);
    }

    /// Where an expression of that element is evaluated.
    fn scope<'a>(&'a self, at: Mediator<'a>) -> Scope<'a> {
        let (message, budget) = (&self.message, &self.budget);
        Scope { message, doc: at.doc, at: at.element, engine: self.engine, budget }
    }

    /// An expression's value as a string.
    fn string(&self, at: Mediator<'_>, text: &str) -> Run<Option<String>> {
        self.scope(at).string(text)
    }
}
