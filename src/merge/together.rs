//! Edits that are one thing: what stood in one place and stands in another, inside something new, is
//! a deletion and an insertion to the comparison. Apart, one of them would lose what it is about,
//! and the other would double it.

use rustc_hash::FxHashMap;

use super::{Context, Planned};
use crate::edits::Change;
use crate::model::Decision;
use crate::program::{Ix, Kind, Tree};

/// The edits that are decided together.
pub(super) struct Together {
    /// By edit: the number of its group.
    group: Vec<usize>,
    /// The groups; most have one member.
    members: Vec<Vec<usize>>,
}

impl Together {
    pub(super) fn new(context: &Context<'_, '_>, planned: &[Planned]) -> Self {
        let alone = 0..planned.len();
        let mut together = Self {
            group: alone.clone().collect(),
            members: alone.map(|edit| vec![edit]).collect(),
        };
        let (mut gone, mut new) = (Found::default(), Found::default());
        for (edit, p) in planned.iter().enumerate() {
            match p.change {
                Some(Change::Delete { base, .. } | Change::Unwrap { base }) => {
                    let below = context.base.subtree(base).chain(moved_below(context, base));
                    let taken = below.filter(|&n| context.custom_of.b(n).is_none());
                    gone.add(edit, context.base, taken);
                }
                Some(
                    Change::Insert { custom } | Change::Within { custom } | Change::Wrap { custom },
                ) => {
                    let below = context.custom.subtree(custom);
                    let written = below.filter(|&n| context.custom_of.a(n).is_none());
                    new.add(edit, context.custom, written);
                }
                _ => {}
            }
        }
        for &same in gone.0.keys() {
            let edits: Vec<usize> =
                gone.edits(same).iter().chain(new.edits(same)).copied().collect();
            if !gone.edits(same).is_empty() && !new.edits(same).is_empty() {
                edits.windows(2).for_each(|pair| together.join(pair[0], pair[1]));
            }
        }
        together
    }

    /// No groups: as long as nothing is decided, all go where they can.
    pub(super) fn none() -> Self {
        Self { group: Vec::new(), members: Vec::new() }
    }

    /// The groups of more than one.
    pub(super) fn groups(&self) -> impl Iterator<Item = &[usize]> {
        self.members.iter().filter(|members| members.len() > 1).map(Vec::as_slice)
    }

    /// Puts the smaller group into the larger one.
    fn join(&mut self, one: usize, other: usize) {
        let (mut from, mut to) = (self.group[one], self.group[other]);
        if from == to {
            return;
        }
        if self.members[from].len() > self.members[to].len() {
            std::mem::swap(&mut from, &mut to);
        }
        let moved = std::mem::take(&mut self.members[from]);
        moved.iter().for_each(|&edit| self.group[edit] = to);
        self.members[to].extend(moved);
    }

    /// Tells each edit which others go with it.
    pub(super) fn say(&self, planned: &mut [Planned]) {
        for members in self.groups() {
            for &edit in members {
                let others = members.iter().filter(|&&other| other != edit);
                let mut numbers: Vec<usize> = others.map(|other| other + 1).collect();
                numbers.sort_unstable();
                planned[edit].edit.together = numbers;
            }
        }
    }

    /// Leaves out all of a group of which one is left out.
    pub(super) fn decide(&self, planned: &mut [Planned]) {
        for members in self.groups() {
            let against = |&edit: &usize| {
                matches!(planned[edit].edit.decision, Some(Decision::Reject | Decision::Target))
            };
            if members.iter().any(against) {
                for &edit in members {
                    planned[edit].edit.decision = Some(Decision::Reject);
                }
            }
        }
    }
}

/// What of base the target put below a node that goes: it goes as well.
fn moved_below(context: &Context<'_, '_>, base: Ix) -> impl Iterator<Item = Ix> {
    let is_below = move |&n: &Ix| (base.0..base.0 + context.base.size(base) as u32).contains(&n.0);
    let in_target = context.target_of.b(base).into_iter();
    let below = in_target.flat_map(|node| context.target.subtree(node));
    below.filter_map(|node| context.target_of.a(node)).filter(move |n| !is_below(n))
}

/// By what a mediator is known by: which it is, and the edits that take it or bring it; none where
/// there are several. Of several alike nobody can say which became which.
#[derive(Default)]
struct Found(FxHashMap<u64, Option<(Ix, Vec<usize>)>>);

impl Found {
    fn add(&mut self, edit: usize, tree: &Tree<'_>, nodes: impl Iterator<Item = Ix>) {
        for node in nodes {
            let Some(same) = known_by(tree, node) else { continue };
            let found = self.0.entry(same).or_insert_with(|| Some((node, Vec::new())));
            match found {
                Some((known, edits)) if *known == node => edits.push(edit),
                other => *other = None,
            }
        }
    }

    fn edits(&self, same: u64) -> &[usize] {
        self.0.get(&same).and_then(Option::as_ref).map_or(&[], |(_, edits)| edits)
    }
}

/// What a mediator is known by wherever it stands: its name, or else all that it is.
fn known_by(tree: &Tree<'_>, node: Ix) -> Option<u64> {
    let is_mediator = tree.parent(node).is_some_and(|p| tree.kind(p).is_mediator_list());
    let is_named =
        matches!(tree.kind(node), Kind::Property | Kind::Header | Kind::Sequence | Kind::Class);
    let node = tree.node(node);
    is_mediator.then_some(if is_named { node.identity } else { node.content })
}
