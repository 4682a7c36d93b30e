//! The search for ways: from a start, by what makes a decision come out otherwise, to all that can
//! be reached.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::fmt::Write as _;
use std::rc::Rc;
use std::sync::Arc;

use indexmap::IndexSet;

use super::clients::{self, Tried};
use super::decided::{At, Decided};
use super::fold::{folded, said};
use super::inputs::{Inputs, Is, given_to};
use super::open::{Outcomes, types_of_java};
use super::start::{Start, key, requested};
use super::{Held, Sides, Way, Ways};
use crate::expression::Location;
use crate::gateway::Format;
use crate::gateway::choice::Choice;
use crate::preview::answer::Ran;
use crate::preview::candidates::{Asks, codes};
use crate::preview::flow::Request;
use crate::preview::situations::{Situation, of_code};
use crate::preview::words;

/// No more runs are tried for one sequence.
const MAX_RUNS: usize = 1500;
/// Each situation gets as many of those at least.
const MIN_RUNS: usize = 40;
/// No more ways are shown for one sequence.
const MAX_WAYS: usize = 400;
/// All runs of one sequence do no more work, in the units of a walk: part of a second.
const MAX_WORK: usize = 300_000_000;
/// No more codes are taken from the conditions of one sequence.
const MAX_CODES: usize = 40;

/// A decision, by where it stands: on which side, in which sequence, on which line.
type Junction = (usize, Arc<str>, u32);

/// A way that was found, with what was decided on it.
struct Found {
    start: Start,
    request: Request,
    choices: Vec<At>,
    /// Whether the form of an answer follows the request.
    asks_client: bool,
    old: Option<Ran>,
    new: Option<Ran>,
}

/// What was decided on a way: two of one situation with the same are the same way.
type Signature = (Option<usize>, Format, Option<Held>, Vec<(usize, usize)>);

pub(super) struct Search<'s> {
    sides: Sides<'s>,
    request: &'s Request,
    exact: bool,
    situations: Vec<Situation>,
    inputs: Inputs,
    queue: VecDeque<(Start, Request)>,
    asked: HashSet<String>,
    seen: HashSet<Signature>,
    places: HashMap<Junction, usize>,
    outcomes: BTreeMap<usize, Outcomes>,
    /// What makes a decision come out otherwise, by what it depends on.
    solved: HashMap<String, Rc<Vec<Tried>>>,
    /// The decisions that never came out in some way by what the client decides.
    settled: BTreeSet<usize>,
    /// The inputs for which values were tried.
    varied: BTreeSet<Location>,
    /// What came of the first look at each situation.
    looked: HashMap<usize, (Request, Option<Ran>, Option<Ran>)>,
    found: Vec<Found>,
    ways: Vec<Way>,
    more: bool,
    runs: usize,
    work: usize,
}

impl<'s> Search<'s> {
    pub(super) fn new(
        sides: Sides<'s>,
        request: &'s Request,
        situations: &[Situation],
        exact: bool,
    ) -> Self {
        Self {
            sides,
            request,
            exact,
            situations: situations.to_vec(),
            inputs: Inputs::of(sides, request, situations),
            queue: VecDeque::new(),
            asked: HashSet::new(),
            seen: HashSet::new(),
            places: HashMap::new(),
            outcomes: BTreeMap::new(),
            solved: HashMap::new(),
            settled: BTreeSet::new(),
            varied: BTreeSet::new(),
            looked: HashMap::new(),
            found: Vec::new(),
            ways: Vec::new(),
            more: false,
            runs: 0,
            work: 0,
        }
    }

    pub(super) fn run(mut self) -> Ways {
        if !self.exact {
            self.look_at_each();
        }
        let mut done: Vec<(usize, Decided)> = Vec::new();
        if self.situations.is_empty() {
            self.explore(None);
        }
        let mut at = 0;
        while at < self.situations.len() {
            let like = done.iter().find(|(first, decided)| self.is_alike(*first, at, decided));
            match like.map(|(first, _)| *first) {
                Some(first) => self.repeat(first, at),
                None => {
                    let decided = self.explore(Some(at));
                    done.push((at, decided));
                }
            }
            at += 1;
        }
        let not_tried = if self.exact { Vec::new() } else { self.not_tried() };
        let mut all = self.ways;
        all.sort_by_key(|w| w.situation);
        Ways { situations: self.situations, all, more: self.more, not_tried }
    }

    /// Runs each situation once, to see what the gateway alone decides.
    fn look_at_each(&mut self) {
        let start = Start { situation: None, format: self.request.format, tried: Tried::new() };
        let request = requested(self.request, &start);
        for at in 0..self.situations.len() {
            let (old, new) = self.both(&request, Some(at));
            for (side, ran) in [&old, &new].into_iter().enumerate() {
                let walked = ran.iter().filter_map(|ran| ran.walked.as_ref().ok());
                for choice in walked.flat_map(|walked| &walked.choices) {
                    let place = self.place(side, choice);
                    self.note(place, choice);
                }
            }
            self.looked.insert(at, (request.clone(), old, new));
        }
    }

    fn place(&mut self, side: usize, choice: &Choice) -> usize {
        let next = self.places.len();
        let place = (side, Arc::clone(&choice.sequence), choice.line);
        *self.places.entry(place).or_insert(next)
    }

    /// Remembers how a decision came out.
    fn note(&mut self, place: usize, choice: &Choice) {
        let outcomes = self.outcomes.entry(place).or_insert_with(|| Outcomes::of(choice));
        outcomes.seen.insert(choice.outcome);
        outcomes.inputs.extend(choice.inputs.iter().cloned());
    }

    /// Finds the ways of one situation; says what was decided on them.
    fn explore(&mut self, situation: Option<usize>) -> Decided {
        let left = self.situations.len().saturating_sub(situation.unwrap_or(0)).max(1);
        let limit = self.runs + (MAX_RUNS.saturating_sub(self.runs) / left).max(MIN_RUNS);
        for format in self.formats() {
            self.ask(Start { situation, format, tried: Tried::new() });
        }
        self.walk_all(limit);
        while !self.exact && !self.more && self.try_settled() {
            self.walk_all(limit);
        }
        let found = std::mem::take(&mut self.found);
        let decided = Decided::of(found.iter().flat_map(|f| &f.choices));
        let ways: Vec<Way> = found.into_iter().map(|found| self.way(found)).collect();
        let mut stay = folded(&ways, |_, way| said(way));
        let ways = ways.into_iter().enumerate();
        self.ways.extend(ways.filter_map(|(at, way)| Some(Way { held: stay.remove(&at)?, ..way })));
        self.queue.clear();
        decided
    }

    /// The protocols that clients may speak.
    fn formats(&self) -> Vec<Format> {
        match self.exact || clients::is_told(self.request) {
            true => vec![self.request.format],
            false => vec![Format::Rest, Format::Soap11, Format::Soap12],
        }
    }

    /// True if nothing that is decided in one situation can be decided otherwise in another.
    fn is_alike(&self, first: usize, other: usize, decided: &Decided) -> bool {
        self.sides.each().all(|(number, side)| {
            let [one, two] = [first, other].map(|at| given_to(&self.situations[at], side));
            if !one.keys().eq(two.keys()) {
                return false;
            }
            let differ: BTreeSet<&Location> =
                one.keys().filter(|name| one[*name] != two[*name]).collect();
            if decided.inputs.iter().all(|input| !differ.contains(input)) {
                return true;
            }
            let message = side.flow.message(self.request, Some(&self.situations[other]));
            decided.choices.values().filter(|(of, _)| *of == number).all(|(_, choice)| {
                let asks = Asks { choice, before: &message, release: side.flow.release };
                choice.inputs.iter().all(|input| !differ.contains(input))
                    || (choice.inputs.iter().all(|input| two.contains_key(input))
                        && asks.outcome() == Some(choice.outcome))
            })
        })
    }

    /// Runs the ways of one situation in another.
    fn repeat(&mut self, first: usize, at: usize) {
        let ways: Vec<(Request, Vec<Held>)> = (self.ways.iter())
            .filter(|way| way.situation == Some(first))
            .map(|way| (way.request.clone(), way.held.clone()))
            .collect();
        for (request, held) in ways {
            if self.is_spent(usize::MAX) {
                return;
            }
            let (old, new) = self.both(&request, Some(at));
            self.ways.push(Way { situation: Some(at), request, held, old, new });
        }
    }

    fn ask(&mut self, start: Start) {
        if self.queue.len() == MAX_RUNS {
            self.more = true;
        } else {
            let request = requested(self.request, &start);
            if self.asked.insert(key(start.situation, &request)) {
                self.queue.push_back((start, request));
            }
        }
    }

    fn is_spent(&mut self, limit: usize) -> bool {
        let ways = self.ways.len() + self.found.len();
        let spent = self.runs >= limit || ways >= MAX_WAYS || self.work > MAX_WORK;
        self.more |= spent;
        spent
    }

    fn walk_all(&mut self, limit: usize) {
        while let Some((start, request)) = self.queue.pop_front() {
            if self.is_spent(limit) {
                return;
            }
            self.walk(start, request);
        }
    }

    fn both(&mut self, request: &Request, situation: Option<usize>) -> (Option<Ran>, Option<Ran>) {
        let known = situation.filter(|at| self.looked.get(at).is_some_and(|l| l.0 == *request));
        if let Some((_, old, new)) = known.and_then(|at| self.looked.remove(&at)) {
            return (old, new);
        }
        self.runs += 1;
        let situation = situation.map(|at| &self.situations[at]);
        let run = |side: Option<crate::preview::answer::Side<'_>>| {
            side.map(|s| s.run(request, situation))
        };
        let (old, new) = (run(self.sides.old), run(self.sides.new));
        let walked = [&old, &new].into_iter().flatten().filter_map(|ran| ran.walked.as_ref().ok());
        self.work += walked.map(|walked| walked.work).sum::<usize>();
        (old, new)
    }

    /// One way; where it is new, what leads off it is tried later.
    fn walk(&mut self, start: Start, request: Request) {
        let (mut old, mut new) = self.both(&request, start.situation);
        let mut choices = Vec::new();
        for (side, ran) in [&mut old, &mut new].into_iter().enumerate() {
            for choice in ran.as_mut().map(Ran::take_choices).unwrap_or_default() {
                let place = self.place(side, &choice);
                choices.push((place, side, Rc::new(choice)));
            }
        }
        let asks_client = start.format == Format::Rest
            && [&old, &new].into_iter().flatten().any(|ran| ran.asks_client);
        let client = asks_client.then(|| clients::held(&request));
        let outcomes = choices.iter().map(|(place, _, c)| (*place, c.outcome)).collect();
        if !self.seen.insert((start.situation, start.format, client, outcomes)) {
            return;
        }
        choices.iter().for_each(|(place, _, choice)| self.note(*place, choice));
        let found = Found { start, request, choices, asks_client, old, new };
        if !self.exact {
            self.try_others(&found);
        }
        self.found.push(found);
    }

    /// Queues what makes the decisions on a way come out otherwise.
    fn try_others(&mut self, found: &Found) {
        let format = found.start.format;
        for (place, side, choice) in &found.choices {
            self.add_situations(choice, found.start.situation);
            let free = self.inputs.free(choice, format);
            if !free.is_empty() {
                self.try_values(found, (*place, *side), choice, &free);
            }
        }
        if found.asks_client && !clients::is_told(self.request) {
            for client in clients::clients() {
                let mut next = found.start.clone();
                if client.iter().all(|(i, v)| next.tried.get(i).is_none_or(|tried| tried == v)) {
                    next.tried.extend(client);
                    self.ask(next);
                }
            }
        }
    }

    fn try_values(
        &mut self,
        found: &Found,
        place: (usize, usize),
        choice: &Choice,
        free: &[Location],
    ) {
        let solved = self.solve(found, place, choice, free);
        for tried in solved.iter() {
            let mut next = found.start.clone();
            next.tried.extend(tried.iter().map(|(input, value)| (input.clone(), value.clone())));
            self.varied.extend(tried.keys().cloned());
            self.ask(next);
        }
    }

    /// What of some inputs makes a decision come out otherwise.
    fn solve(
        &mut self,
        found: &Found,
        (place, of): (usize, usize),
        choice: &Choice,
        free: &[Location],
    ) -> Rc<Vec<Tried>> {
        let mut key = format!("{place} {} {:?} {free:?}", choice.outcome, found.start.format);
        for input in &choice.inputs {
            let tried = found.start.tried.get(input);
            let situation = found.start.situation.filter(|_| self.inputs.is_given(input));
            let _ = write!(key, "\u{0}{situation:?} {tried:?}");
        }
        if let Some(known) = self.solved.get(&key) {
            return Rc::clone(known);
        }
        let (ran, side) = match of {
            0 => (&found.old, self.sides.old),
            _ => (&found.new, self.sides.new),
        };
        let solved = match (ran, side) {
            (Some(ran), Some(side)) => {
                let asks = Asks { choice, before: &ran.before, release: side.flow.release };
                asks.others(free, |input| self.inputs.is_given(input))
            }
            _ => Vec::new(),
        };
        let solved = Rc::new(solved);
        self.solved.insert(key, Rc::clone(&solved));
        solved
    }

    fn has_code(&self, situation: Option<usize>) -> bool {
        situation.is_some_and(|at| self.situations[at].code.is_some())
    }

    /// A situation for each code that a condition names.
    fn add_situations(&mut self, choice: &Choice, situation: Option<usize>) {
        let code = Location::Property("ERROR_CODE".into());
        if !self.has_code(situation)
            || !choice.inputs.contains(&code)
            || !self.inputs.is_given(&code)
        {
            return;
        }
        let side = self.sides.new.or(self.sides.old);
        let Some((sequence, release)) = side.and_then(|s| Some((s.flow.sequence?, s.flow.release)))
        else {
            return;
        };
        for code in codes(&choice.test) {
            let known = self.situations.iter().any(|s| s.code == Some(code));
            if !known && self.situations.len() < MAX_CODES {
                let new = of_code(sequence, release, code);
                self.situations.push(new.unwrap_or_else(|| Situation::unlisted(code)));
            }
        }
    }

    /// Tries what the gateway and the sequences decide, where a decision never came out in some way
    /// by what the client decides. False where nothing is left to try.
    fn try_settled(&mut self) -> bool {
        let before = self.queue.len();
        let found = std::mem::take(&mut self.found);
        for (place, ..) in found.iter().flat_map(|found| &found.choices) {
            if self.outcomes[place].unseen().next().is_some() {
                self.settled.insert(*place);
            }
        }
        for found in &found {
            for (place, side, choice) in &found.choices {
                let inputs = self.to_settle(*place, choice, &found.start);
                if !inputs.is_empty() {
                    self.try_values(found, (*place, *side), choice, &inputs);
                }
            }
        }
        self.found = found;
        self.queue.len() > before
    }

    /// The inputs of a decision to be tried, where some are not for the client to decide.
    fn to_settle(&self, place: usize, choice: &Choice, start: &Start) -> Vec<Location> {
        let code = Location::Property("ERROR_CODE".into());
        let is_open = self.settled.contains(&place);
        let settled = |input: &&Location| match self.inputs.is(input, start.format) {
            // Each code is a situation of its own.
            Is::Given if **input == code && self.has_code(start.situation) => false,
            Is::Given => is_open || self.is_open(start.situation, input),
            Is::Own => is_open,
            Is::Free => true,
            Is::Fixed => false,
        };
        let inputs: Vec<Location> = choice.inputs.iter().filter(settled).cloned().collect();
        match inputs.iter().all(|i| self.inputs.is(i, start.format) == Is::Free) {
            true => Vec::new(),
            false => inputs,
        }
    }

    /// Whether the gateway gives another text each time.
    fn is_open(&self, situation: Option<usize>, input: &Location) -> bool {
        let Some(situation) = situation.map(|at| &self.situations[at]) else { return false };
        self.sides.each().any(|(_, side)| {
            let value = given_to(situation, side).remove(input);
            value.is_some_and(|value| value.to_string().starts_with('«'))
        })
    }

    /// A way as it is shown.
    fn way(&self, found: Found) -> Way {
        let Found { start, request, choices, asks_client, old, new } = found;
        let mut held = IndexSet::from([clients::protocol(start.format)]);
        held.extend(asks_client.then(|| clients::held(&request)));
        for (_, _, choice) in &choices {
            let is_free = |input: &&Location| match self.inputs.is(input, start.format) {
                Is::Free => true,
                Is::Given | Is::Own => self.varied.contains(*input),
                Is::Fixed => false,
            };
            let inputs: BTreeSet<Location> =
                choice.inputs.iter().filter(is_free).cloned().collect();
            // What kind of client it is says which method it uses.
            let is_told =
                inputs.is_empty() || (asks_client && inputs == [clients::method()].into());
            let new = Held { inputs, words: vec![words::of_choice(choice)] };
            if !is_told {
                held.insert(new);
            }
        }
        let held = held.into_iter().collect();
        Way { situation: start.situation, request, held, old, new }
    }

    fn not_tried(&self) -> Vec<String> {
        let open = self.outcomes.values().flat_map(|outcomes| outcomes.open(&self.inputs));
        let mut all: Vec<String> = open.collect::<IndexSet<_>>().into_iter().collect();
        let old = self.sides.old.or(self.sides.new).filter(|side| side.flow.negotiates());
        if old.is_some() && !clients::is_told(self.request) {
            all.push(types_of_java());
        }
        if self.more {
            all.push(
                "other combinations of the conditions: there are more than are run".to_owned(),
            );
        }
        all
    }
}
