//! The three trees with what is known about them together.

use super::flows::Flows;
use super::rules::Rules;
use crate::callees::Callees;
use crate::edits::Changes;
use crate::matching::Matching;
use crate::model::Triple;
use crate::program::{Ix, Kind, Tree};
use crate::rules::{Audience, Bodies, Fate, Medium, Reached, Rewriter, Rewriting, read_payload};

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
    /// Which rules count.
    pub(super) rules: Rules,
    /// What reaches which mediator, of custom and target.
    pub(super) flows: Flows<'t>,
    /// Who gets what the operator's file makes.
    pub(super) audience: Audience<'t, 'd>,
    /// By node of the target: whether it is where it was in the base.
    pub(super) target_stays: Vec<bool>,
    /// By node of the target: its number among its siblings.
    number: Vec<u32>,
}

impl<'t, 'd> Context<'t, 'd> {
    /// Matches the three versions and finds the changes.
    pub(crate) fn new(
        trees: Triple<&'t Tree<'d>>,
        rewriting: Rewriting,
        callees: &'t Callees,
        rules: Rules,
    ) -> Self {
        let Triple { base, custom, target } = trees;
        let mut custom_of = Matching::of(base, custom);
        let body = made_by_target(base, target);
        let reached = Reached { body, ..Reached::BY_ALL };
        let audience =
            Audience::new(custom, rewriting.base, callees, reached).heeded(rules.audience);
        if rewriting.to_json {
            part_kept_xml(custom, base, &mut custom_of, (rewriting, &audience));
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
            rules,
            flows,
            audience,
            target_stays,
            number,
        }
    }

    /// What becomes of the nodes of custom.
    pub(super) fn rewriter(&self) -> Rewriter<'_, 't, 'd> {
        let (audience, matching) = (&self.audience, &self.custom_of);
        Rewriter { audience, matching, rewriting: self.rewriting }
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
    /// has a place where nobody who takes JSON gets it as an answer.
    pub(super) fn keeps_xml(&self, custom: Ix) -> bool {
        self.kept_xml(custom).is_some()
    }

    /// Why it stays so.
    pub(super) fn kept_xml(&self, custom: Ix) -> Option<Fate> {
        let is_stock = self.custom_of.a(custom).is_some();
        if !is_stock || !self.rewriting.to_json || self.changes.stays(custom) {
            return None;
        }
        kept_xml(&self.audience, self.custom, custom, self.rewriting)
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

/// Why an XML payload at a node or below it stays XML.
fn kept_xml(
    audience: &Audience<'_, '_>,
    custom: &Tree<'_>,
    node: Ix,
    rewriting: Rewriting,
) -> Option<Fate> {
    let is_xml = |n: &Ix| {
        custom.kind(*n) == Kind::PayloadFactory
            && read_payload(custom, *n, rewriting.reading).is_xml()
    };
    custom.subtree(node).filter(is_xml).map(|n| audience.fate(n)).find(Fate::stays)
}

/// Takes for new what the operator put where it stays XML and changed: it is written as it stands
/// in the operator's file, and no part of that could be left out as an edit of its own.
fn part_kept_xml(
    custom: &Tree<'_>,
    base: &Tree<'_>,
    custom_of: &mut Matching,
    (rewriting, audience): (Rewriting, &Audience<'_, '_>),
) {
    let mut done = 0;
    for n in custom.all() {
        let Some(stock) = custom_of.a(n).filter(|_| n.0 >= done) else { continue };
        let wrapped = custom.parent(n).is_some_and(|p| custom_of.a(p).is_none());
        let changed = base.node(stock).content != custom.node(n).content;
        if wrapped && changed && kept_xml(audience, custom, n, rewriting).is_some() {
            custom.subtree(n).for_each(|below| custom_of.forget_b(below));
            done = n.0 + custom.size(n) as u32;
        }
    }
}

/// What the answer is now where Java made it and the target makes it itself.
fn made_by_target(base: &Tree<'_>, target: &Tree<'_>) -> Bodies {
    let makes = |tree: &Tree<'_>, kind| tree.all().any(|n| tree.kind(n) == kind);
    let json = |n: Ix| {
        target.kind(n) == Kind::PayloadFactory
            && matches!(
                read_payload(target, n, crate::payload::Reading::default()).medium,
                Medium::Json(..)
            )
    };
    match makes(base, Kind::PayloadFactory) {
        true => Bodies::default(),
        false => Bodies {
            json: target.all().any(json),
            xml: makes(target, Kind::Makefault),
            ..Bodies::default()
        },
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
