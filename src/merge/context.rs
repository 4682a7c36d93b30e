//! The three trees with what is known about them together.

use super::flows::Flows;
use crate::callees::Callees;
use crate::edits::Changes;
use crate::matching::Matching;
use crate::model::Triple;
use crate::program::{Ix, Kind, Tree};
use crate::rules::{Rewriting, read_payload, serves_xml_on_purpose};

/// The three versions of a sequence, matched.
pub struct Context<'t, 'd> {
    pub(super) base: &'t Tree<'d>,
    pub(super) custom: &'t Tree<'d>,
    pub(super) target: &'t Tree<'d>,
    /// Base (a) to custom (b).
    pub(super) custom_of: Matching,
    /// Base (a) to target (b).
    pub(super) target_of: Matching,
    pub(super) changes: Changes,
    pub(super) rewriting: Rewriting,
    /// What the operator's file calls.
    pub callees: &'t Callees,
    /// What reaches which mediator, of custom and target.
    pub(super) flows: Flows,
    /// By node of the target: whether it stands where it stood in the base.
    pub(super) target_stays: Vec<bool>,
    /// By node of the target: its number among its siblings.
    number: Vec<u32>,
}

impl<'t, 'd> Context<'t, 'd> {
    /// Matches the three versions and finds the changes.
    pub fn new(trees: Triple<&'t Tree<'d>>, rewriting: Rewriting, callees: &'t Callees) -> Self {
        let Triple { base, custom, target } = trees;
        let mut custom_of = Matching::of(base, custom);
        if rewriting.to_json {
            part_kept_xml(custom, base, &mut custom_of, rewriting);
        }
        let target_of = Matching::of(base, target);
        let changes = Changes::between(base, custom, &custom_of);
        let mut number = vec![0; target.len()];
        for parent in target.all() {
            for (i, child) in target.children(parent).enumerate() {
                number[child.index()] = i as u32;
            }
        }
        let flows = Flows::default();
        let theirs = Changes::between(base, target, &target_of);
        let target_stays = target.all().map(|t| theirs.stays(t)).collect();
        Self {
            base,
            custom,
            target,
            custom_of,
            target_of,
            changes,
            rewriting,
            callees,
            flows,
            target_stays,
            number,
        }
    }

    /// The number of a node of the target among its siblings.
    pub(super) fn number(&self, target: Ix) -> usize {
        self.number[target.index()] as usize
    }

    /// The node of the target that a node of custom corresponds to, through the base.
    pub(super) fn target_of_custom(&self, custom: Ix) -> Option<Ix> {
        self.target_of.b(self.custom_of.a(custom)?)
    }

    /// Whether the base does not have the node of the target.
    pub(super) fn is_new_in_target(&self, target: Ix) -> bool {
        self.target_of.a(target).is_none()
    }

    /// Whether a stock mediator that the operator moved stays as it was: an XML payload that now
    /// stands in a branch that serves XML on purpose.
    pub(super) fn keeps_xml(&self, custom: Ix) -> bool {
        self.rewriting.to_json
            && !self.changes.stays(custom)
            && serves_xml(self.custom, custom, self.rewriting)
    }

    /// The outermost of the wrappers around a node of the base that custom does not have.
    pub(super) fn wrapper_gone(&self, base: Ix) -> Option<Ix> {
        self.base.ancestors(base).take_while(|&n| self.custom_of.b(n).is_none()).last()
    }

    /// The list of custom in which what a wrapper of the base held stands now.
    pub(super) fn unwrapped_into(&self, wrapper: Ix) -> Option<Ix> {
        self.custom_of.b(self.base.parent(wrapper)?)
    }

    /// The topmost nodes below a wrapper of the base that custom has, each with custom's.
    pub(super) fn left_by(&self, wrapper: Ix) -> Vec<(Ix, Ix)> {
        topmost(self.base, wrapper, |n| self.custom_of.b(n))
    }

    /// The topmost nodes of the target that the base had below a node.
    pub(super) fn kept_by_target(&self, base: Ix) -> Vec<Ix> {
        let kept = topmost(self.base, base, |n| self.target_of.b(n));
        kept.into_iter().map(|(_, t)| t).collect()
    }

    /// The topmost nodes below a new node of custom that the base has, each with its base node.
    pub(super) fn held_by(&self, custom: Ix) -> Vec<(Ix, Ix)> {
        topmost(self.custom, custom, |n| self.custom_of.a(n))
    }
}

/// Whether a node holds an XML payload and stands in a branch that serves XML on purpose.
fn serves_xml(custom: &Tree<'_>, node: Ix, rewriting: Rewriting) -> bool {
    let xml = |n: Ix| {
        custom.kind(n) == Kind::PayloadFactory
            && read_payload(custom, n, rewriting.reading).is_xml()
    };
    custom.subtree(node).any(xml) && serves_xml_on_purpose(custom, node)
}

/// Takes for new what the operator put into such a branch and changed: it is written as it stands
/// in the operator's file, and no part of that could be left out as an edit of its own.
fn part_kept_xml(
    custom: &Tree<'_>,
    base: &Tree<'_>,
    custom_of: &mut Matching,
    rewriting: Rewriting,
) {
    let mut done = 0;
    for n in custom.all() {
        let Some(stock) = custom_of.a(n).filter(|_| n.0 >= done) else { continue };
        let wrapped = custom.parent(n).is_some_and(|p| custom_of.a(p).is_none());
        let changed = base.node(stock).content != custom.node(n).content;
        if wrapped && changed && serves_xml(custom, n, rewriting) {
            custom.subtree(n).for_each(|below| custom_of.forget_b(below));
            done = n.0 + custom.size(n) as u32;
        }
    }
}

/// The topmost nodes below a node that have a partner, each with it.
fn topmost(tree: &Tree<'_>, top: Ix, partner: impl Fn(Ix) -> Option<Ix>) -> Vec<(Ix, Ix)> {
    let mut found = Vec::new();
    let mut skip_until = 0;
    for n in tree.subtree(top).skip(1) {
        if n.0 < skip_until {
            continue;
        }
        if let Some(partner) = partner(n) {
            found.push((n, partner));
            skip_until = n.0 + tree.size(n) as u32;
        }
    }
    found
}
