//! What a run found.

use std::collections::BTreeSet;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::{Clients, Goes, Origins, Told};
use crate::expression::Location;
use crate::program::{How, Id, Program, Write};

/// Something that a mediator reads, with where its value comes from.
#[derive(Debug, Clone, PartialEq)]
pub struct Read {
    /// What is read.
    pub location: Location,
    /// Where its value may come from.
    pub from: Rc<Origins>,
}

/// What an abstract run found, by mediator of the program.
#[derive(Debug, Clone, Default)]
pub struct Flow {
    pub(super) points: Vec<Point>,
    pub(super) goes: Vec<Goes>,
    pub(super) calls: Vec<Called>,
    pub(super) end: Point,
}

/// A sequence that is called.
#[derive(Debug, Clone, PartialEq)]
pub struct Called {
    /// The mediator that calls it.
    pub by: Id,
    /// Its name; a computed one in braces.
    pub key: String,
    /// The clients for which it is called.
    pub clients: Clients,
    /// What its caller tells it of them.
    pub told: Told,
}

/// What holds where a mediator stands.
#[derive(Debug, Clone, Default)]
pub(super) struct Point {
    pub clients: Clients,
    pub reads: Vec<Read>,
    pub writes: Vec<Location>,
    pub ends: Ends,
    /// Those of the clients that may have their answer by then.
    pub answered: Clients,
    /// What goes out with the answer that the mediator gives.
    pub answers: Vec<Read>,
    pub is_opaque: bool,
}

/// Whether the sequence ends in a mediator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, PartialOrd, Ord)]
pub enum Ends {
    /// What stands after it runs.
    #[default]
    Never,
    /// On some ways nothing after it runs.
    Maybe,
    /// Nothing after it runs.
    Always,
}

/// Headers of a request with secrets in them, which go back to the client if nobody takes them
/// away.
pub const SECRETS: [&str; 4] = ["Authorization", "Cookie", "apikey", "X-JWT-Assertion"];

/// The parts of an answer that are followed: what it says, how, and with which status; and
/// [`SECRETS`].
pub fn of_an_answer() -> Vec<Location> {
    let axis2 = ["HTTP_SC", "messageType", "ContentType"].map(|n| Location::Axis2(n.into()));
    let secrets = SECRETS.map(|name| Location::scoped("transport", name));
    [Location::Body].into_iter().chain(axis2).chain(secrets).collect()
}

/// No more locations are looked at for a mediator that may read anything: stock has eight.
const MOST_TAKEN: usize = 16;

/// What of a request a sequence takes away or overwrites: all that something can miss there that
/// may read anything, the body and the addresses first. What it sets for its own answer alone,
/// nobody misses.
pub fn taken_of_the_request(program: &Program) -> Vec<Location> {
    let writes = program.all().flat_map(|id| &program.uses(id).writes);
    let taken = |write: &&Write| match &write.location {
        Location::Body => true,
        Location::Header(_) | Location::Address(_) => write.how == How::Removed,
        Location::Axis2(name) => matches!(&**name, "messageType" | "ContentType"),
        _ => false,
    };
    let all: BTreeSet<Location> =
        writes.filter(taken).map(|write| write.location.clone()).collect();
    all.into_iter().rev().take(MOST_TAKEN).collect()
}

/// What a run begins with, and what it has to tell.
#[derive(Debug, Clone, Copy, Default)]
pub struct Start<'s> {
    /// Who comes to the sequence.
    pub clients: Clients,
    /// What the caller tells of them.
    pub told: Option<&'s Told>,
    /// What counts of all that an opaque mediator can see.
    pub watched: &'s [Location],
    /// What is taken to be read before a mediator, besides what it reads itself.
    pub probes: Option<&'s FxHashMap<Id, Vec<Location>>>,
    /// Where only some ways count: those that come through a mediator. It stands here with those
    /// that it stands inside.
    pub through: &'s [Id],
}

impl Flow {
    /// The clients that can be at a mediator; none where nobody comes there.
    pub fn clients(&self, at: Id) -> Clients {
        self.points[at.index()].clients
    }

    /// What a mediator reads, with what it calls; what stands inside it reads for itself.
    pub fn reads(&self, at: Id) -> &[Read] {
        &self.points[at.index()].reads
    }

    /// What a mediator may set or take away, with what it calls; what stands inside it does so
    /// for itself.
    pub fn writes(&self, at: Id) -> &[Location] {
        &self.points[at.index()].writes
    }

    /// Whether a mediator, or what it calls, may do anything.
    pub fn is_opaque(&self, at: Id) -> bool {
        self.points[at.index()].is_opaque
    }

    /// Whether the sequence ends in a mediator.
    pub fn ends(&self, at: Id) -> Ends {
        self.points[at.index()].ends
    }

    /// Who gets the body that a mediator makes.
    pub fn goes(&self, maker: Id) -> Goes {
        self.goes[maker.index()]
    }

    /// The sequences that are called, in order.
    pub fn calls(&self) -> &[Called] {
        &self.calls
    }

    /// The clients for which the sequence runs to its end.
    pub fn at_end(&self) -> Clients {
        self.end.clients
    }

    /// Where the mediator itself, or what it calls, answers the client: what the gateway was told
    /// to tell of an answer, with where that comes from. What a sequence that is called sets itself
    /// on every way is not among it. Nothing where it does not answer.
    pub fn answers(&self, at: Id) -> &[Read] {
        &self.points[at.index()].answers
    }

    /// The same where the sequence runs to its end, and what comes then may answer.
    pub fn end(&self) -> &[Read] {
        &self.end.answers
    }

    /// The clients that come to a mediator, or to the end where there is none, and certainly have
    /// no answer yet.
    pub fn unanswered(&self, at: Option<Id>) -> Clients {
        let point = at.map_or(&self.end, |at| &self.points[at.index()]);
        point.clients.without(point.answered)
    }
}
