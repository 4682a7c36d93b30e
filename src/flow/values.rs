//! The definitions of locations, in static single assignment form.

use std::cell::OnceCell;
use std::rc::Rc;

use super::clients::Known;
use super::{Clients, Goes};
use crate::program::Id;

/// A value of a location at some points, by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct ValueId(pub u32);

/// Where a value may come from.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash)]
pub struct Origins {
    /// Whether it may be what it was when the sequence began.
    pub initial: bool,
    /// The mediators that may have set it or taken it away, in order.
    pub writers: Vec<Id>,
    /// Whether there are more of them than are kept.
    pub and_more: bool,
}

/// No more writers of one value are told apart: what belongs together in a file is less.
const MOST_WRITERS: usize = 24;

impl Origins {
    pub(super) fn initial() -> Self {
        Self { initial: true, ..Self::default() }
    }

    fn written(by: Id) -> Self {
        Self { writers: vec![by], ..Self::default() }
    }

    /// What comes from either, where it is told whether it may be what it was first. That is most
    /// often what already comes from one of them, and then shared.
    fn or(self: &Rc<Self>, other: &Rc<Self>, initial: bool) -> Rc<Self> {
        if initial == self.initial && (Rc::ptr_eq(self, other) || self.has_writers(other)) {
            return Rc::clone(self);
        }
        if initial == other.initial && other.has_writers(self) {
            return Rc::clone(other);
        }
        let mut writers = [&*self.writers, &*other.writers].concat();
        writers.sort_unstable();
        writers.dedup();
        let and_more = self.and_more || other.and_more || writers.len() > MOST_WRITERS;
        writers.truncate(MOST_WRITERS);
        Rc::new(Self { initial, writers, and_more })
    }

    /// True if nothing is to be added for the writers of the other.
    fn has_writers(&self, other: &Self) -> bool {
        let last = self.writers.last().filter(|_| self.writers.len() == MOST_WRITERS);
        let is_more = |writer: &Id| self.and_more && last.is_some_and(|last| writer > last);
        let has = |writer: &Id| is_more(writer) || self.writers.binary_search(writer).is_ok();
        (self.and_more || !other.and_more) && other.writers.iter().all(has)
    }
}

/// A value.
#[derive(Debug, Clone)]
struct Value {
    /// Where it may come from; of what a mediator makes, told when first asked for.
    origins: OnceCell<Rc<Origins>>,
    /// What it is for each client, where that is known for some.
    known: Option<Rc<Known>>,
    /// The values that it is one of, a stretch of all parts.
    of: (u32, u32),
    /// The mediator that made it, and the clients that came by there.
    maker: Option<(Id, Clients)>,
    goes: Goes,
}

/// Every value of a run.
#[derive(Debug)]
pub(super) struct Values {
    all: Vec<Value>,
    parts: Vec<ValueId>,
    /// Where all comes from that was there when the sequence began.
    initial: Rc<Origins>,
}

impl Values {
    /// None yet; most mediators make one.
    pub fn of(mediators: usize) -> Self {
        let all = Vec::with_capacity(mediators);
        Self { all, parts: Vec::new(), initial: Rc::new(Origins::initial()) }
    }

    fn add(
        &mut self,
        origins: OnceCell<Rc<Origins>>,
        known: Option<Rc<Known>>,
        of: impl IntoIterator<Item = ValueId>,
        maker: Option<(Id, Clients)>,
    ) -> ValueId {
        let first = self.parts.len() as u32;
        self.parts.extend(of);
        let of = (first, self.parts.len() as u32);
        self.all.push(Value { origins, known, of, maker, goes: Goes::default() });
        ValueId(self.all.len() as u32 - 1)
    }

    fn at(&self, value: ValueId) -> &Value {
        &self.all[value.0 as usize]
    }

    /// What a location was when the sequence began.
    pub fn initial(&mut self, known: Option<Rc<Known>>) -> ValueId {
        self.add(OnceCell::from(Rc::clone(&self.initial)), known, [], None)
    }

    /// What a mediator makes of it.
    pub fn written(&mut self, by: Id, clients: Clients, known: Option<Rc<Known>>) -> ValueId {
        self.add(OnceCell::new(), known, [], Some((by, clients)))
    }

    /// One of several: on each way the value that its clients bring along.
    pub fn joined(&mut self, of: &[(ValueId, Clients)]) -> ValueId {
        let (first, _) = of[0];
        if of.iter().all(|(value, _)| *value == first) {
            return first;
        }
        let mut origins = Rc::clone(self.origins(first));
        for &(value, _) in &of[1..] {
            let other = self.origins(value);
            origins = origins.or(other, origins.initial || other.initial);
        }
        let known = self.known_of_all(of);
        self.add(origins.into(), known, of.iter().map(|(value, _)| *value), None)
    }

    fn known_of_all(&self, of: &[(ValueId, Clients)]) -> Option<Rc<Known>> {
        let first = self.known(of[0].0);
        if of.iter().all(|(value, _)| self.known(*value).map(Rc::as_ptr) == first.map(Rc::as_ptr)) {
            return first.cloned();
        }
        let each = of.iter().map(|&(value, clients)| Known::among(self.known(value), clients));
        let known = each.reduce(|all, other| all.or(&other))?;
        known.is_some().then(|| Rc::new(known.into_known()))
    }

    /// A value that something else may have overwritten; `by` itself is not its value.
    pub fn overlaid(&mut self, value: Option<ValueId>, by: ValueId) -> ValueId {
        let over = self.origins(by);
        let origins = match value.map(|value| self.origins(value)) {
            Some(origins) => origins.or(over, origins.initial),
            None => Rc::new(Origins { initial: false, ..Origins::clone(over) }),
        };
        // What cannot be read may change anything; that it turns one kind of client into
        // another is not expected.
        let known = value.and_then(|value| self.known(value).cloned());
        self.add(origins.into(), known, value, None)
    }

    pub fn origins(&self, value: ValueId) -> &Rc<Origins> {
        let Value { origins, maker, .. } = self.at(value);
        let by = || maker.map_or_else(Origins::default, |(by, _)| Origins::written(by));
        origins.get_or_init(|| Rc::new(by()))
    }

    pub fn known(&self, value: ValueId) -> Option<&Rc<Known>> {
        self.at(value).known.as_ref()
    }

    /// Somebody gets a value.
    pub fn give(&mut self, value: ValueId, to: Goes) {
        let goes = &mut self.all[value.0 as usize].goes;
        *goes = goes.and(to);
    }

    /// Who gets what each mediator made, and what stood there from the start: that `initial`.
    pub fn goes(mut self, mediators: usize, initial: ValueId) -> (Vec<Goes>, Goes) {
        let mut all = vec![Goes::default(); mediators];
        // What a value is made of was there before it.
        for at in (0..self.all.len()).rev() {
            let Value { goes, of, maker, .. } = self.all[at];
            if goes.is_nowhere() {
                continue;
            }
            for part in of.0..of.1 {
                self.give(self.parts[part as usize], goes);
            }
            if let Some((maker, clients)) = maker {
                let made = &mut all[maker.index()];
                *made = made.and(goes.among(clients));
            }
        }
        (all, self.at(initial).goes)
    }
}
