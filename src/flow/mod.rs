//! Data flow: which value of what reaches which mediator.
//!
//! ```text
//! Program + what it calls --run--> Flow
//! ```
//!
//! An abstract run of a program with the sequences that it calls. It says for every mediator which
//! definition of each location that it reads may reach it ([`Read`]), which clients can be there
//! ([`Clients`]), and for every mediator that makes a body who gets that body ([`Goes`]). Nothing
//! else works this out for itself.
//!
//! 1. [`clients`] are the kinds of clients that sequences tell apart, and what a condition is for
//!    each of them.
//! 2. `values` are the definitions, in static single assignment form: a location has one value at
//!    a time, and where branches meet that differ it gets a joined one. So the run is linear in the
//!    size of the program.
//! 3. `state` is what holds at one point, with a journal that takes back what a branch did.
//! 4. `run` walks the program; `callee` sums up a sequence that is called.
//!
//! The message is followed as the engine passes it on (wso2-synapse, `AbstractListMediator`): a
//! mediator that returns false ends the sequences around it, a copy of the message leaves the
//! message itself alone.

mod callee;
pub mod clients;
mod goes;
mod run;
mod state;
mod values;

use std::cell::RefCell;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::expression::Location;
use crate::program::{Id, Program};
use crate::stock::Release;

pub use clients::Clients;
pub use goes::Goes;
pub use values::Origins;

use callee::Summary;

/// The gateway that a sequence runs on.
pub struct Gateway<'g> {
    /// Its release.
    pub release: Release,
    /// The sequence of a name, where its file is known.
    pub called: &'g dyn Fn(&str) -> Option<&'g Program>,
    summaries: RefCell<FxHashMap<String, Option<Rc<Summary>>>>,
}

impl<'g> Gateway<'g> {
    /// The gateway of a release, with the sequences that `called` finds by name.
    pub fn new(release: Release, called: &'g dyn Fn(&str) -> Option<&'g Program>) -> Self {
        Self { release, called, summaries: RefCell::default() }
    }
}

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
    points: Vec<Point>,
    goes: Vec<Goes>,
    at_end: Clients,
}

/// What holds where a mediator stands.
#[derive(Debug, Clone, Default)]
struct Point {
    clients: Clients,
    reads: Vec<Read>,
    ends: Ends,
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

/// What a run begins with, and what it has to tell.
#[derive(Debug, Clone, Copy, Default)]
pub struct Start<'s> {
    /// Who comes to the sequence.
    pub clients: Clients,
    /// What counts of all that an opaque mediator can see.
    pub watched: &'s [Location],
    /// What is taken to be read before a mediator, besides what it reads itself.
    pub probes: Option<&'s FxHashMap<Id, Vec<Location>>>,
}

impl Flow {
    /// Runs a program.
    pub fn of(program: &Program, on: &Gateway<'_>, start: &Start<'_>) -> Self {
        run::run(program, on, start).0
    }

    /// The clients that can be at a mediator; none where nobody comes there.
    pub fn clients(&self, at: Id) -> Clients {
        self.points[at.index()].clients
    }

    /// What a mediator reads, with what it calls; what stands inside it reads for itself.
    pub fn reads(&self, at: Id) -> &[Read] {
        &self.points[at.index()].reads
    }

    /// Whether the sequence ends in a mediator.
    pub fn ends(&self, at: Id) -> Ends {
        self.points[at.index()].ends
    }

    /// Who gets the body that a mediator makes.
    pub fn goes(&self, maker: Id) -> Goes {
        self.goes[maker.index()]
    }

    /// The clients for which the sequence runs to its end.
    pub fn at_end(&self) -> Clients {
        self.at_end
    }
}

#[cfg(test)]
mod tests;
