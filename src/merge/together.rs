//! Edits that are one thing: what stood in one place and stands in another, inside something new, is
//! a deletion and an insertion to the comparison. Apart, one of them would lose what it is about,
//! and the other would double it.

use rustc_hash::FxHashMap;

use super::{Context, Planned};
use crate::edits::Change;
use crate::model::Decision;
use crate::program::{Ix, Kind, Tree};

/// By edit: the others that are decided with it.
pub(super) struct Together(Vec<Vec<usize>>);

impl Together {
    pub(super) fn new(context: &Context<'_, '_>, planned: &[Planned]) -> Self {
        let mut together = Self(vec![Vec::new(); planned.len()]);
        let mut gone: FxHashMap<u64, Vec<usize>> = FxHashMap::default();
        for (edit, p) in planned.iter().enumerate() {
            let taken = match p.change {
                Some(Change::Delete { base, .. } | Change::Unwrap { base }) => {
                    context.base.subtree(base)
                }
                _ => continue,
            };
            for node in taken.filter(|&n| context.custom_of.b(n).is_none()) {
                if let Some(same) = known_by(context.base, node) {
                    gone.entry(same).or_default().push(edit);
                }
            }
        }
        if gone.is_empty() {
            return together;
        }
        for (edit, p) in planned.iter().enumerate() {
            let new = match p.change {
                Some(
                    Change::Insert { custom } | Change::Within { custom } | Change::Wrap { custom },
                ) => context.custom.subtree(custom),
                _ => continue,
            };
            for node in new.filter(|&n| context.custom_of.a(n).is_none()) {
                let same = known_by(context.custom, node).and_then(|same| gone.get(&same));
                for &other in same.into_iter().flatten() {
                    together.join(edit, other);
                }
            }
        }
        together
    }

    /// Those that are decided with an edit.
    pub(super) fn of(&self, edit: usize) -> &[usize] {
        &self.0[edit]
    }

    fn join(&mut self, one: usize, other: usize) {
        if one != other && !self.0[one].contains(&other) {
            self.0[one].push(other);
            self.0[other].push(one);
        }
    }

    /// All that are decided with an edit, directly or through each other.
    fn with(&self, edit: usize) -> Vec<usize> {
        let mut found = vec![edit];
        let mut at = 0;
        while let Some(&next) = found.get(at) {
            found.extend(
                self.0[next].iter().filter(|n| !found.contains(n)).copied().collect::<Vec<_>>(),
            );
            at += 1;
        }
        found
    }

    /// Tells each edit which others go with it.
    pub(super) fn say(&self, planned: &mut [Planned]) {
        for edit in (0..planned.len()).filter(|&edit| !self.0[edit].is_empty()) {
            let mut others = self.with(edit);
            others.retain(|&other| other != edit);
            others.sort_unstable();
            planned[edit].edit.together = others.iter().map(|&other| other + 1).collect();
        }
    }

    /// Leaves out what goes with something that is left out.
    pub(super) fn decide(&self, planned: &mut [Planned]) {
        for edit in 0..planned.len() {
            let against =
                matches!(planned[edit].edit.decision, Some(Decision::Reject | Decision::Target));
            if self.0[edit].is_empty() || !against {
                continue;
            }
            for other in self.with(edit) {
                planned[other].edit.decision = Some(Decision::Reject);
            }
        }
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
