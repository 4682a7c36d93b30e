//! What is left of the operations once some edits are left out.
//!
//! Operations were made to go together. Where only some of them are wanted, four things can go
//! wrong, and each has one answer: the edit has no place, and all of it is as in the target.
//!
//! - Something goes and holds what the operator still has: a wrapper was taken away, and the move
//!   out of it is rejected, or the new wrapper that took what it held. It stays, with all in it:
//!   no mediator of the target is lost that nobody took out, and none loses the condition it stands
//!   under.
//!   The same where the operator wrote some of it again, in something new that is left out.
//! - Something would be put inside itself, because what it goes into did not move out of it.
//! - Something was taken out in one place and written in another, and only one of the two is left:
//!   it would be lost, or there twice.
//! - Something would be the second of what there can be one: a branch beside one that stays.
//!
//! What stood in a new wrapper that is left out has no place either: it is written with the
//! wrapper. An edit without a place has no line in the merged file.

use rustc_hash::{FxHashMap, FxHashSet};

use super::rivals::is_one_only;
use super::together::Together;
use super::{Context, Op, Planned, What};
use crate::edits::Change;
use crate::model::{Confidence, Outcome};
use crate::program::Ix;
use crate::xml::NodeId;

/// Makes a conflict of what has no place before other conflicts are settled; what is left then.
pub(super) fn hold_back(context: &Context<'_, '_>, planned: &mut [Planned]) -> Settled {
    let settled = Settled::of(context, planned, &Together::none());
    for (p, &goes_in) in planned.iter_mut().zip(&settled.goes_in) {
        if !goes_in && !p.ops().is_empty() {
            p.edit.outcome = Outcome::Conflict;
            p.edit.confidence = Confidence::Review;
            p.edit.reason = "What it holds or stands in waits for another edit or is gone from \
                             the target: as things are, it has no place."
                .to_owned();
            p.if_custom = std::mem::take(&mut p.ops);
        }
    }
    settled
}

/// The operations that are left.
#[derive(Clone, Default)]
pub(super) struct Settled {
    /// By edit: whether its operations are left.
    pub goes_in: Vec<bool>,
    /// The changes that are left out, none of which may come in with another.
    left_out: Vec<Change>,
    /// Nodes that stand elsewhere, each with the node they are put into.
    moved: FxHashMap<Ix, Ix>,
    /// Nodes that are taken away.
    removed: FxHashSet<Ix>,
}

impl Settled {
    pub(super) fn of(context: &Context<'_, '_>, planned: &[Planned], together: &Together) -> Self {
        let goes_in = planned.iter().map(|p| !p.ops().is_empty()).collect();
        let mut settled = Self { goes_in, ..Self::default() };
        loop {
            (settled.moved, settled.removed) = Default::default();
            planned.iter().enumerate().for_each(|(edit, p)| settled.look_at(p, edit));
            let mut without_place = settled.without_place(context, planned);
            without_place.extend(settled.without_the_others(planned, together));
            if without_place.is_empty() {
                break;
            }
            without_place.into_iter().for_each(|edit| settled.goes_in[edit] = false);
        }
        settled.left_out = settled.out(planned).filter_map(|p| p.change).collect();
        settled
    }

    /// The edits that could stand in the merged file and do not.
    fn out<'p>(&self, planned: &'p [Planned]) -> impl Iterator<Item = &'p Planned> {
        let pairs = planned.iter().zip(&self.goes_in);
        pairs.filter(|(p, goes_in)| !**goes_in && p.writes()).map(|(p, _)| p)
    }

    /// The operations that are left of an edit.
    pub(super) fn ops<'p>(&self, planned: &'p [Planned], edit: usize) -> &'p [Op] {
        if self.goes_in[edit] { planned[edit].ops() } else { &[] }
    }

    /// What one edit takes away, and what it puts elsewhere: with a place of its own, or inside
    /// something new.
    fn look_at(&mut self, planned: &Planned, edit: usize) {
        let ops = if self.goes_in[edit] { planned.ops() } else { &[] };
        let mut around = None;
        for op in ops {
            match *op {
                Op::Remove(node) => drop(self.removed.insert(node)),
                Op::Place { parent, what: What::Target(node, _), .. } => {
                    self.moved.insert(node, parent);
                }
                Op::Place { parent, what: What::Custom(_), .. } => around = Some(parent),
                _ => {}
            }
        }
        let Some(around) = around else { return };
        for op in ops {
            if let Op::Take(node) = *op {
                self.moved.insert(node, around);
            }
        }
    }

    /// The edits that have no place as things are. Of those that would stand inside themselves only
    /// the first: once it stays where it is, the others may have one.
    fn without_place(&self, context: &Context<'_, '_>, planned: &[Planned]) -> Vec<usize> {
        let any =
            |edit: usize, wrong: &dyn Fn(&Op) -> bool| self.ops(planned, edit).iter().any(wrong);
        let news = self.news_left_out(context, planned);
        let found: Vec<usize> = (0..planned.len())
            .filter(|&edit| {
                let written_again = match planned[edit].change {
                    Some(Change::Unwrap { base }) => writes_again(context, &news, base),
                    _ => false,
                };
                let goes = written_again && self.goes_in[edit];
                goes || any(edit, &|op| match *op {
                    Op::Remove(node) => self.holds_some(context, node),
                    Op::Place { parent, what, .. } => self.is_second(context, parent, what),
                    _ => false,
                })
            })
            .collect();
        if !found.is_empty() {
            return found;
        }
        let inside_itself = |op: &Op| match *op {
            Op::Take(node) => self.moved.get(&node).is_some_and(|&l| self.is_in(context, l, node)),
            _ => false,
        };
        (0..planned.len()).find(|&edit| any(edit, &inside_itself)).into_iter().collect()
    }

    /// The edits that would lose or double something, since one that they are decided with has no
    /// place.
    fn without_the_others(&self, planned: &[Planned], together: &Together) -> Vec<usize> {
        let is_out = |&edit: &usize| !self.goes_in[edit] && !planned[edit].ops().is_empty();
        let torn = together.groups().filter(|members| members.iter().any(is_out));
        torn.flatten().copied().filter(|&edit| self.goes_in[edit]).collect()
    }

    /// The identities of what is new in custom and does not come into the merged file.
    fn news_left_out(&self, context: &Context<'_, '_>, planned: &[Planned]) -> FxHashSet<u64> {
        let custom = context.custom;
        let news = self.out(planned).filter_map(|p| match p.change? {
            Change::Insert { custom } | Change::Wrap { custom } => Some(custom),
            _ => None,
        });
        let nodes = news.flat_map(|top| custom.subtree(top));
        let new = nodes.filter(|&n| context.custom_of.a(n).is_none());
        new.map(|n| custom.node(n).identity).collect()
    }

    /// True if something below a node that goes is still the operator's and stands nowhere else.
    fn holds_some(&self, context: &Context<'_, '_>, gone: Ix) -> bool {
        let target = context.target;
        let mut elsewhere = 0;
        target.subtree(gone).skip(1).any(|n| {
            if n.0 < elsewhere {
                return false;
            }
            if self.moved.contains_key(&n) {
                elsewhere = n.0 + target.size(n) as u32;
                return false;
            }
            context.target_of.a(n).is_some_and(|b| context.custom_of.b(b).is_some())
        })
    }

    /// Whether a list stands inside a node, once everything has its place.
    fn is_in(&self, context: &Context<'_, '_>, list: Ix, node: Ix) -> bool {
        let mut at = Some(list);
        // A circle that does not go through the node is seen from a node that is in it.
        for _ in 0..=context.target.len() {
            match at {
                Some(n) if n == node => return true,
                Some(n) => at = self.moved.get(&n).copied().or_else(|| context.target.parent(n)),
                None => return false,
            }
        }
        false
    }

    /// Whether there can be only one of a thing and the target keeps its own.
    fn is_second(&self, context: &Context<'_, '_>, parent: Ix, what: What) -> bool {
        let kind = match what {
            What::Custom(c) | What::Target(_, c) => context.custom.kind(c),
            What::Comment(_) => return false,
        };
        let remains = |t: &Ix| !self.moved.contains_key(t) && !self.removed.contains(t);
        is_one_only(kind)
            && context
                .target
                .children(parent)
                .filter(remains)
                .any(|t| context.target.kind(t) == kind)
    }

    /// True if some of what makes a payload differ is left out.
    pub(super) fn leaves_out_some_of(&self, payload: Ix) -> bool {
        let of_it = |change: &Change| matches!(change, Change::Payload { custom, .. } if *custom == payload);
        self.left_out.iter().any(of_it)
    }

    /// Whether a comment of custom is left out.
    pub(super) fn leaves_out_comment(&self, context: &Context<'_, '_>, comment: NodeId) -> bool {
        self.left_out.iter().any(|change| match *change {
            Change::Comment { number } => context.custom.comments()[number].node == comment,
            _ => false,
        })
    }
}

/// Whether a wrapper holds mediators that custom does not have as such, and has again in something
/// new.
fn writes_again(context: &Context<'_, '_>, news: &FxHashSet<u64>, wrapper: Ix) -> bool {
    let base = context.base;
    let again = |n: Ix| {
        let mediator = base.parent(n).is_some_and(|p| base.kind(p).is_mediator_list());
        mediator && context.custom_of.b(n).is_none() && news.contains(&base.node(n).identity)
    };
    !news.is_empty() && base.subtree(wrapper).skip(1).any(again)
}
