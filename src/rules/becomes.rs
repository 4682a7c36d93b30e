//! What becomes of XML and of XML content types: JSON where it is the body of an answer to a REST
//! client that takes JSON, and nothing else.

use super::audience::{Audience, Bodies, Makers, Reached};
use super::message_types::is_html;
use super::read::{Medium, read_payload};
use crate::flow::{Called, Clients};
use crate::matching::Matching;
use crate::payload::Reading;
use crate::program::form::Sight;
use crate::program::kinds::payload_factory::Medium as PayloadMedium;
use crate::program::{Body, Ix, Kind, Mediator};

/// What becomes of an XML body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// It becomes JSON.
    Json,
    /// It becomes JSON, and a person must look: what else depends on it, as the end of a sentence.
    Doubtful(String),
    /// It stays XML; why, as the end of a sentence.
    Stays(String),
    /// It stays XML, and a person must look; why.
    Chosen(String),
    /// It is a page for browsers, and stays one.
    Page,
}

impl Fate {
    /// Whether it becomes JSON.
    pub fn is_json(&self) -> bool {
        matches!(self, Self::Json | Self::Doubtful(_))
    }

    /// Whether it stays XML for those who get it.
    pub fn stays(&self) -> bool {
        matches!(self, Self::Stays(_) | Self::Chosen(_))
    }
}

/// What becomes of an XML content type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TypeFate {
    /// It becomes application/json.
    Json,
    /// The same, and a person must look.
    Doubtful(String),
    /// It is left out, as what is JSON sets its type itself; a person must look at the rest.
    LeftOut(String),
    /// It stays.
    Stays,
    /// It stays, and a person must look.
    Unknown(String),
    /// It stays over a body that is JSON.
    OverJson(String),
}

const ENVELOPES: [&str; 2] =
    ["http://schemas.xmlsoap.org/soap/envelope/", "http://www.w3.org/2003/05/soap-envelope"];

impl Audience<'_, '_> {
    /// What becomes of the XML body that a mediator makes.
    pub fn fate(&self, maker: Ix) -> Fate {
        if !self.is_heeded {
            return Fate::Json;
        }
        if let Some(root) = self.root(maker) {
            return root;
        }
        let (goes, clients) = (self.goes(maker), self.clients_of(maker));
        let others = self.others(maker);
        let takes_json = clients.meets(Clients::JSON);
        match others {
            Some(why) if goes.clients().is_empty() && self.is_remade_for_json(maker) => {
                Fate::Chosen(format!("{why}, and clients that take JSON get that"))
            }
            Some(why) if goes.clients().is_empty() => Fate::Stays(why),
            Some(why) if takes_json => Fate::Doubtful(format!("{why}, which gets JSON now")),
            Some(why) => Fate::Stays(format!("{why}, and {}", answers(clients))),
            None if !takes_json && !clients.is_empty() => Fate::Stays(answers(clients)),
            None if self.is_never_taken(maker) => {
                Fate::Stays("stands in a branch that no client takes".to_owned())
            }
            None if self.reached.is_chosen || self.is_beside_json(maker, clients) => {
                let why = "stands beside a branch that answers the same clients in JSON";
                Fate::Chosen(why.to_owned())
            }
            None if self.reached.is_mixed => {
                let why = "is also called from where XML may be wanted";
                Fate::Doubtful(why.to_owned())
            }
            None => Fate::Json,
        }
    }

    /// What the root of a payload says, whoever gets it.
    fn root(&self, maker: Ix) -> Option<Fate> {
        let doc = self.tree.doc;
        if self.tree.kind(maker) != Kind::PayloadFactory {
            return None;
        }
        let Medium::Xml(root, _) = read_payload(self.tree, maker, Reading::default()).medium else {
            return None;
        };
        if doc.local_name(root) == "Envelope" && ENVELOPES.contains(&doc.namespace(root)) {
            return Some(Fate::Stays("is a SOAP envelope".to_owned()));
        }
        let is_page = doc.local_name(root).eq_ignore_ascii_case("html");
        (is_page || is_html(self.tree, maker)).then_some(Fate::Page)
    }

    /// Whether another branch of what a mediator stands in answers the same clients with JSON of
    /// the operator's own.
    fn is_beside_json(&self, maker: Ix, clients: Clients) -> bool {
        let mut inner = maker;
        for outer in self.tree.ancestors(maker) {
            let branches = matches!(self.tree.kind(outer), Kind::Filter | Kind::Switch);
            let beside = |n: &&Ix| !self.tree.contains(inner, **n);
            let same = |n: &Ix| (self.clients_of(*n) & clients).meets(Clients::JSON);
            if branches && self.json_within(outer).iter().filter(beside).any(same) {
                return true;
            }
            inner = outer;
        }
        false
    }

    /// How a sequence is reached by each call of it here.
    pub fn calls_of(&self, key: &str) -> Vec<Reached> {
        let of_key = self.flow().calls().iter().filter(|call| call.key == key);
        let places = of_key.map(|call| (self.node_of(call.by), call));
        let reached = |(node, call): (Ix, &Called)| {
            let clients = call.clients;
            let found = self.found_by(node);
            let goes = self.goes(node).among(clients);
            let gets = if goes.is_nowhere() { clients } else { goes.clients() };
            Reached {
                clients,
                goes,
                body: self.bodies(&found, clients),
                is_mixed: self.reached.is_mixed,
                is_chosen: self.reached.is_chosen || self.is_beside_json(node, gets),
                told: call.told.clone(),
            }
        };
        places.map(reached).collect()
    }

    /// What becomes of an XML content type that a mediator sets; `matching` says what is stock.
    pub(super) fn fate_of_type(&self, node: Ix, matching: &Matching) -> TypeFate {
        let there = self.clients(node);
        if !self.is_heeded {
            return TypeFate::Json;
        }
        if there.is_empty() {
            return if self.is_never_taken(node) { TypeFate::Stays } else { TypeFate::Json };
        }
        let described = self.described(node);
        let bodies = self.bodies(&described.found, there);
        let under = self.bodies(&described.made, there);
        let mut makers = described.found.makers.iter().chain(&described.made.makers);
        let own_json = makers.any(|&n| matching.a(n).is_none() && self.body(n, there).json);
        if !there.meets(Clients::JSON) {
            return match bodies.json {
                true => TypeFate::OverJson(format!("{}, and the body is JSON now", answers(there))),
                false => TypeFate::Stays,
            };
        }
        if under.json && !bodies.json && (bodies.xml || under.xml) {
            let why = "holds for all that is answered after it: JSON payloads set their own type, \
                       other answers go out under this one";
            return TypeFate::Unknown(why.to_owned());
        }
        let bodies = bodies.and(under);
        match bodies {
            Bodies { json: false, .. } => TypeFate::Stays,
            Bodies { unknown: true, .. } if !own_json => TypeFate::Unknown(
                "follows a call of a sequence that cannot be read: see which body it makes".into(),
            ),
            Bodies { xml: true, .. } => TypeFate::LeftOut(
                "also reaches answers that stay XML, and JSON payloads set their type themselves"
                    .into(),
            ),
            Bodies { doubtful: true, .. } => {
                TypeFate::Doubtful("belongs to a payload that a person must look at".into())
            }
            _ => TypeFate::Json,
        }
    }

    /// True if some that a content type finds are JSON now.
    pub(super) fn is_over_json(&self, node: Ix) -> bool {
        self.bodies(&self.described(node).found, self.clients(node)).json
    }

    /// What the bodies at some place are in the merged files.
    fn bodies(&self, there: &Makers, clients: Clients) -> Bodies {
        let initial = if there.initial { self.reached.body } else { Bodies::default() };
        let makers = there.makers.iter().map(|&maker| self.body(maker, clients));
        makers.fold(initial, Bodies::and)
    }

    /// What the body that a mediator makes is in the merged files, where some of those clients get
    /// it.
    fn body(&self, maker: Ix, clients: Clients) -> Bodies {
        let gets = self.clients_of(maker);
        if !gets.is_empty() && !gets.meets(clients) {
            return Bodies::default();
        }
        let xml = Bodies { xml: true, ..Bodies::default() };
        let json = Bodies { json: true, ..Bodies::default() };
        match self.tree.mediator(maker) {
            Some(Mediator::PayloadFactory(payload)) => match payload.medium() {
                PayloadMedium::Json => json,
                PayloadMedium::Xml => self.of_fate(maker),
                PayloadMedium::Text | PayloadMedium::Inert => Bodies::default(),
            },
            Some(Mediator::Makefault(fault)) if fault.is_pox() => self.of_fate(maker),
            Some(Mediator::CallTemplate(_)) => Bodies { unknown: true, ..Bodies::default() },
            _ => match self.calls(maker) {
                Some(calls) if calls.is_known && gets.meets(Clients::JSON) => json,
                Some(calls) => {
                    Bodies { xml: calls.is_known, unknown: !calls.is_known, ..Bodies::default() }
                }
                None if makes_body(self.tree.kind(maker)) => xml,
                None => Bodies::default(),
            },
        }
    }

    fn of_fate(&self, maker: Ix) -> Bodies {
        let fate = self.fate(maker);
        Bodies {
            json: fate.is_json(),
            doubtful: matches!(fate, Fate::Doubtful(_)),
            xml: fate.stays(),
            unknown: false,
        }
    }
}

/// Whether such a mediator makes another body; what cannot be read is taken to make none.
fn makes_body(kind: Kind) -> bool {
    kind.form().body == Body::Replaced && kind.form().sight != Sight::Opaque
}

/// That clients get something, as the end of a sentence.
fn answers(clients: Clients) -> String {
    let some = match clients {
        soap if soap.are_within(Clients::SOAP) => "SOAP clients",
        some if some.meets(Clients::XML) => "clients that ask for XML",
        _ => "clients that do not ask for JSON",
    };
    format!("answers {some}")
}
