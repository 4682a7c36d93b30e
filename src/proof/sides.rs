//! The operator's file on the old gateway and the merged one on the new, with which mediator of the
//! one is which of the other.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use super::claim::{Claim, Doubt};
use crate::expression::Location;
use crate::flow::{Clients, Flow, Gateway, Origins, Start, of_an_answer, taken_of_the_request};
use crate::gateway::java::makes_body_first;
use crate::matching::Versions;
use crate::merge::describe;
use crate::model::Outcome;
use crate::program::{Id, Ix, Mediator, Tree, goes_out};
use crate::rules::Rule;

/// Both files with their data flow.
pub(super) struct Sides<'c, 'd> {
    pub claim: &'c Claim<'c, 'd>,
    pub old: Flow,
    pub new: Flow,
    pub versions: &'c Versions<'c, 'd>,
    /// The mediators of the merged file whose `messageType` goes out over XML.
    pub over_xml: OnceCell<BTreeSet<Id>>,
    custom_nodes: Vec<Ix>,
    merged_nodes: Vec<Ix>,
}

/// A mediator of the operator's that stands in the merged file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pair {
    pub edit: usize,
    pub custom: (Ix, Id),
    pub merged: (Ix, Id),
}

/// Where a value comes from, in terms of the operator's file.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Sources {
    /// From before the sequence.
    pub initial: bool,
    /// From a stock mediator.
    pub stock: bool,
    /// From the operator's: nodes of custom.
    pub own: BTreeSet<Ix>,
    /// From something that cannot be told.
    pub and_more: bool,
}

impl<'c, 'd> Sides<'c, 'd> {
    pub fn of(claim: &'c Claim<'c, 'd>) -> Self {
        let Claim { versions, releases, callees, .. } = claim;
        let answers = answers(claim);
        let old = Gateway::old(releases.0, callees).telling(answers.clone());
        let new = Gateway::new(releases.1, callees).telling(answers);
        let watched = taken_of_the_request(versions.target.program());
        let start = Start { clients: Clients::ALL, watched: &watched, ..Start::default() };
        Self {
            claim,
            old: Flow::of(versions.custom.program(), &old, &start),
            new: Flow::of(versions.merged.program(), &new, &start),
            versions,
            over_xml: OnceCell::new(),
            custom_nodes: versions.custom.by_mediator(),
            merged_nodes: versions.merged.by_mediator(),
        }
    }

    pub fn custom(&self) -> &'c Tree<'d> {
        self.versions.custom
    }

    pub fn merged(&self) -> &'c Tree<'c> {
        self.versions.merged
    }

    /// The mediators that edits are about, in the operator's order.
    pub fn pairs(&self) -> impl Iterator<Item = Pair> + '_ {
        self.custom().all().filter_map(|node| {
            let edit = self.claim.edit_of[node.index()]?;
            let merged = self.versions.merged_of_custom.b(node)?;
            let custom = (node, self.custom().id(node)?);
            Some(Pair { edit, custom, merged: (merged, self.merged().id(merged)?) })
        })
    }

    /// Whether a node of custom is the operator's, at least in part.
    fn is_own(&self, custom: Ix) -> bool {
        self.claim.edit_of[custom.index()].is_some()
            || self.versions.custom_of_base.a(custom).is_none()
    }

    /// Where a value of the operator's file comes from.
    pub fn sources_old(&self, location: &Location, from: &Origins) -> Sources {
        let mut sources =
            Sources { initial: from.initial, and_more: from.and_more, ..Sources::default() };
        for writer in &from.writers {
            let node = self.custom_nodes[writer.index()];
            match self.is_own(node) {
                true => drop(sources.own.insert(node)),
                false => sources.stock = true,
            }
        }
        // What Java makes first on the old gateway, stock makes on the new one.
        let by_java =
            self.claim.sequence.is_some_and(|s| makes_body_first(s, self.claim.releases.0));
        if by_java && *location == Location::Body && sources.initial {
            (sources.initial, sources.stock) = (false, true);
        }
        sources
    }

    /// Where a value of the merged file comes from.
    pub fn sources_new(&self, from: &Origins) -> Sources {
        let mut sources =
            Sources { initial: from.initial, and_more: from.and_more, ..Sources::default() };
        for writer in &from.writers {
            let node = self.merged_nodes[writer.index()];
            match self.versions.merged_of_custom.a(node) {
                Some(custom) if self.is_own(custom) => drop(sources.own.insert(custom)),
                Some(_) => sources.stock = true,
                None if self.versions.merged_of_target.a(node).is_some() => sources.stock = true,
                None => sources.and_more = true,
            }
        }
        sources
    }

    /// What the stock mediators among the writers of a value make of it, in words to compare: one
    /// set for the operator's file and one for the merged one.
    pub fn stock_values(&self, old: &Origins, new: &Origins) -> [BTreeSet<String>; 2] {
        let old = old.writers.iter().map(|w| self.custom_nodes[w.index()]);
        let old = old.filter(|&node| !self.is_own(node)).map(|node| made(self.custom(), node));
        let new = new.writers.iter().map(|w| self.merged_nodes[w.index()]);
        let is_own = |node: Ix| {
            self.versions.merged_of_custom.a(node).is_some_and(|custom| self.is_own(custom))
        };
        let new = new.filter(|&node| !is_own(node)).map(|node| made(self.merged(), node));
        [old.collect(), new.collect()]
    }

    /// A stock mediator of the merged file among the writers of a value.
    pub fn stock_writer(&self, from: &Origins) -> Option<Ix> {
        let nodes = from.writers.iter().map(|w| self.merged_nodes[w.index()]);
        let mut stock = nodes.filter(|&node| {
            self.versions.merged_of_custom.a(node).is_none_or(|custom| !self.is_own(custom))
        });
        stock.next()
    }

    /// True if nothing of a node of custom is in the merged file, by what became of its edit.
    pub fn is_dropped(&self, custom: Ix) -> bool {
        let edit = self.claim.edit_of[custom.index()];
        let dropped = |edit: usize| self.claim.edits[edit].outcome == Outcome::Dropped;
        self.versions.merged_of_custom.b(custom).is_none() && edit.is_some_and(dropped)
    }

    pub fn doubt(&self, pair: Pair, rule: &'static Rule, message: String) -> Doubt {
        let line = self.custom().line(pair.custom.0);
        Doubt { edit: pair.edit, rule, message, line, always: false }
    }

    /// A mediator of the merged file with its line there, for a message.
    pub fn named(&self, merged: Ix) -> String {
        format!(
            "{} (line {} of the merged file)",
            describe(self.merged(), merged),
            self.merged().line(merged)
        )
    }
}

/// What a mediator makes of a value that it writes, in words.
fn made(tree: &Tree<'_>, node: Ix) -> String {
    match tree.mediator(node) {
        Some(Mediator::Property(property)) if property.removes => "nothing".to_owned(),
        Some(Mediator::Property(property)) => property.given.text().to_owned(),
        Some(Mediator::PayloadFactory(payload)) => {
            payload.medium().content_type().unwrap_or_default().to_owned()
        }
        _ => tree.name(node).to_owned(),
    }
}

/// No more parts of an answer are followed beside those that every answer has.
const MOST_PARTS: usize = 24;

/// The parts of an answer that the operator's file, and what it calls, may set.
fn answers(claim: &Claim<'_, '_>) -> Vec<Location> {
    let custom = claim.versions.custom;
    let own = custom.all().filter(|n| claim.edit_of[n.index()].is_some());
    let program = custom.program();
    let own = own.filter_map(|n| custom.id(n)).flat_map(|id| &program.uses(id).writes);
    let called = claim.callees.iter().flat_map(|(_, callee)| {
        let program = callee.sequence.program();
        program.all().flat_map(|id| &program.uses(id).writes)
    });
    let set: BTreeSet<Location> = own
        .chain(called)
        .map(|write| &write.location)
        .filter(|l| goes_out(l))
        .take(MOST_PARTS)
        .cloned()
        .collect();
    let mut all = of_an_answer();
    all.extend(set.into_iter().filter(|l| !all.contains(l)).collect::<Vec<_>>());
    all
}
