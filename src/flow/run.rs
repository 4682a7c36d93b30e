//! The abstract run.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::callee::Summary;
use super::clients::{Conditions, Inputs, Known};
use super::found::{Called, Point};
use super::state::{Did, State};
use super::{Clients, Ends, Flow, Gateway, Goes, Read, Start, Told};
use crate::expression::{Expression, Location};
use crate::gateway::Value;
use crate::gateway::engine::Engine;
use crate::program::form::Then;
use crate::program::kinds::Kind;
use crate::program::kinds::clone::Target;
use crate::program::{Arm, How, Id, List, Mediator, Program, Runs, Shape, Taker, When, Write};

impl Flow {
    /// Runs a program.
    pub fn of(program: &Program, on: &Gateway<'_>, start: &Start<'_>) -> Self {
        run(program, on, start).0
    }
}

/// Runs a program; also says what a call of it would do.
fn run(program: &Program, on: &Gateway<'_>, start: &Start<'_>) -> (Flow, Summary) {
    let mut runner = Runner {
        program,
        on,
        start,
        engine: Engine(on.release),
        conditions: Conditions::of(Engine(on.release)),
        state: State::new(start.clients, first(program, start)),
        points: vec![Point::default(); program.all().count()],
        calls: Vec::new(),
        ended: 0,
        is_opaque: false,
    };
    let incoming = runner.state.value(&Location::Body);
    runner.mediate(program.root());
    let at_end = runner.state.clients;
    runner.state.give(Goes { returned: at_end, ..Goes::default() });
    let ends = match (at_end.is_empty(), runner.ended) {
        (true, _) => Ends::Always,
        (false, 0) => Ends::Never,
        (false, _) => Ends::Maybe,
    };
    let written = runner.state.written();
    let written =
        written.map(|(location, always, known)| (location.clone(), always, known.cloned()));
    let written: Vec<_> = written.collect();
    let mut summary = Summary {
        writes: if at_end.is_empty() { Vec::new() } else { written },
        is_opaque: runner.is_opaque,
        ends,
        ..Summary::default()
    };
    let reads = runner.points.iter().flat_map(|p| &p.reads).filter(|r| r.from.initial);
    summary.reads = reads.map(|r| r.location.clone()).collect();
    summary.reads.sort_unstable();
    summary.reads.dedup();
    let mut answers = runner.points.iter().flat_map(|p| &p.answers).peekable();
    summary.answers = answers.peek().is_some().then(|| {
        let theirs = answers.filter(|read| read.from.initial);
        theirs.map(|read| read.location.clone()).collect()
    });
    let end = match at_end.is_empty() {
        true => Vec::new(),
        false => runner.now(start.answers),
    };
    let (goes, gives) = runner.state.values.goes(runner.points.len(), incoming);
    // What comes back from the call as it was is the caller's to give.
    summary.gives = Goes { returned: Clients::NONE, ..gives };
    (Flow { points: runner.points, goes, calls: runner.calls, at_end, end }, summary)
}

struct Runner<'r, 'g> {
    program: &'r Program,
    on: &'r Gateway<'g>,
    start: &'r Start<'r>,
    engine: Engine,
    conditions: Conditions,
    state: State,
    points: Vec<Point>,
    calls: Vec<Called>,
    /// How often the sequence ended on some way.
    ended: usize,
    is_opaque: bool,
}

impl<'r> Runner<'r, '_> {
    fn list(&mut self, list: &List) {
        for &id in &list.0 {
            if self.state.clients.is_empty() {
                return;
            }
            self.mediate(id);
        }
    }

    fn mediate(&mut self, id: Id) {
        let (program, before) = (self.program, self.ended);
        self.points[id.index()].clients = self.state.clients;
        let probes = self.start.probes.and_then(|probes| probes.get(&id));
        probes.into_iter().flatten().for_each(|location| self.read(id, location));
        let uses = program.uses(id);
        uses.reads.iter().for_each(|location| self.read(id, location));
        if let Some(taker) = uses.gives {
            self.state.give(Goes::to(taker, self.state.clients));
            if taker == Taker::Client {
                self.answer(id, self.start.answers);
            }
        }
        if uses.is_opaque {
            self.opaque(id);
        }
        self.shape(id, program.mediator(id).shape());
        for write in &uses.writes {
            let known = self.known(id, write);
            self.write(id, &write.location, write.how != How::MaybeSet, known);
        }
        if self.ends(id) {
            self.end();
        }
        self.points[id.index()].ends = match (self.state.clients.is_empty(), self.ended - before) {
            (true, _) => Ends::Always,
            (false, 0) => Ends::Never,
            (false, _) => Ends::Maybe,
        };
    }

    fn ends(&self, id: Id) -> bool {
        let kind = self.program.mediator(id).kind();
        let goes_on = kind == Kind::Send && !self.engine.send_ends_flow();
        kind.form().then == Then::Ends && !goes_on
    }

    fn end(&mut self) {
        self.ended += 1;
        self.state.clients = Clients::NONE;
    }

    fn read(&mut self, by: Id, location: &Location) {
        let read = self.now(std::slice::from_ref(location));
        self.points[by.index()].reads.extend(read);
    }

    /// The client gets an answer with what these are now.
    fn answer(&mut self, by: Id, with: &[Location]) {
        let with = self.now(with);
        self.points[by.index()].answers.extend(with);
    }

    fn now(&mut self, locations: &[Location]) -> Vec<Read> {
        let state = &mut self.state;
        let read = |location: &Location| {
            let value = state.value(location);
            Read { location: location.clone(), from: Rc::clone(state.values.origins(value)) }
        };
        locations.iter().map(read).collect()
    }

    fn write(&mut self, by: Id, location: &Location, always: bool, known: Option<Rc<Known>>) {
        self.state.write(by, location, always, known);
        self.points[by.index()].writes.push(location.clone());
    }

    /// It may read all that can be seen, and write it.
    fn opaque(&mut self, by: Id) {
        self.is_opaque = true;
        self.points[by.index()].is_opaque = true;
        let watched = self.start.watched;
        watched.iter().for_each(|location| self.read(by, location));
        self.state.write(by, &Location::Anything, false, None);
    }

    fn shape(&mut self, id: Id, shape: Shape<'r>) {
        match shape {
            Shape::Step => {}
            Shape::Runs(runs) => self.runs(id, runs),
            Shape::Choice { source, arms } => self.choice(id, source, &arms),
            Shape::Copies { targets, continues } => {
                targets.into_iter().for_each(|target| self.copy(id, target));
                if !continues {
                    self.end();
                }
            }
            Shape::Perhaps(plain) => {
                let calls = plain.calls.iter().map(|key| Runs::Call(key));
                let runs = plain.lists.iter().map(Runs::List).chain(calls);
                let ways = std::iter::once(Runs::Nothing).chain(runs);
                let arms = ways.map(|runs| Arm { when: When::Otherwise, runs }).collect::<Vec<_>>();
                self.choice(id, None, &arms);
            }
        }
    }

    fn runs(&mut self, id: Id, runs: Runs<'r>) {
        match runs {
            Runs::List(list) => self.list(list),
            Runs::Call(key) => self.call(id, key),
            Runs::Nothing => {}
        }
    }

    fn choice(&mut self, id: Id, source: Option<&Expression>, arms: &[Arm<'r>]) {
        let clients = self.state.clients;
        let inputs = source.map(|source| self.inputs(source)).unwrap_or_default();
        let whens: Vec<When<'_>> = arms.iter().map(|arm| arm.when).collect();
        let taken = self.conditions.arms(source, &whens, &inputs, clients);
        let mut ways: Vec<Did> = Vec::with_capacity(arms.len());
        for (arm, clients) in arms.iter().zip(taken) {
            let mark = self.state.mark();
            self.state.clients = clients;
            if !clients.is_empty() {
                self.runs(id, arm.runs);
            }
            ways.push(self.state.take_back(mark));
        }
        self.state.join(&ways);
    }

    fn inputs(&mut self, source: &Expression) -> Inputs {
        let value = |location: Location| {
            let value = self.state.value(&location);
            let known = self.state.values.known(value).cloned();
            (location, known)
        };
        source.reads().into_iter().map(value).collect()
    }

    /// A copy of the message goes its own way.
    fn copy(&mut self, id: Id, target: &'r Target) {
        let mark = self.state.mark();
        let (clients, ended) = (self.state.clients, self.ended);
        match (&target.key, target.sequence) {
            (Some(key), _) => self.call(id, key),
            (None, Some(sequence)) => self.mediate(sequence),
            (None, None) => {}
        }
        if (target.endpoint.is_some() || target.endpoint_key.is_some())
            && !self.state.clients.is_empty()
        {
            self.state.give(Goes::to(Taker::Other, clients));
        }
        self.state.take_back(mark);
        (self.state.clients, self.ended) = (clients, ended);
    }

    fn call(&mut self, id: Id, key: &str) {
        let clients = self.state.clients;
        let told = self.state.told();
        self.calls.push(Called { by: id, key: key.to_owned(), clients, told });
        let Some(callee) = summary(self.on, key, self.start) else {
            self.ended += 1;
            return self.opaque(id);
        };
        callee.reads.iter().for_each(|location| self.read(id, location));
        callee.answers.iter().for_each(|locations| self.answer(id, locations));
        self.state.give(callee.gives.among(self.state.clients));
        if callee.is_opaque {
            self.opaque(id);
        }
        // What it makes of the request is known where it finds that as it came in.
        let is_request = callee.reads.iter().all(|location| {
            let value = self.state.value(location);
            self.state.values.origins(value).writers.is_empty()
        });
        for (location, always, known) in &callee.writes {
            let known = known.clone().filter(|_| is_request);
            self.write(id, location, *always, known);
        }
        match callee.ends {
            Ends::Always => self.end(),
            Ends::Maybe => self.ended += 1,
            Ends::Never => {}
        }
    }

    /// What a mediator writes for each client, where that is known.
    fn known(&mut self, id: Id, write: &Write) -> Option<Rc<Known>> {
        if write.how == How::Removed {
            return Some(Known::everywhere(None));
        }
        let property = match self.program.mediator(id) {
            Mediator::Property(property) => Some(property),
            _ => None,
        };
        let is_named = property.is_some_and(|p| p.location().as_ref() == Some(&write.location));
        if !is_named && write.location == Location::scoped("transport", "Content-Type") {
            // It gets the type of the answer, which says nothing about clients. Who asks for it
            // later means what the client sent.
            let value = self.state.value(&write.location);
            return self.state.values.known(value).cloned();
        }
        let property = property?;
        if property.location().as_ref() != Some(&write.location) || property.pattern.is_some() {
            return None;
        }
        let is_text = property.data_type.as_deref().is_none_or(|kind| kind == "STRING");
        match (&property.given.value, property.computed()) {
            (Some(text), _) if is_text => Some(Known::everywhere(Some(Value::text(text)))),
            (None, Some(expression)) if is_text => {
                let inputs = self.inputs(expression);
                self.conditions.value(expression, &inputs, self.state.clients)
            }
            _ => None,
        }
    }
}

/// What is known of properties when a sequence begins: what its caller tells, and that those which
/// it sets itself to texts are not set yet. Those that the gateway sets are no such.
fn first(program: &Program, start: &Start<'_>) -> FxHashMap<Location, Rc<Known>> {
    let mut first = FxHashMap::default();
    for mediator in program.all().map(|id| program.mediator(id)) {
        let Mediator::Property(property) = mediator else { continue };
        let is_own = |location: &Location| match location {
            Location::Property(name) | Location::Axis2(name) => !OF_THE_GATEWAY.contains(&&**name),
            _ => false,
        };
        if property.given.value.is_some()
            && let Some(location) = property.location().filter(is_own)
        {
            first.insert(location, Known::everywhere(None));
        }
    }
    for (location, known) in start.told.into_iter().flat_map(Told::iter) {
        first.insert(location.clone(), Rc::clone(known));
    }
    first
}

/// Properties that have a value before any sequence sets them.
const OF_THE_GATEWAY: [&str; 8] = [
    "messageType",
    "ContentType",
    "HTTP_SC",
    "HTTP_METHOD",
    "ERROR_CODE",
    "ERROR_MESSAGE",
    "RESPONSE",
    "TRANSPORT_HEADERS",
];

/// What a call of that name does; none where nobody knows. A sequence that calls itself is cut
/// there: what it does was seen on the way.
fn summary(on: &Gateway<'_>, key: &str, caller: &Start<'_>) -> Option<Rc<Summary>> {
    if let Some(known) = on.summaries.borrow().get(key) {
        return known.clone();
    }
    let program = on.called(key)?;
    let remember = |summary: Summary| {
        let summary = Some(Rc::new(summary));
        on.summaries.borrow_mut().insert(key.to_owned(), summary.clone());
        summary
    };
    remember(Summary::default());
    let start = Start { clients: Clients::ALL, told: None, probes: None, ..*caller };
    remember(run(program, on, &start).1)
}
