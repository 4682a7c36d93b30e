//! What holds at one point of a run: a value for each location, and who is there.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::clients::Known;
use super::values::{ValueId, Values};
use super::{Clients, Goes, Told};
use crate::expression::Location;
use crate::program::Id;

/// A location by its number in a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Number(u32);

/// What opaque mediators may have written: every location. Its value is made of those mediators.
const ANYTHING: Number = Number(0);
/// All transport headers, where they are taken away together.
const HEADERS: Number = Number(1);

/// No more properties are told to a sequence that is called: an operator has one or two.
const MOST_FLAGS: usize = 16;

/// The value of a location, and what the two above were when it was set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Entry {
    value: ValueId,
    anything: Option<ValueId>,
    headers: Option<ValueId>,
}

/// What holds at a point.
pub(super) struct State {
    pub values: Values,
    /// Who is there; none where nobody comes.
    pub clients: Clients,
    /// What is known of what was there when the sequence began, beside the request itself.
    first: FxHashMap<Location, Rc<Known>>,
    /// The properties that tell clients apart, or did.
    flags: Vec<Number>,
    /// Who may have got an answer by then.
    pub answered: Clients,
    numbers: FxHashMap<Location, Number>,
    locations: Vec<Location>,
    now: Vec<Option<Entry>>,
    /// What was there before, in the order in which it was overwritten.
    journal: Vec<(Number, Option<Entry>)>,
}

/// A point that a state can go back to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark {
    journal: usize,
    answered: Clients,
}

/// What a branch did: the entries that it changed, by number, who came out of it, and who had an
/// answer then.
pub(super) struct Did {
    changed: Vec<(Number, Option<Entry>)>,
    clients: Clients,
    answered: Clients,
}

impl Did {
    /// What a location is after it, where the branch changed that.
    fn entry(&self, number: Number) -> Option<Entry> {
        let at = self.changed.binary_search_by_key(&number, |(number, _)| *number).ok()?;
        self.changed[at].1
    }
}

impl State {
    pub fn new(mediators: usize, clients: Clients, first: FxHashMap<Location, Rc<Known>>) -> Self {
        let mut state = Self {
            values: Values::of(mediators),
            clients,
            first,
            flags: Vec::new(),
            answered: Clients::NONE,
            numbers: FxHashMap::default(),
            locations: Vec::new(),
            now: Vec::new(),
            journal: Vec::new(),
        };
        // The two that no mediator names.
        state.number(&Location::Anything);
        state.number(&Location::Axis2("TRANSPORT_HEADERS".into()));
        state
    }

    fn number(&mut self, location: &Location) -> Number {
        if let Some(&known) = self.numbers.get(location) {
            return known;
        }
        let number = Number(self.now.len() as u32);
        self.numbers.insert(location.clone(), number);
        self.locations.push(location.clone());
        self.now.push(None);
        number
    }

    fn initially(&self, location: &Location) -> Option<Rc<Known>> {
        self.first.get(location).cloned().or_else(|| Known::of_request(location))
    }

    /// What the properties are that tell clients apart.
    pub fn told(&self) -> Told {
        let known = |number: &Number| {
            let known = self.values.known(self.value_of(*number)?)?;
            let location = self.locations[number.0 as usize].clone();
            known.tells_apart().then(|| (location, Rc::clone(known)))
        };
        Told::new(self.flags.iter().filter_map(known).collect())
    }

    /// Remembers a property whose value tells clients apart.
    fn flag(&mut self, number: Number, value: ValueId) {
        let location = &self.locations[number.0 as usize];
        let is_flag = matches!(location, Location::Property(_) | Location::Axis2(_))
            && self.values.known(value).is_some_and(|known| known.tells_apart());
        if is_flag && self.flags.len() < MOST_FLAGS && !self.flags.contains(&number) {
            self.flags.push(number);
        }
    }

    fn put(&mut self, number: Number, entry: Option<Entry>) {
        let old = std::mem::replace(&mut self.now[number.0 as usize], entry);
        self.journal.push((number, old));
    }

    fn value_of(&self, number: Number) -> Option<ValueId> {
        self.now[number.0 as usize].map(|entry| entry.value)
    }

    fn entry(&self, value: ValueId) -> Entry {
        let (anything, headers) = (self.value_of(ANYTHING), self.value_of(HEADERS));
        Entry { value, anything, headers }
    }

    /// The value of a location.
    pub fn value(&mut self, location: &Location) -> ValueId {
        let number = self.number(location);
        let known = self.now[number.0 as usize];
        let mut entry = match known {
            Some(entry) => entry,
            None => {
                let value = self.values.initial(self.initially(location));
                Entry { value, anything: None, headers: None }
            }
        };
        if matches!(location, Location::Header(_))
            && let Some(headers) = self.value_of(HEADERS).filter(|h| Some(*h) != entry.headers)
        {
            let kept = self.values.origins(headers).initial.then_some(entry.value);
            entry.value = self.values.overlaid(kept, headers);
        }
        if number != ANYTHING
            && let Some(anything) = self.value_of(ANYTHING).filter(|a| Some(*a) != entry.anything)
        {
            entry.value = self.values.overlaid(Some(entry.value), anything);
        }
        let entry = self.entry(entry.value);
        if known != Some(entry) {
            self.put(number, Some(entry));
        }
        entry.value
    }

    /// A mediator sets a location or takes it away: always, or on some ways only.
    pub fn write(&mut self, by: Id, location: &Location, always: bool, known: Option<Rc<Known>>) {
        let number = self.number(location);
        let clients = self.clients;
        let mut value = self.values.written(by, clients, known);
        if !always || number == ANYTHING {
            let before = self.value(location);
            value = self.values.joined(&[(before, clients), (value, clients)]);
        }
        self.flag(number, value);
        let entry = self.entry(value);
        self.put(number, Some(entry));
    }

    /// What was written: each location with whether it always was, and what is known of it.
    pub fn written(&self) -> impl Iterator<Item = (&Location, bool, Option<&Rc<Known>>)> {
        let all = self.locations.iter().zip(&self.now);
        all.filter_map(|(location, entry)| {
            let value = entry.as_ref()?.value;
            let origins = self.values.origins(value);
            let known = self.values.known(value);
            (!origins.writers.is_empty()).then_some((location, !origins.initial, known))
        })
    }

    /// Somebody gets what the body is now.
    pub fn give(&mut self, to: Goes) {
        let body = self.value(&Location::Body);
        self.values.give(body, to);
    }

    pub fn mark(&self) -> Mark {
        Mark { journal: self.journal.len(), answered: self.answered }
    }

    /// Goes back to a point, and says what was done since.
    pub fn take_back(&mut self, to: Mark) -> Did {
        let mut changed = Vec::with_capacity(self.journal.len() - to.journal);
        for (number, old) in self.journal.drain(to.journal..).rev() {
            let new = std::mem::replace(&mut self.now[number.0 as usize], old);
            changed.push((number, new));
        }
        // The first of each is what it was last.
        changed.sort_by_key(|(number, _)| *number);
        changed.dedup_by_key(|(number, _)| *number);
        let answered = std::mem::replace(&mut self.answered, to.answered);
        Did { changed, clients: self.clients, answered }
    }

    /// Where ways meet: each location that some way changed gets a value for all of them.
    pub fn join(&mut self, ways: &[Did]) {
        self.clients = ways.iter().fold(Clients::NONE, |all, way| all | way.clients);
        let answered = |way: &Did| way.answered & way.clients;
        self.answered = ways.iter().fold(Clients::NONE, |all, way| all | answered(way));
        let alive: Vec<&Did> = ways.iter().filter(|way| !way.clients.is_empty()).collect();
        let mut changed: Vec<Number> =
            alive.iter().flat_map(|w| w.changed.iter().map(|(number, _)| *number)).collect();
        changed.sort_unstable();
        changed.dedup();
        for number in changed {
            let before = self.now[number.0 as usize];
            let entry = |way: &&Did| way.entry(number).or(before);
            let entries: Vec<Option<Entry>> = alive.iter().map(entry).collect();
            if let Some(first) = entries[0]
                && entries.iter().all(|e| *e == Some(first))
            {
                self.put(number, Some(first));
                continue;
            }
            let known = self.initially(&self.locations[number.0 as usize]);
            let initial = entries.iter().any(Option::is_none).then(|| self.values.initial(known));
            let of = entries.iter().zip(&alive).filter_map(|(entry, way)| {
                Some((entry.map(|e| e.value).or(initial)?, way.clients))
            });
            let of: Vec<(ValueId, Clients)> = of.collect();
            let value = self.values.joined(&of);
            self.flag(number, value);
            let seen = |of: fn(&Entry) -> Option<ValueId>| {
                let mut all = entries.iter().map(|e| e.as_ref().and_then(of));
                let first = all.next().flatten();
                if all.all(|other| other == first) { first } else { None }
            };
            let (anything, headers) = (seen(|e| e.anything), seen(|e| e.headers));
            self.put(number, Some(Entry { value, anything, headers }));
        }
    }
}
