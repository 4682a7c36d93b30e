//! What something of the operator's needs to find as it was, and what it leaves behind: what its
//! place in the target depends on.

use rustc_hash::FxHashSet;

use super::Context;
use crate::expression::Location;
use crate::flow::{Clients, Ends, Flow, Gateway, Start, of_an_answer, taken_of_the_request};
use crate::gateway::java::makes_body_first;
use crate::program::{Effects, Id, Ix, Tree, effects_of, goes_out};
use crate::stock::SequenceName;

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

impl<'t> Context<'t, '_> {
    /// The flow of the operator's file on the old gateway.
    pub(super) fn custom_flow(&self) -> &Flow {
        self.flows.custom.get_or_init(|| {
            let gateway = Gateway::old(self.rewriting.base, self.callees)
                .ignoring_calls(!self.rules.callees)
                .telling(of_an_answer());
            let start =
                Start { clients: Clients::ALL, watched: self.watched(), ..Start::default() };
            Flow::of(self.custom.program(), &gateway, &start)
        })
    }

    /// The node of custom that a mediator of its program is.
    pub(super) fn custom_node(&self, id: Id) -> Ix {
        self.flows.custom_nodes.get_or_init(|| self.custom.by_mediator())[id.index()]
    }

    /// What of the request the target takes away or overwrites.
    pub(super) fn watched(&self) -> &[Location] {
        self.flows.watched.get_or_init(|| taken_of_the_request(self.target.program()))
    }

    /// What something of the operator's needs and does.
    pub(super) fn influence(&self, custom: Ix) -> Influence {
        let flow = self.custom_flow();
        let mut all =
            Influence { effects: effects_of(self.custom, custom), ..Influence::default() };
        for id in ids(self.custom, custom) {
            for read in flow.reads(id) {
                all.reads.insert(read.location.clone());
                if read.from.initial && !self.is_made_anew(&read.location) {
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

    /// Whether the target makes for itself what the old gateway had made before the sequence.
    fn is_made_anew(&self, location: &Location) -> bool {
        *location == Location::Body
            && self.sequence().is_some_and(|s| makes_body_first(s, self.rewriting.base))
    }

    /// Which stock sequence it is, by the name of the base.
    fn sequence(&self) -> Option<SequenceName> {
        let doc = self.base.doc;
        let name = doc.find_attribute(self.base.node(Ix::ROOT).element, "name")?;
        SequenceName::from_name_attribute(&doc.attribute_value(name))
    }

    /// What a mediator of the target, with all inside it and what it calls, sets or takes away.
    pub(super) fn written_by(&self, target: Ix) -> impl Iterator<Item = Location> {
        let new = || Gateway::new(self.rewriting.target, self.callees);
        let (gateway, program) = (self.flows.new.get_or_init(new), self.target.program());
        ids(self.target, target).flat_map(|id| gateway.written(program.uses(id)))
    }
}

/// The mediators at a node and below it.
fn ids<'t>(tree: &'t Tree<'_>, top: Ix) -> impl Iterator<Item = Id> + 't {
    tree.subtree(top).filter_map(|n| tree.id(n))
}
