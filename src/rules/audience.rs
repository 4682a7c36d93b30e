//! Who gets what the mediators of a sequence make.
//!
//! [`flow`](crate::flow) says who gets a body inside one sequence. What the sequence leaves at its
//! end goes on to where it was called from, so that is told from outside: [`Reached`].

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::typed::{medium, name};
use crate::callees::Callees;
use crate::expression::Location;
use crate::flow::{Clients, Flow, Gateway, Goes, Start, Told};
use crate::program::kinds::payload_factory::Medium;
use crate::program::{Id, Ix, Kind, Mediator, Program, Taker, Tree};
use crate::stock::Release;

/// How a sequence is reached.
#[derive(Debug, Clone)]
pub struct Reached {
    /// The clients that come to it.
    pub clients: Clients,
    /// Who gets the body that it leaves.
    pub goes: Goes,
    /// What the body may be when it begins.
    pub body: Bodies,
    /// Whether what it makes is wanted as XML from one place and as JSON from another, or from one
    /// that nobody here knows.
    pub is_mixed: bool,
    /// Whether a branch beside what calls it answers the same clients in JSON.
    pub is_chosen: bool,
    /// What its callers tell it of the clients.
    pub told: Told,
}

/// What bodies may be in the merged files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Bodies {
    /// One is JSON.
    pub json: bool,
    /// One that is JSON needs a person to look at it.
    pub doubtful: bool,
    /// One stays what it was: XML.
    pub xml: bool,
    /// A sequence that cannot be read may make one.
    pub unknown: bool,
}

impl Bodies {
    /// What either is.
    pub fn and(self, other: Self) -> Self {
        Self {
            json: self.json || other.json,
            doubtful: self.doubtful || other.doubtful,
            xml: self.xml || other.xml,
            unknown: self.unknown || other.unknown,
        }
    }
}

impl Reached {
    /// Everybody comes to it, and what it leaves is the answer: a fault sequence.
    pub const BY_ALL: Self = Self {
        clients: Clients::ALL,
        goes: Goes {
            answered: Clients::ALL,
            returned: Clients::NONE,
            to_others: false,
            is_material: false,
        },
        body: Bodies { json: false, doubtful: false, xml: false, unknown: false },
        is_mixed: false,
        is_chosen: false,
        told: Told::NOTHING,
    };

    /// The same for a sequence of which nobody knows who calls it: the body that it finds may be
    /// JSON now.
    pub fn unknown() -> Self {
        Self { body: Bodies { json: true, ..Bodies::default() }, ..Self::BY_ALL }
    }
}

/// Who gets what the mediators of a sequence make on the operator's old gateway.
pub struct Audience<'t, 'd> {
    pub(super) tree: &'t Tree<'d>,
    release: Release,
    pub(super) callees: &'t Callees,
    pub(super) reached: Reached,
    /// Whether it decides what becomes JSON; else everything does.
    pub(super) is_heeded: bool,
    found: OnceLock<Found>,
}

/// What the flow of the sequence says, by mediator.
struct Found {
    flow: Flow,
    nodes: Vec<Ix>,
    /// By the maker of a body.
    takers: FxHashMap<Id, Takers>,
    /// By what sets a content type: the bodies that are made while it holds.
    made_under: FxHashMap<Id, Vec<Id>>,
    /// By list: the last in it that makes a body itself.
    last_made: FxHashMap<Ix, Ix>,
    calls: FxHashMap<Ix, Calls>,
    /// What makes JSON, in document order.
    json: Vec<Ix>,
}

/// The first mediators that take a body: to send it elsewhere, to make something of it, to look.
#[derive(Debug, Clone, Copy, Default)]
struct Takers {
    other: Option<Ix>,
    mediator: Option<Ix>,
    reader: Option<Ix>,
}

/// The sequences that a mediator calls.
#[derive(Debug, Clone, Copy)]
pub(super) struct Calls {
    /// Whether the file of each is known.
    pub is_known: bool,
}

/// The bodies that there may be at some place.
#[derive(Debug, Default)]
pub(super) struct Makers {
    /// Who makes them.
    pub makers: Vec<Ix>,
    /// Whether the body that the sequence began with is one of them.
    pub initial: bool,
}

/// What a content type describes.
#[derive(Debug)]
pub(super) struct Described {
    /// The bodies that it finds.
    pub found: Makers,
    /// Those that are made while it holds.
    pub made: Makers,
}

impl<'t, 'd> Audience<'t, 'd> {
    /// Of a sequence that is reached like that; nothing is worked out before it is asked for.
    pub fn new(
        tree: &'t Tree<'d>,
        release: Release,
        callees: &'t Callees,
        reached: Reached,
    ) -> Self {
        Self { tree, release, callees, reached, is_heeded: true, found: OnceLock::new() }
    }

    /// The same where it may count for nothing.
    #[must_use]
    pub(crate) fn heeded(self, is_heeded: bool) -> Self {
        Self { is_heeded, ..self }
    }

    /// Of a file by itself.
    pub fn alone(tree: &'t Tree<'d>, release: Release, callees: &'t Callees) -> Self {
        Self::new(tree, release, callees, Reached::unknown())
    }

    /// The sequence.
    pub fn tree(&self) -> &'t Tree<'d> {
        self.tree
    }

    fn found(&self) -> &Found {
        self.found.get_or_init(|| {
            let gateway = Gateway::old(self.release, self.callees);
            let probes = probes(self.tree);
            let clients = self.reached.clients;
            let told = Some(&self.reached.told);
            let start = Start { clients, told, probes: Some(&probes), ..Start::default() };
            let flow = Flow::of(self.tree.program(), &gateway, &start);
            Found::of(self.tree, flow, |key| gateway.called(key))
        })
    }

    /// What the flow of the sequence says.
    pub fn flow(&self) -> &Flow {
        &self.found().flow
    }

    /// The clients that can be at a mediator.
    pub fn clients(&self, node: Ix) -> Clients {
        self.tree.id(node).map_or(Clients::NONE, |id| self.flow().clients(id))
    }

    /// Who gets the body that a mediator makes, in the end.
    pub(super) fn goes(&self, maker: Ix) -> Goes {
        let goes = self.tree.id(maker).map(|id| self.flow().goes(id)).unwrap_or_default();
        goes.followed_by(self.reached.goes)
    }

    /// The clients that get the body which a mediator makes, or that would if it were not
    /// overwritten.
    pub(super) fn clients_of(&self, maker: Ix) -> Clients {
        match self.goes(maker) {
            goes if goes.is_nowhere() => self.clients(maker),
            goes => goes.clients(),
        }
    }

    /// Who else than clients gets a body, as the end of a sentence about it.
    pub(super) fn others(&self, maker: Ix) -> Option<String> {
        let goes = self.goes(maker);
        let takers = self.tree.id(maker).and_then(|id| self.found().takers.get(&id));
        let takers = takers.copied().unwrap_or_default();
        let mediator = takers.mediator.or(takers.reader.filter(|_| goes.is_nowhere()));
        if goes.to_others {
            return Some(match takers.other {
                Some(taker) => format!("goes to another system by {}", name(self.tree, taker)),
                None => "goes to another system".to_owned(),
            });
        }
        match mediator {
            Some(taker) if goes.is_material || goes.is_nowhere() => {
                Some(format!("is made into something by {}", name(self.tree, taker)))
            }
            _ if goes.is_material => Some("is made into something else".to_owned()),
            _ => None,
        }
    }

    /// Whether what a mediator makes of a body answers clients that take JSON.
    pub(super) fn is_remade_for_json(&self, maker: Ix) -> bool {
        let takers = self.tree.id(maker).and_then(|id| self.found().takers.get(&id));
        let remade = takers.and_then(|takers| takers.mediator.or(takers.reader));
        remade.is_some_and(|taker| self.goes(taker).clients().meets(Clients::JSON))
    }

    /// Whether a mediator stands in a branch that no client takes.
    pub(super) fn is_never_taken(&self, node: Ix) -> bool {
        let comes = |n: &Ix| self.tree.id(*n).is_some() && !self.clients(*n).is_empty();
        let outer = self.tree.ancestors(node).find(comes);
        let branches = |n| matches!(self.tree.kind(n), Kind::Filter | Kind::Switch);
        self.clients(node).is_empty() && outer.is_some_and(branches)
    }

    /// What a mediator calls; none where it calls nothing.
    pub(super) fn calls(&self, node: Ix) -> Option<Calls> {
        self.found().calls.get(&node).copied()
    }

    /// What makes JSON of the operator's own inside a node: payloads, and calls of sequences that
    /// have one.
    pub(super) fn json_within(&self, node: Ix) -> &[Ix] {
        let json = &self.found().json;
        let end = node.index() + self.tree.size(node);
        let first = json.partition_point(|n| n.index() < node.index());
        &json[first..json.partition_point(|n| n.index() < end)]
    }

    /// What a content type describes: the bodies that it finds, unless another one takes their
    /// place right after it, and those that are made while it holds.
    pub(super) fn described(&self, node: Ix) -> Described {
        let found = match self.is_overwritten_beside(node) {
            true => Makers::default(),
            false => self.found_by(node),
        };
        let under = self.tree.id(node).and_then(|id| self.found().made_under.get(&id));
        let under = under.into_iter().flatten().map(|&id| self.node_of(id));
        Described { found, made: Makers { makers: under.collect(), initial: false } }
    }

    /// The bodies that what sets a content type, or a call, finds.
    pub(super) fn found_by(&self, node: Ix) -> Makers {
        let reads = self.tree.id(node).map(|id| self.flow().reads(id)).unwrap_or_default();
        match reads.iter().find(|read| read.location == Location::Body) {
            Some(read) => Makers {
                makers: read.from.writers.iter().map(|&id| self.node_of(id)).collect(),
                initial: read.from.initial,
            },
            None => Makers::default(),
        }
    }

    pub(super) fn node_of(&self, id: Id) -> Ix {
        self.found().nodes[id.index()]
    }

    /// Whether a mediator after it in its list makes another body for every message.
    fn is_overwritten_beside(&self, node: Ix) -> bool {
        let last = self.tree.parent(node).and_then(|list| self.found().last_made.get(&list));
        last.is_some_and(|&maker| maker > node)
    }
}

/// The places where a content type can be.
fn types() -> [Location; 2] {
    ["messageType", "ContentType"].map(|name| Location::scoped("axis2", name))
}

/// What is asked of the flow besides what mediators read: the body where a content type is set, and
/// the content type where a body is made.
fn probes(tree: &Tree<'_>) -> FxHashMap<Id, Vec<Location>> {
    let types = types();
    let mut probes: FxHashMap<Id, Vec<Location>> = FxHashMap::default();
    for id in tree.all().filter_map(|node| tree.id(node)) {
        let uses = tree.program().uses(id);
        let writes = |location: &Location| uses.writes.iter().any(|w| w.location == *location);
        let sets_type = tree.program().mediator(id).kind() == Kind::Property;
        if sets_type && types.iter().any(writes) || !uses.calls.is_empty() {
            probes.entry(id).or_default().push(Location::Body);
        }
        if writes(&Location::Body) || !uses.calls.is_empty() {
            probes.entry(id).or_default().extend(types.clone());
        }
    }
    probes
}

impl Found {
    fn of<'p>(tree: &Tree<'_>, flow: Flow, called: impl Fn(&str) -> Option<&'p Program>) -> Self {
        let mut found = Self {
            flow,
            nodes: tree.by_mediator(),
            takers: FxHashMap::default(),
            made_under: FxHashMap::default(),
            last_made: FxHashMap::default(),
            calls: FxHashMap::default(),
            json: tree.all().filter(|&n| medium(tree, n) == Some(Medium::Json)).collect(),
        };
        let types = types();
        for node in tree.all() {
            let Some(id) = tree.id(node) else { continue };
            let uses = tree.program().uses(id);
            if let Some(list) = tree.parent(node)
                && uses.writes.iter().any(|write| write.location == Location::Body)
            {
                found.last_made.insert(list, node);
            }
            let takes = uses.reads.contains(&Location::Body) && tree.kind(node) != Kind::Log;
            // A call makes a body where one comes from it.
            let makes = uses.calls.is_empty() || !found.flow.goes(id).is_nowhere();
            for read in found.flow.reads(id) {
                let writers = read.from.writers.iter();
                if takes && read.location == Location::Body {
                    let mut add = |maker: &Id| {
                        found.takers.entry(*maker).or_default().add(node, uses.gives);
                    };
                    writers.for_each(&mut add);
                } else if types.contains(&read.location) && makes {
                    writers.for_each(|setter| {
                        found.made_under.entry(*setter).or_default().push(id);
                    });
                }
            }
        }
        for call in found.flow.calls() {
            let program = called(&call.key);
            let node = found.nodes[call.by.index()];
            found.calls.entry(node).or_insert(Calls { is_known: true }).is_known &=
                program.is_some();
            if program.is_some_and(has_json) {
                found.json.push(node);
            }
        }
        found.json.sort_unstable();
        found
    }
}

fn has_json(program: &Program) -> bool {
    program.all().any(|id| match program.mediator(id) {
        Mediator::PayloadFactory(payload) => payload.medium() == Medium::Json,
        _ => false,
    })
}

impl Takers {
    fn add(&mut self, node: Ix, gives: Option<Taker>) {
        let first = match gives {
            Some(Taker::Client) => return,
            Some(Taker::Other) => &mut self.other,
            Some(Taker::Mediator) => &mut self.mediator,
            None => &mut self.reader,
        };
        first.get_or_insert(node);
    }
}
