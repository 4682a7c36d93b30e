//! The target's own payloads that a payload of the operator's takes the place of.
//!
//! Up to 3.2.0 a payload in a handler's sequence was for whoever came by; since 4.0.0 the sequence
//! itself makes one fault for SOAP clients and a payload for the others. Behind those two the
//! operator's would be what SOAP clients get too.

use rustc_hash::FxHashMap;

use super::place::{Place, Places, Spot};
use super::{Context, Op, What};
use crate::edits::Change;
use crate::program::form::Body;
use crate::program::kinds::payload_factory::Medium;
use crate::program::{Ix, Kind, Mediator, Tree};

impl Context<'_, '_> {
    /// The node of the target that a new payload, which always runs, takes the place of: a JSON
    /// payload, or a choice between some. None where the target's own does not stand before it, or
    /// where what it reads is set later.
    pub(super) fn replaced_by(&self, custom: Ix, spot: Spot, places: &Places) -> Option<Ix> {
        let is_payload = self.custom.kind(custom) == Kind::PayloadFactory;
        if !is_payload || !self.rewriting.to_json {
            return None;
        }
        // Of several bodies that were added to a list it matters which comes last.
        let list = self.custom.parent(custom)?;
        let bodies = self.flows.bodies_added.get_or_init(|| self.bodies_added());
        if bodies.get(&list) != Some(&1) {
            return None;
        }
        let stock = self.last_body_before(spot)?;
        let only = self.is_new_in_target(stock).then(|| answer_for_rest(self.target, stock))??;
        let later = self.needs_what_comes_later(custom, self.number(stock), places);
        (!later).then_some(only)
    }

    /// How many mediators that make a body the operator added to each list.
    fn bodies_added(&self) -> FxHashMap<Ix, usize> {
        let mut bodies = FxHashMap::default();
        for change in &self.changes.list {
            if let Change::Insert { custom } | Change::Wrap { custom } = *change
                && makes_a_body(self.custom, custom)
                && let Some(list) = self.custom.parent(custom)
            {
                *bodies.entry(list).or_default() += 1;
            }
        }
        bodies
    }

    /// Whether a mediator that the target added is a payload of its own, which is not a rival of the
    /// operator's: since 4.0.0 sequences make what Java made before, and the operator's comes last.
    pub(super) fn gives_way(&self, target: Ix) -> bool {
        self.rewriting.to_json && is_json(self.target, target)
    }

    /// What puts a payload there.
    pub(super) fn instead(&self, custom: Ix, stock: Ix) -> Vec<Op> {
        if self.target.kind(stock) == Kind::PayloadFactory {
            return vec![Op::ReplacePayload { node: stock, custom }];
        }
        let parent = self.target.parent(stock).unwrap_or(Ix::ROOT);
        let what = What::Custom(custom);
        vec![Op::Remove(stock), Op::Place { parent, at: self.number(stock), what }]
    }

    /// The last mediator before a spot that makes a body.
    fn last_body_before(&self, spot: Spot) -> Option<Ix> {
        let before = self.target.children(spot.parent).take(spot.at);
        before.filter(|&t| makes_a_body(self.target, t)).last()
    }

    /// True if something that the operator added before a payload, and that it depends on, stands
    /// later in the target than that number.
    fn needs_what_comes_later(&self, custom: Ix, number: usize, places: &Places) -> bool {
        let payload = self.influence(custom);
        let list = self.custom.parent(custom).into_iter();
        let beside = list.flat_map(|list| self.custom.children(list));
        let earlier = beside.take_while(|&c| c < custom).filter(|&c| self.custom_of.a(c).is_none());
        let sets = |c: Ix| {
            let influence = self.influence(c);
            influence.is_opaque || influence.writes.iter().any(|l| payload.reads.contains(l))
        };
        let mut later = earlier.filter(|&c| match places.get(c) {
            Place::At(spot) => spot.at > number,
            _ => false,
        });
        later.any(sets)
    }
}

/// The one thing inside a mediator that makes JSON, where what else it makes is not JSON.
fn answer_for_rest(tree: &Tree<'_>, top: Ix) -> Option<Ix> {
    let json: Vec<Ix> = tree.subtree(top).filter(|&n| is_json(tree, n)).collect();
    let first = *json.first()?;
    // From the payload outwards, as long as there is nothing but payloads in JSON.
    let mut whole = first;
    while !json.iter().all(|&n| tree.contains(whole, n)) {
        let list = tree.parent(whole)?;
        whole = tree.parent(list).filter(|&n| n.0 >= top.0)?;
    }
    let others = |n: Ix| tree.kind(n).form().body == Body::Replaced && !is_json(tree, n);
    let is_list = tree.parent(whole).is_some_and(|p| tree.kind(p).is_mediator_list());
    (is_list && !tree.subtree(whole).any(others)).then_some(whole)
}

pub(super) fn is_json(tree: &Tree<'_>, node: Ix) -> bool {
    let payload = match tree.mediator(node) {
        Some(Mediator::PayloadFactory(payload)) => payload,
        _ => return false,
    };
    tree.kind(node) == Kind::PayloadFactory && payload.medium() == Medium::Json
}

fn makes_a_body(tree: &Tree<'_>, top: Ix) -> bool {
    tree.subtree(top).any(|n| tree.kind(n).form().body == Body::Replaced)
}
