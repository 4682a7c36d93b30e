//! The abstract run.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::callee::Summary;
use super::clients::{Conditions, Inputs, Known};
use super::found::{Called, Point};
use super::state::{Did, State};
use super::values::ValueId;
use super::{Clients, Ends, Flow, Gateway, Goes, Read, Start, Told};
use crate::expression::{Expression, Location};
use crate::gateway::Value;
use crate::gateway::engine::Engine;
use crate::program::form::Then;
use crate::program::kinds::Kind;
use crate::program::kinds::clone::Target;
use crate::program::{
    Arm, How, Id, List, Mediator, Program, Runs, Shape, Taker, Uses, When, Write,
};
use crate::xml::has_tag;

impl Flow {
    /// Runs a program.
    pub fn of(program: &Program, on: &Gateway<'_>, start: &Start<'_>) -> Self {
        let Runner { points, calls, end, state, incoming, .. } =
            Runner::through(program, on, start);
        let (goes, _) = state.values.goes(points.len(), incoming);
        Self { points, goes, calls, end }
    }
}

impl Gateway<'_> {
    /// What a mediator sets or takes away where it runs, with what it calls.
    pub fn written<'u>(&self, uses: &'u Uses) -> impl Iterator<Item = Location> + use<'u> {
        let mut called = Vec::new();
        for callee in uses.calls.iter().filter_map(|key| summary(self, key, &Start::default())) {
            called.extend(callee.writes.iter().map(|(location, ..)| location.clone()));
        }
        uses.writes.iter().map(|write| write.location.clone()).chain(called)
    }
}

fn locations<'r>(reads: impl Iterator<Item = &'r Read>) -> Vec<Location> {
    let mut all: Vec<Location> = reads.map(|r| r.location.clone()).collect();
    all.sort_unstable();
    all.dedup();
    all
}

struct Runner<'r, 'g> {
    program: &'r Program,
    on: &'r Gateway<'g>,
    start: &'r Start<'r>,
    engine: Engine,
    conditions: Conditions,
    /// The texts that properties are set to, and that they are not set, each as it is known.
    constants: FxHashMap<Option<&'r str>, Rc<Known>>,
    state: State,
    points: Vec<Point>,
    calls: Vec<Called>,
    /// How often the sequence ended on some way.
    ended: usize,
    /// Who may have got an answer on some way.
    answered: Clients,
    is_opaque: bool,
    /// The body when the sequence began.
    incoming: ValueId,
    end: Point,
}

impl<'r, 'g> Runner<'r, 'g> {
    /// Runs a program.
    fn through(program: &'r Program, on: &'r Gateway<'g>, start: &'r Start<'r>) -> Self {
        let mediators = program.all().count();
        let mut state = State::new(mediators, start.clients, first(program, start));
        let incoming = state.value(&Location::Body);
        let mut runner = Self {
            program,
            on,
            start,
            engine: Engine(on.release),
            conditions: Conditions::of(Engine(on.release)),
            constants: FxHashMap::default(),
            state,
            points: vec![Point::default(); mediators],
            calls: Vec::new(),
            ended: 0,
            answered: Clients::NONE,
            is_opaque: false,
            incoming,
            end: Point::default(),
        };
        runner.mediate(program.root());
        let (clients, answered) = (runner.state.clients, runner.state.answered);
        let answers = if clients.is_empty() { Vec::new() } else { runner.told() };
        runner.end = Point { clients, answered, answers, ..Point::default() };
        runner.state.give(Goes { returned: clients, ..Goes::default() });
        runner
    }

    /// What a call of the program would do.
    fn summary(self) -> Summary {
        let at_end = self.end.clients;
        let ends = match (at_end.is_empty(), self.ended) {
            (true, _) => Ends::Always,
            (false, 0) => Ends::Never,
            (false, _) => Ends::Maybe,
        };
        let writes = match at_end.is_empty() {
            true => Vec::new(),
            false => {
                let written = self.state.written();
                written.map(|(l, always, known)| (l.clone(), always, known.cloned())).collect()
            }
        };
        let initial = |read: &&Read| read.from.initial;
        let reads = locations(self.points.iter().flat_map(|p| &p.reads).filter(initial));
        let answers = locations(self.points.iter().flat_map(|p| &p.answers).filter(initial));
        let (_, gives) = self.state.values.goes(self.points.len(), self.incoming);
        Summary {
            reads,
            writes,
            answers,
            // What comes back from the call as it was is the caller's to give.
            gives: Goes { returned: Clients::NONE, ..gives },
            answered: self.answered,
            is_opaque: self.is_opaque,
            ends,
        }
    }

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
        let (clients, answered) = (self.state.clients, self.state.answered);
        self.points[id.index()] = Point { clients, answered, ..Point::default() };
        let probes = self.start.probes.and_then(|probes| probes.get(&id));
        probes.into_iter().flatten().for_each(|location| self.read(id, location));
        let uses = program.uses(id);
        self.points[id.index()].reads.reserve_exact(uses.reads.len());
        uses.reads.iter().for_each(|location| self.read(id, location));
        if let Some(taker) = uses.gives {
            self.state.give(Goes::to(taker, self.state.clients));
            if taker == Taker::Client {
                self.points[id.index()].answers = self.told();
            }
        }
        if may_answer(program.mediator(id).kind()) {
            self.may_answer();
        }
        if uses.is_opaque {
            self.opaque(id);
        }
        self.shape(id, program.mediator(id).shape());
        self.points[id.index()].writes.reserve_exact(uses.writes.len());
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

    fn now(&mut self, location: &Location) -> Read {
        let value = self.state.value(location);
        let from = Rc::clone(self.state.values.origins(value));
        Read { location: location.clone(), from }
    }

    fn read(&mut self, by: Id, location: &Location) {
        let read = self.now(location);
        self.points[by.index()].reads.push(read);
    }

    fn write(&mut self, by: Id, location: &Location, always: bool, known: Option<Rc<Known>>) {
        self.state.write(by, location, always, known);
        self.points[by.index()].writes.push(location.clone());
    }

    /// What is told of an answer that is given here.
    fn told(&mut self) -> Vec<Read> {
        let on = self.on;
        on.answers.iter().map(|location| self.now(location)).collect()
    }

    /// Those who are there may get an answer.
    fn may_answer(&mut self) {
        let clients = self.state.clients;
        self.state.answered = self.state.answered | clients;
        self.answered = self.answered | clients;
    }

    /// It may read all that can be seen, and write it.
    fn opaque(&mut self, by: Id) {
        self.is_opaque = true;
        self.points[by.index()].is_opaque = true;
        self.may_answer();
        let watched = self.start.watched;
        self.points[by.index()].reads.reserve(watched.len());
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
        let mut taken = self.conditions.arms(source, &whens, &inputs, clients);
        let through = self.start.through;
        let on_way = |arm: &Arm<'_>| match arm.runs {
            Runs::List(list) => list.0.iter().any(|id| through.contains(id)),
            _ => false,
        };
        if let Some(only) = arms.iter().position(on_way) {
            let others = taken.iter_mut().enumerate().filter(|(arm, _)| *arm != only);
            others.for_each(|(_, clients)| *clients = Clients::NONE);
        }
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
            self.may_answer();
        }
        let answered = self.state.answered;
        self.state.take_back(mark);
        // The client may get its answer by the copy.
        self.state.answered = answered;
        (self.state.clients, self.ended) = (clients, ended);
    }

    fn call(&mut self, id: Id, key: &str) {
        if self.on.ignores_calls {
            return;
        }
        let clients = self.state.clients;
        let told = self.state.told();
        self.calls.push(Called { by: id, key: key.to_owned(), clients, told });
        let Some(callee) = summary(self.on, key, self.start) else {
            self.ended += 1;
            return self.opaque(id);
        };
        callee.reads.iter().for_each(|location| self.read(id, location));
        let answers = callee.answers.iter().map(|location| self.now(location));
        let answers: Vec<Read> = answers.collect();
        self.points[id.index()].answers.extend(answers);
        self.state.give(callee.gives.among(self.state.clients));
        let answered = callee.answered & self.state.clients;
        (self.state.answered, self.answered) =
            (self.state.answered | answered, self.answered | answered);
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

    fn constant(&mut self, text: Option<&'r str>) -> Rc<Known> {
        let known = || Known::everywhere(text.map(Value::text));
        Rc::clone(self.constants.entry(text).or_insert_with(known))
    }

    /// What a mediator writes for each client, where that is known.
    fn known(&mut self, id: Id, write: &Write) -> Option<Rc<Known>> {
        if write.how == How::Removed {
            return Some(self.constant(None));
        }
        let program = self.program;
        let property = match program.mediator(id) {
            Mediator::Property(property) => Some(property),
            _ => None,
        };
        // Of what it writes, that which it names comes last.
        let named = property.filter(|_| program.uses(id).writes.last() == Some(write));
        if named.is_none() && write.location == Location::scoped("transport", "Content-Type") {
            // It gets the type of the answer, which says nothing about clients. Who asks for it
            // later means what the client sent.
            let value = self.state.value(&write.location);
            return self.state.values.known(value).cloned();
        }
        let property = named.filter(|p| p.pattern.is_none())?;
        let is_text = property.data_type.as_deref().is_none_or(|kind| kind == "STRING");
        match (&property.given.value, property.computed()) {
            (Some(text), _) if is_text && !has_tag(text) => Some(self.constant(Some(text))),
            (None, Some(expression)) if is_text => {
                let inputs = self.inputs(expression);
                self.conditions.value(expression, &inputs, self.state.clients)
            }
            _ => None,
        }
    }
}

/// What is known of properties when a sequence begins: what its caller tells, and that those which
/// it sets itself to texts are not set yet. Those that the gateway sets are not among them.
fn first(program: &Program, start: &Start<'_>) -> FxHashMap<Location, Rc<Known>> {
    let mut first = FxHashMap::default();
    let unset = Known::everywhere(None);
    for id in program.all() {
        let Mediator::Property(property) = program.mediator(id) else { continue };
        let is_own = |location: &Location| match location {
            Location::Property(name) | Location::Axis2(name) => !OF_THE_GATEWAY.contains(&&**name),
            _ => false,
        };
        // Of what it writes, that which it names comes last.
        if property.given.value.is_some()
            && let Some(named) = program.uses(id).writes.last().filter(|w| is_own(&w.location))
        {
            first.insert(named.location.clone(), Rc::clone(&unset));
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
    let start = Start { clients: Clients::ALL, watched: caller.watched, ..Start::default() };
    remember(Runner::through(program, on, &start).summary())
}

/// Whether a client may get its answer in such a mediator, by itself or by what it sends on.
fn may_answer(kind: Kind) -> bool {
    use Kind::*;
    matches!(kind, Send | Respond | Iterate | Enqueue | Cache | Throttle | EntitlementService)
}
