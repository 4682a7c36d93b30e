//! What something of the operator's needs to find as it was, and what it leaves behind: what its
//! place in the target depends on.

use std::cell::OnceCell;

use rustc_hash::FxHashSet;

use super::Context;
use crate::expression::Location;
use crate::flow::{Clients, Ends, Flow, Gateway, Start};
use crate::program::{Effects, Id, Ix, Tree, effects_of, goes_out};

/// The data flow of the operator's file on the old gateway, and of the target on the new one.
#[derive(Default)]
pub(super) struct Flows {
    custom: OnceCell<Flow>,
    target: OnceCell<Flow>,
    /// What the target sets or takes away somewhere: all that an opaque mediator can miss.
    watched: OnceCell<Vec<Location>>,
}

/// No more locations are looked at for a mediator that may read anything.
const MOST_WATCHED: usize = 64;

/// What a mediator and all inside it, with what they call, read and do.
#[derive(Debug, Default)]
pub(super) struct Influence {
    /// What it reads that is as the request brought it, on some way.
    pub needs: FxHashSet<Location>,
    /// Everything that it reads.
    pub reads: FxHashSet<Location>,
    /// What it sets or takes away.
    pub writes: FxHashSet<Location>,
    /// Whether it may do more than can be seen.
    pub is_opaque: bool,
    /// What it does to the flow and to the answer.
    pub effects: Effects,
}

impl Context<'_, '_> {
    /// The flow of the operator's file on the old gateway.
    pub(super) fn custom_flow(&self) -> &Flow {
        self.flows.custom.get_or_init(|| {
            let gateway = Gateway::old(self.rewriting.base, self.callees);
            let start = Start { clients: Clients::ALL, watched: self.watched(), probes: None };
            Flow::of(self.custom.program(), &gateway, &start)
        })
    }

    /// The flow of the target on the new gateway.
    pub(super) fn target_flow(&self) -> &Flow {
        self.flows.target.get_or_init(|| {
            let gateway = Gateway::new(self.rewriting.target, self.callees);
            let start = Start { clients: Clients::ALL, ..Start::default() };
            Flow::of(self.target.program(), &gateway, &start)
        })
    }

    fn watched(&self) -> &[Location] {
        self.flows.watched.get_or_init(|| {
            let flow = self.target_flow();
            let mut all: Vec<Location> = ids(self.target, Ix::ROOT)
                .flat_map(|id| flow.writes(id))
                .filter(|l| is_of_the_request(l))
                .cloned()
                .collect();
            all.sort_unstable();
            all.dedup();
            all.truncate(MOST_WATCHED);
            all
        })
    }

    /// What something of the operator's needs and does.
    pub(super) fn influence(&self, custom: Ix) -> Influence {
        let flow = self.custom_flow();
        let mut all =
            Influence { effects: effects_of(self.custom, custom), ..Influence::default() };
        for id in ids(self.custom, custom) {
            for read in flow.reads(id) {
                all.reads.insert(read.location.clone());
                if read.from.initial {
                    all.needs.insert(read.location.clone());
                }
            }
            all.writes.extend(flow.writes(id).iter().cloned());
            all.is_opaque |= flow.is_opaque(id);
            all.effects.ends_flow |= match flow.ends(id) {
                Ends::Always => true,
                Ends::Maybe => !flow.is_opaque(id),
                Ends::Never => false,
            };
        }
        all.effects.overrides |= all.writes.iter().any(goes_out);
        all
    }

    /// What a mediator of the target, with all inside it and what it calls, sets or takes away.
    pub(super) fn written_by(&self, target: Ix) -> impl Iterator<Item = &Location> {
        let flow = self.target_flow();
        ids(self.target, target).flat_map(|id| flow.writes(id))
    }
}

/// Whether the request brings it along: what the target makes for its own answer nobody misses.
pub(super) fn is_of_the_request(location: &Location) -> bool {
    match location {
        Location::Property(_) => false,
        Location::Axis2(name) => {
            matches!(name.as_str(), "messageType" | "ContentType" | "TRANSPORT_HEADERS")
        }
        Location::Header(_) | Location::Address(_) | Location::Body => true,
        _ => false,
    }
}

/// The mediators at a node and below it.
fn ids<'t>(tree: &'t Tree<'_>, top: Ix) -> impl Iterator<Item = Id> + 't {
    tree.subtree(top).filter_map(|n| tree.id(n))
}
