//! The kinds of clients that sequences tell apart, and what conditions are for each of them.
//!
//! A sequence asks what a client wants by `MESSAGE_FORMAT`, by Accept or by Content-Type, in any
//! shape: patterns, negations, switches, flags set from them before. So no shape is looked for. A
//! condition is evaluated as the engine does it, for one client of each kind; what else it reads is
//! unknown, and then both ways are open.

use std::fmt;
use std::ops::{BitAnd, BitOr};
use std::rc::Rc;

use crate::expression::{Expression, Location};
use crate::gateway::engine::Engine;
use crate::gateway::expression::Scope;
use crate::gateway::java_regex::full_match;
use crate::gateway::limits::Budget;
use crate::gateway::{Format, Message, Value};
use crate::program::When;

/// A set of kinds of clients.
#[derive(Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Clients(u8);

/// How many kinds there are.
const KINDS: usize = 7;

/// One client of a kind.
struct Kind {
    name: &'static str,
    format: Format,
    /// None where such clients send one thing or another.
    accept: Option<&'static str>,
    content_type: Option<&'static str>,
}

const ALL: [Kind; KINDS] = [
    Kind {
        name: "clients that accept JSON",
        format: Format::Rest,
        accept: Some("application/json"),
        content_type: Some("application/json"),
    },
    Kind {
        name: "clients that accept anything",
        format: Format::Rest,
        accept: Some("*/*"),
        content_type: None,
    },
    Kind {
        name: "clients that accept XML",
        format: Format::Rest,
        accept: Some("application/xml"),
        content_type: Some("application/xml"),
    },
    Kind {
        name: "clients that accept text/xml",
        format: Format::Rest,
        accept: Some("text/xml"),
        content_type: None,
    },
    Kind {
        name: "browsers",
        format: Format::Rest,
        accept: Some("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"),
        content_type: None,
    },
    Kind {
        name: "SOAP 1.1 clients",
        format: Format::Soap11,
        accept: None,
        content_type: Some("text/xml; charset=UTF-8"),
    },
    Kind {
        name: "SOAP 1.2 clients",
        format: Format::Soap12,
        accept: None,
        content_type: Some("application/soap+xml; charset=UTF-8"),
    },
];

impl Clients {
    /// No client.
    pub const NONE: Self = Self(0);
    /// All of them.
    pub const ALL: Self = Self((1 << KINDS) - 1);
    /// Those that ask for JSON.
    pub const JSON: Self = Self(1);
    /// Those that ask for XML, and are not SOAP clients.
    pub const XML: Self = Self(0b1100);
    /// Those that take whatever they get, and for all that can be known ask for something else.
    const OTHERS: Self = Self(1 << 1);
    /// Those that do not speak SOAP.
    pub const REST: Self = Self(0b1_1111);
    /// Those that speak SOAP.
    pub const SOAP: Self = Self(0b110_0000);

    /// True if it holds no clients.
    pub fn is_empty(self) -> bool {
        self == Self::NONE
    }

    /// True if some are in both.
    pub fn meets(self, other: Self) -> bool {
        !(self & other).is_empty()
    }

    /// Those that are not in the other.
    #[must_use]
    pub fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether all of them are in the other.
    pub fn are_within(self, other: Self) -> bool {
        self & other == self
    }

    fn each(self) -> impl Iterator<Item = usize> {
        (0..KINDS).filter(move |&kind| self.0 & (1 << kind) != 0)
    }
}

impl BitAnd for Clients {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
}

impl BitOr for Clients {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl fmt::Display for Clients {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut names: Vec<&str> = match *self {
            Self::ALL => return f.write_str("all clients"),
            Self::REST => return f.write_str("REST clients"),
            Self::SOAP => return f.write_str("SOAP clients"),
            Self::NONE => return f.write_str("nobody"),
            some if Self::SOAP.are_within(some) => {
                let rest = some & Self::REST;
                return write!(f, "SOAP clients and {rest}");
            }
            some => some.each().map(|kind| ALL[kind].name).collect(),
        };
        names.dedup();
        f.write_str(&names.join(", "))
    }
}

impl fmt::Debug for Clients {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Clients({self})")
    }
}

/// A value for one kind of clients: none where it is null.
type Constant = Option<Value>;

/// What a value is for each kind of clients; none where that is not known.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Known([Option<Rc<Constant>>; KINDS]);

impl Known {
    /// What a location is when the request comes in, where that tells clients apart.
    pub fn of_request(location: &Location) -> Option<Rc<Self>> {
        let of = |kind: &Kind| -> Option<Rc<Constant>> {
            let text = |text: &str| Some(Rc::new(Some(Value::text(text))));
            match location {
                Location::Header(name) if &**name == "accept" => text(kind.accept?),
                Location::Header(name) if &**name == "content-type" => {
                    Some(Rc::new(kind.content_type.map(Value::text)))
                }
                Location::Format => text(kind.format.name()),
                // SOAP is posted; other clients use every method.
                Location::Axis2(name)
                    if &**name == "HTTP_METHOD" && kind.format != Format::Rest =>
                {
                    text("POST")
                }
                _ => None,
            }
        };
        let known = Self(ALL.each_ref().map(of));
        known.is_some().then(|| Rc::new(known))
    }

    /// The same for all.
    pub fn everywhere(value: Constant) -> Rc<Self> {
        let value = Rc::new(value);
        Rc::new(Self(std::array::from_fn(|_| Some(Rc::clone(&value)))))
    }

    /// Whether it differs between clients.
    pub fn tells_apart(&self) -> bool {
        let first = self.0[0].as_ref();
        let is_first = |value: &Option<Rc<Constant>>| match (value, first) {
            (Some(value), Some(first)) => Rc::ptr_eq(value, first) || value == first,
            (value, first) => value.is_none() && first.is_none(),
        };
        !self.0.iter().all(is_first)
    }

    /// Whether it is known for some.
    pub fn is_some(&self) -> bool {
        self.0.iter().any(Option::is_some)
    }

    /// What those clients bring along where ways meet.
    pub fn among(known: Option<&Rc<Self>>, clients: Clients) -> Brought {
        Brought { known: known.map(|k| Self::clone(k)).unwrap_or_default(), clients }
    }
}

/// What some clients bring along to where ways meet.
#[derive(Debug, Clone)]
pub(super) struct Brought {
    known: Known,
    clients: Clients,
}

impl Brought {
    /// What is known where the others come along too.
    pub fn or(mut self, other: &Self) -> Self {
        for kind in other.clients.each() {
            let both = self.clients.0 & (1 << kind) != 0;
            if !both {
                self.known.0[kind] = other.known.0[kind].clone();
            } else if self.known.0[kind] != other.known.0[kind] {
                self.known.0[kind] = None;
            }
        }
        self.clients = self.clients | other.clients;
        self
    }

    pub fn is_some(&self) -> bool {
        self.known.is_some()
    }

    pub fn into_known(self) -> Known {
        self.known
    }
}

/// What properties are for each kind of clients where a sequence is called.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Told(Vec<(Location, Rc<Known>)>);

impl Told {
    /// Nothing.
    pub const NOTHING: Self = Self(Vec::new());

    pub(super) fn new(told: Vec<(Location, Rc<Known>)>) -> Self {
        Self(told)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&Location, &Rc<Known>)> {
        self.0.iter().map(|(location, known)| (location, known))
    }

    pub(super) fn of(&self, location: &Location) -> Option<&Rc<Known>> {
        self.0.iter().find(|(told, _)| told == location).map(|(_, known)| known)
    }

    /// What is told by all of several calls, each for its clients.
    pub fn by_all(calls: &[(&Self, Clients)]) -> Self {
        let mut all: Vec<(Location, Rc<Known>)> = Vec::new();
        for (location, _) in calls.iter().flat_map(|(told, _)| &told.0) {
            if all.iter().any(|(known, _)| known == location) {
                continue;
            }
            let each =
                calls.iter().map(|(told, clients)| Known::among(told.of(location), *clients));
            let Some(known) = each.reduce(|all, other| all.or(&other)) else { continue };
            all.push((location.clone(), Rc::new(known.into_known())));
        }
        Self(all)
    }
}

/// What an expression reads, each location with what is known of it.
pub(super) type Inputs = Vec<(Location, Option<Rc<Known>>)>;

/// The engine, as far as conditions need it.
pub(super) struct Conditions {
    engine: Engine,
    budget: Budget,
}

impl Conditions {
    pub fn of(engine: Engine) -> Self {
        Self { engine, budget: Budget::default() }
    }

    /// For each arm of a choice, the clients that may take it.
    pub fn arms(
        &self,
        source: Option<&Expression>,
        whens: &[When<'_>],
        inputs: &Inputs,
        clients: Clients,
    ) -> Vec<Clients> {
        let mut taken = vec![Clients::NONE; whens.len()];
        let asked = source.filter(|_| tells_apart(inputs));
        for kind in clients.each() {
            let one = Clients(1 << kind);
            let arm = asked.and_then(|source| self.arm(source, whens, inputs, kind));
            match arm {
                Some(arm) => taken[arm] = taken[arm] | one,
                None => taken.iter_mut().for_each(|clients| *clients = *clients | one),
            }
        }
        // Nobody knows all that clients accept.
        let reads = |location: Location| inputs.iter().any(|(read, _)| *read == location);
        if reads(Location::Header("accept".into())) && !reads(Location::Format) {
            let unknown = taken.iter_mut().filter(|clients| !clients.meets(Clients::REST));
            unknown.for_each(|taken| *taken = *taken | clients & Clients::OTHERS);
        }
        taken
    }

    /// The arm that a client takes, where that is known.
    fn arm(
        &self,
        source: &Expression,
        whens: &[When<'_>],
        inputs: &Inputs,
        kind: usize,
    ) -> Option<usize> {
        let message = message(inputs, kind)?;
        let scope = Scope { message: &message, engine: self.engine, budget: &self.budget };
        let mut value: Option<Option<String>> = None;
        for (arm, when) in whens.iter().enumerate() {
            let takes = match when {
                When::Holds => scope.condition(source).ok()?,
                When::Otherwise => true,
                When::Matches(pattern) => {
                    let known = match &value {
                        Some(known) => known.clone(),
                        None => value.insert(scope.string(source).ok()?).clone(),
                    };
                    match known {
                        Some(text) => full_match(pattern, &text).ok()?.is_some(),
                        None => false,
                    }
                }
            };
            if takes {
                return Some(arm);
            }
        }
        None
    }

    /// What an expression gives for each client.
    pub fn value(
        &self,
        source: &Expression,
        inputs: &Inputs,
        clients: Clients,
    ) -> Option<Rc<Known>> {
        if !tells_apart(inputs) {
            return None;
        }
        let mut known = Known::default();
        for kind in clients.each() {
            let Some(message) = message(inputs, kind) else { continue };
            let scope = Scope { message: &message, engine: self.engine, budget: &self.budget };
            known.0[kind] = scope.string(source).ok().map(|text| Rc::new(text.map(Value::Text)));
        }
        known.is_some().then(|| Rc::new(known))
    }
}

/// True if something is known of what is read; else nothing needs to be evaluated.
fn tells_apart(inputs: &Inputs) -> bool {
    inputs.iter().any(|(_, known)| known.is_some())
}

/// A message of which just the inputs are known; none where one of them is not.
fn message(inputs: &Inputs, kind: usize) -> Option<Message> {
    let mut message = Message::request("POST");
    message.format = ALL[kind].format;
    for (location, known) in inputs {
        let name = format!("{location:?}");
        let known = known.as_ref().and_then(|known| known.0[kind].as_ref());
        let value = match known {
            Some(known) => Constant::clone(known),
            None => Some(Value::Unknown(name)),
        };
        match (location, value) {
            (Location::Format | Location::Clock, Some(Value::Unknown(_))) => return None,
            (Location::Format, _) => {}
            (Location::Property(name), Some(value)) => {
                message.properties.insert(name.to_string(), value);
            }
            (Location::Axis2(name), Some(value)) => {
                message.axis2.insert(name.to_string(), value);
            }
            (Location::Axis2(name), None) => {
                message.axis2.remove(&**name);
            }
            (Location::Header(name), Some(value)) => message.headers.set(name, value),
            (Location::Property(_) | Location::Header(_), None) => {}
            _ => return None,
        }
    }
    Some(message)
}
