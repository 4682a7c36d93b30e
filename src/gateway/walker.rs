//! The walk itself: a message on its way from mediator to mediator. What each does stands with its
//! kind, in [`crate::program::kinds`]; here is what they have in common.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::choice::{Choice, Origins, Test};
use super::element::Element;
use super::engine::Engine;
use super::expression::Scope;
use super::java_regex::{Groups, full_match};
use super::kept::Kept;
use super::limits::{
    Budget, CHARACTER, MALFORMED, MAX_LEVELS, MAX_NESTED, MEDIATOR, PATTERN, TOO_DEEP,
};
use super::load::{self, Refused};
use super::message::{Body, Message, Origin};
use super::sequence::{Library, Sequence};
use super::steps::Steps;
use super::{Ended, Event, Logged, Response, Run, Step, Stop, Walked};
use crate::expression::{Expression, Location};
use crate::program::form::Then;
use crate::program::{Given, Id, List, Mediator, Part};

/// Sequences call each other no deeper; a loop would never end on the gateway either.
const MAX_CALLS: usize = 32;

/// A message on its way through mediators.
pub(crate) struct Walker<'l> {
    /// The message.
    pub message: Message,
    /// What may be called.
    pub library: &'l Library,
    /// The engine.
    pub engine: Engine,
    /// What happened.
    pub events: Vec<Event>,
    /// What log mediators wrote.
    pub log: Vec<Logged>,
    /// What the client got first.
    pub sent: Option<Response>,
    /// What of that was as the request left it.
    kept: Option<Kept>,
    /// What is not known, by name.
    pub unknown: Vec<String>,
    /// What each mediator did.
    pub steps: Steps,
    /// How many copies of the message run inside each other: not the message itself.
    pub aside: usize,
    /// The work that may still be done.
    pub budget: Budget,
    choices: Vec<Choice>,
    origins: Origins,
    calls: usize,
    nested: usize,
    /// Whether the sequences that were called load.
    loads: BTreeMap<String, bool>,
    /// The name of the sequence whose file is run.
    name: Arc<str>,
}

/// A mediator where it stands: in a sequence of that file.
#[derive(Clone, Copy)]
pub(crate) struct Here<'s> {
    /// The sequence.
    pub sequence: &'s Sequence,
    /// The mediator.
    pub id: Id,
}

impl<'s> Here<'s> {
    /// Its element.
    pub fn part(self) -> Part<'s> {
        let element = self.sequence.program().node(self.id).element;
        Part { doc: &self.sequence.doc, element }
    }

    fn mediator(self) -> &'s Mediator {
        self.sequence.program().mediator(self.id)
    }

    fn line(self) -> u32 {
        self.sequence.program().node(self.id).line
    }

    /// As an operator recognises it: its element with what tells it from others of that name.
    fn label(self) -> String {
        let name = self.part().name();
        let scoped = |own: &str, scope: &str| match scope {
            "default" => format!("{name} {own}"),
            scope => format!("{name} {own} ({scope})"),
        };
        match self.mediator() {
            Mediator::Property(p) => scoped(p.name.as_ref().map_or("", |n| &n.text), &p.scope),
            Mediator::Header(h) => {
                let scope = h.scope.as_deref().unwrap_or("default");
                scoped(h.name.as_deref().unwrap_or_default(), scope)
            }
            Mediator::Class(class) => format!("{name} {}", class.name),
            Mediator::Sequence(s) => match s.called() {
                Some(key) => format!("{name} key={}", key.text),
                None => format!("{name} {}", s.name.as_deref().unwrap_or_default()),
            },
            _ => name.to_owned(),
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
            kept: None,
            unknown: Vec::new(),
            steps: Steps::default(),
            aside: 0,
            budget: Budget::default(),
            choices: Vec::new(),
            origins: Origins::default(),
            calls: 0,
            nested: 0,
            loads: BTreeMap::new(),
            name: "".into(),
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
            kept: self.kept.unwrap_or_else(|| Kept::of(&self.origins)),
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
        let root = Here { sequence, id: sequence.program().root() };
        self.run_as(&sequence.name(), root)
    }

    /// Runs what a file of that name holds.
    pub fn run_as(&mut self, name: &str, root: Here<'_>) -> Run<bool> {
        let outer = std::mem::replace(&mut self.name, name.into());
        let returned = root.mediator().run(root, self);
        self.name = outer;
        returned
    }

    /// Runs a sequence of the library.
    pub fn call(&mut self, key: &str) -> Run<bool> {
        let library = self.library;
        let found = library.sequences.get(key);
        let Some(found) = found.filter(|s| self.loads(key, s)) else {
            return Err(Stop::threw(format!("the sequence {key} does not exist")));
        };
        let returned = self.within(key, |walker| walker.run(found));
        if let Ok(returned) = returned {
            self.steps.did(|| format!("called {key}, which returned {returned}"));
        }
        returned
    }

    /// Runs what was called, unless calls stand too deep in each other.
    pub fn within(&mut self, key: &str, run: impl FnOnce(&mut Self) -> Run<bool>) -> Run<bool> {
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
    pub fn list(&mut self, of: Here<'_>, list: &List) -> Run<bool> {
        for &id in &list.0 {
            if !self.mediate(Here { id, ..of })? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// One mediator.
    pub fn mediate(&mut self, at: Here<'_>) -> Run<bool> {
        if matches!(at.mediator(), Mediator::Comment(_)) {
            return Ok(true);
        }
        self.steps.begin(|| Step {
            sequence: self.name.to_string(),
            line: at.line(),
            mediator: at.label(),
            did: "runs what stands in it".to_owned(),
        });
        self.note_reading(at);
        self.nested += 1;
        let ran = match self.nested > MAX_NESTED {
            true => Err(Stop::unknown("mediators that stand so deep in each other")),
            false => self.budget.spend(MEDIATOR).and_then(|()| at.mediator().run(at, self)),
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

    /// Remembers whether the body is read before it is sent, for the engines that ask.
    fn note_reading(&mut self, at: Here<'_>) {
        if self.engine.refuses_malformed_json_once_read() && !self.message.body_was_read {
            let reads = || at.sequence.program().uses(at.id).reads.contains(&Location::Body);
            let goes_on = at.mediator().kind().form().then == Then::GoesOn;
            self.message.body_was_read = goes_on && reads();
        }
    }

    /// A mediator has written the body.
    pub fn write_body(&mut self, at: Here<'_>, body: Body) {
        self.origins.wrote(Location::Body, BTreeSet::new());
        self.message.body_from = Some(Origin { sequence: self.name.to_string(), line: at.line() });
        let levels = match &body {
            Body::Xml(all) => all.iter().map(Element::levels).max().unwrap_or(0),
            _ => 0,
        };
        self.message.xml_beside = None;
        self.message.body_was_read = false;
        self.message.body = match levels > MAX_LEVELS {
            true => Body::Unknown(TOO_DEEP.to_owned()),
            false => body,
        };
        // What is left of the budget decides at the next mediator.
        let _ = self.budget.spend(self.message.body.size().saturating_mul(CHARACTER));
    }

    /// The message goes to a place that has a name, as it is.
    pub fn goes_to(&mut self, place: String) {
        self.steps.did(|| format!("sends it to {place}"));
        self.events.push(Event::Elsewhere { to: place, body: self.message.body.clone() });
    }

    /// What runs on a copy: what it throws or does not know does not concern the message itself.
    pub fn on_a_copy(&mut self, run: impl FnOnce(&mut Self) -> Run<bool>) {
        let own = self.message.clone();
        self.aside += 1;
        if let Err(Stop::Unknown(what)) = run(self) {
            let to = "a place that is not known".to_owned();
            self.events.push(Event::Elsewhere { to, body: Body::Unknown(what) });
        }
        self.aside -= 1;
        self.message = own;
    }

    /// Whether a text matches a pattern as a whole.
    pub fn full_match(&self, pattern: &str, text: &str) -> Run<Option<Groups>> {
        self.budget.spend(PATTERN)?;
        self.budget.text(text)?;
        full_match(pattern, text)
    }

    /// Nothing happens, for that reason.
    pub fn left_out(&mut self, why: &str) -> Run<bool> {
        self.steps.did(|| format!("left out: {why}"));
        Ok(true)
    }

    /// Remembers a decision about an expression.
    pub fn chose(&mut self, at: Here<'_>, by: &Expression, test: Arc<Test>, outcome: usize) {
        let inputs = self.origins.of(by);
        let sequence = Arc::clone(&self.name);
        self.choices.push(Choice { sequence, line: at.line(), test, outcome, inputs });
    }

    /// Remembers what depends on those expressions: a property or a header, or the body.
    pub fn wrote<'e>(&mut self, written: Location, from: impl IntoIterator<Item = &'e Expression>) {
        let from = from.into_iter().flat_map(|e| self.origins.of(e)).collect();
        self.origins.wrote(written, from);
    }

    /// The client gets that, unless it has a response already: the transport takes only the first.
    pub fn sends(&mut self, mut response: Response) {
        if self.sent.is_none() {
            let kept = Kept::of(&self.origins);
            response.doubt(&kept.doubts);
            (self.sent, self.kept) = (Some(response), Some(kept));
        }
    }

    /// Something ran that may have changed anything.
    pub fn touched_by(&mut self, name: &str) {
        self.message.touched_by.insert(name.to_owned());
        self.origins.touch(name);
    }

    /// All headers were taken away.
    pub fn took_headers(&mut self) {
        self.origins.took_headers();
    }

    /// A mediator set the type of the answer.
    pub fn wrote_type(&mut self) {
        for name in ["messageType", "ContentType"] {
            self.origins.wrote(Location::Axis2(name.into()), BTreeSet::new());
        }
        self.origins.wrote(Location::Header("content-type".into()), BTreeSet::new());
    }

    /// Where expressions are evaluated.
    pub fn scope(&self) -> Scope<'_> {
        Scope { message: &self.message, engine: self.engine, budget: &self.budget }
    }

    /// An expression's value as a string.
    pub fn string(&self, expression: &Expression) -> Run<Option<String>> {
        self.scope().string(expression)
    }

    /// A value, or what an expression gives; none for neither and for null.
    pub fn given(&self, given: &Given) -> Run<Option<String>> {
        match (&given.value, &given.expression) {
            (Some(value), _) => Ok(Some(value.clone())),
            (None, Some(expression)) => self.string(expression),
            (None, None) => Ok(None),
        }
    }
}
