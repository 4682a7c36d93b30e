//! The definitions of locations, in static single assignment form.

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

/// No more writers of one value are told apart: what hangs together in a file is less.
const MOST_WRITERS: usize = 24;

impl Origins {
    pub(super) fn initial() -> Self {
        Self { initial: true, ..Self::default() }
    }

    fn written(by: Id) -> Self {
        Self { writers: vec![by], ..Self::default() }
    }

    /// What comes from either.
    fn or(&self, other: &Self) -> Self {
        let mut writers = Vec::with_capacity(MOST_WRITERS);
        let (mut ours, mut theirs) = (self.writers.as_slice(), other.writers.as_slice());
        while writers.len() < MOST_WRITERS {
            let first = match (ours.first(), theirs.first()) {
                (Some(&a), Some(&b)) => a.min(b),
                (Some(&one), None) | (None, Some(&one)) => one,
                (None, None) => break,
            };
            ours = ours.strip_prefix(&[first]).unwrap_or(ours);
            theirs = theirs.strip_prefix(&[first]).unwrap_or(theirs);
            writers.push(first);
        }
        let are_all = ours.is_empty() && theirs.is_empty();
        let and_more = self.and_more || other.and_more || !are_all;
        Self { initial: self.initial || other.initial, writers, and_more }
    }
}

/// A value.
#[derive(Debug, Clone)]
struct Value {
    origins: Rc<Origins>,
    /// What it is for each client, where that is known for some.
    known: Option<Rc<Known>>,
    /// The values that it is one of.
    of: Vec<ValueId>,
    /// The mediator that made it, and the clients that came by there.
    maker: Option<(Id, Clients)>,
    goes: Goes,
}

/// Every value of a run.
#[derive(Debug, Default)]
pub(super) struct Values(Vec<Value>);

impl Values {
    fn add(&mut self, value: Value) -> ValueId {
        self.0.push(value);
        ValueId(self.0.len() as u32 - 1)
    }

    /// What a location was when the sequence began.
    pub fn initial(&mut self, known: Option<Rc<Known>>) -> ValueId {
        let origins = Rc::new(Origins::initial());
        self.add(Value { origins, known, of: Vec::new(), maker: None, goes: Goes::default() })
    }

    /// What a mediator makes of it.
    pub fn written(&mut self, by: Id, clients: Clients, known: Option<Rc<Known>>) -> ValueId {
        let origins = Rc::new(Origins::written(by));
        let maker = Some((by, clients));
        self.add(Value { origins, known, of: Vec::new(), maker, goes: Goes::default() })
    }

    /// One of several: on each way the value that its clients bring along.
    pub fn joined(&mut self, of: &[(ValueId, Clients)]) -> ValueId {
        let (first, clients) = of[0];
        if of.iter().all(|(value, _)| *value == first) {
            return first;
        }
        let mut origins = Origins::clone(&self.0[first.0 as usize].origins);
        let mut known = Known::among(self.known(first), clients);
        for &(value, clients) in &of[1..] {
            origins = origins.or(&self.0[value.0 as usize].origins);
            known = known.or(&Known::among(self.known(value), clients));
        }
        let known = known.is_some().then(|| Rc::new(known.into_known()));
        let of = of.iter().map(|(value, _)| *value).collect();
        let origins = Rc::new(origins);
        self.add(Value { origins, known, of, maker: None, goes: Goes::default() })
    }

    /// A value that something else may have overwritten; `by` itself is not its value.
    pub fn overlaid(&mut self, value: Option<ValueId>, by: ValueId) -> ValueId {
        let over = Origins { initial: false, ..Origins::clone(&self.0[by.0 as usize].origins) };
        let origins = match value {
            Some(value) => self.0[value.0 as usize].origins.or(&over),
            None => over,
        };
        // What cannot be read may change anything; that it makes one kind of client another is not
        // to be expected.
        let known = value.and_then(|value| self.known(value).cloned());
        let of = value.into_iter().collect();
        let origins = Rc::new(origins);
        self.add(Value { origins, known, of, maker: None, goes: Goes::default() })
    }

    pub fn origins(&self, value: ValueId) -> &Rc<Origins> {
        &self.0[value.0 as usize].origins
    }

    pub fn known(&self, value: ValueId) -> Option<&Rc<Known>> {
        self.0[value.0 as usize].known.as_ref()
    }

    /// Somebody gets a value.
    pub fn give(&mut self, value: ValueId, to: Goes) {
        let goes = &mut self.0[value.0 as usize].goes;
        *goes = goes.and(to);
    }

    /// Who gets what each mediator made, and what stood there from the start: that `initial`.
    pub fn goes(mut self, mediators: usize, initial: ValueId) -> (Vec<Goes>, Goes) {
        let mut all = vec![Goes::default(); mediators];
        // What a value is made of was there before it.
        for at in (0..self.0.len()).rev() {
            let goes = self.0[at].goes;
            if goes.is_nowhere() {
                continue;
            }
            for of in std::mem::take(&mut self.0[at].of) {
                self.give(of, goes);
            }
            if let Some((maker, clients)) = self.0[at].maker {
                let made = &mut all[maker.index()];
                *made = made.and(goes.among(clients));
            }
        }
        (all, self.0[initial.0 as usize].goes)
    }
}
