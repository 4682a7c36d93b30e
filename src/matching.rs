//! Which node is which: the pairs of nodes that are the same mediator in two versions of a
//! sequence.
//!
//! ```text
//! 1 children of matched parents: equal content in order, then equal identity in the gaps,
//!   then the same family in the gaps that are left
//! 2 in the same list, out of order: a mediator that moved
//! 3 in the same gap, one level up or down: a mediator that was wrapped or unwrapped; by content,
//!   then by an identity that no other has
//! 4 anywhere: a large mediator that moved to another list
//! ```
//!
//! Every step looks its partners up by hash, so the whole is linear in the number of nodes but
//! for one sort (`O(n log n)`).

mod align;
mod versions;

use rustc_hash::FxHashMap;

use crate::program::{Ix, Kind, Tree};
use align::Gap;

pub use versions::Versions;

/// The pairs of corresponding nodes of two trees, `a` and `b`.
#[derive(Debug, Clone)]
pub struct Matching {
    to_b: Vec<u32>,
    to_a: Vec<u32>,
}

const NONE: u32 = u32::MAX;

impl Matching {
    /// Matches two versions of a sequence.
    pub fn of(a: &Tree<'_>, b: &Tree<'_>) -> Self {
        let mut matcher = Matcher {
            a,
            b,
            found: Self { to_b: vec![NONE; a.len()], to_a: vec![NONE; b.len()] },
            open: Vec::new(),
        };
        matcher.pair(Ix::ROOT, Ix::ROOT);
        matcher.drain();
        matcher.moves_between_lists();
        matcher.found
    }

    /// No pair at all: everything in the tree, as `b`, is new.
    pub fn none(b: &Tree<'_>) -> Self {
        Self { to_b: Vec::new(), to_a: vec![NONE; b.len()] }
    }

    /// The node of `b` that corresponds to one of `a`.
    pub fn b(&self, a: Ix) -> Option<Ix> {
        Some(self.to_b[a.index()]).filter(|&n| n != NONE).map(Ix)
    }

    /// Parts a node of `b` from its partner: it is new.
    pub(crate) fn forget_b(&mut self, b: Ix) {
        if let Some(a) = self.a(b) {
            self.to_b[a.index()] = NONE;
            self.to_a[b.index()] = NONE;
        }
    }

    /// The node of `a` that corresponds to one of `b`.
    pub fn a(&self, b: Ix) -> Option<Ix> {
        Some(self.to_a[b.index()]).filter(|&n| n != NONE).map(Ix)
    }
}

struct Matcher<'t, 'a, 'b> {
    a: &'t Tree<'a>,
    b: &'t Tree<'b>,
    found: Matching,
    /// Matched pairs whose children are still to be aligned.
    open: Vec<(Ix, Ix)>,
}

impl Matcher<'_, '_, '_> {
    /// Records a pair; equal subtrees correspond node by node, others are looked into later.
    fn pair(&mut self, a: Ix, b: Ix) {
        if self.a.node(a).content == self.b.node(b).content && self.a.size(a) == self.b.size(b) {
            for k in 0..self.a.size(a) as u32 {
                self.link(a.0 + k, b.0 + k);
            }
        } else {
            self.link(a.0, b.0);
            self.open.push((a, b));
        }
    }

    /// Joins two nodes, and parts each from a partner it had: something small inside an equal
    /// subtree may have been taken for something that moved.
    fn link(&mut self, a: u32, b: u32) {
        let Matching { to_b, to_a } = &mut self.found;
        if let Some(other) = to_a.get_mut(to_b[a as usize] as usize) {
            *other = NONE;
        }
        if let Some(other) = to_b.get_mut(to_a[b as usize] as usize) {
            *other = NONE;
        }
        to_b[a as usize] = b;
        to_a[b as usize] = a;
    }

    fn drain(&mut self) {
        while let Some((a, b)) = self.open.pop() {
            if self.found.b(a) == Some(b) {
                self.children(a, b);
            }
        }
    }

    fn children(&mut self, a: Ix, b: Ix) {
        let (tree_a, tree_b) = (self.a, self.b);
        let free_a: Vec<Ix> = tree_a.children(a).filter(|&n| self.is_free_a(n)).collect();
        let free_b: Vec<Ix> = tree_b.children(b).filter(|&n| self.is_free_b(n)).collect();
        if free_a.is_empty() || free_b.is_empty() {
            return;
        }
        let aligned = align::align(tree_a, tree_b, &free_a, &free_b);
        for &(x, y) in &aligned.pairs {
            self.pair(free_a[x], free_b[y]);
        }
        for gap in &aligned.gaps {
            self.wraps(&free_a, &free_b, gap);
        }
    }

    fn is_free_a(&self, a: Ix) -> bool {
        self.found.to_b[a.index()] == NONE
    }

    fn is_free_b(&self, b: Ix) -> bool {
        self.found.to_a[b.index()] == NONE
    }

    /// Looks for the mediators that one side lost inside those that the other side gained.
    fn wraps(&mut self, list_a: &[Ix], list_b: &[Ix], gap: &Gap) {
        let (tree_a, tree_b) = (self.a, self.b);
        let lost: Vec<Ix> =
            list_a[gap.a.clone()].iter().copied().filter(|&n| self.is_free_a(n)).collect();
        let gained: Vec<Ix> =
            list_b[gap.b.clone()].iter().copied().filter(|&n| self.is_free_b(n)).collect();
        if lost.is_empty() || gained.is_empty() {
            return;
        }
        for (x, y) in inside(tree_a, &lost, tree_b, &gained) {
            if self.is_free_a(x) && self.is_free_b(y) {
                self.pair(x, y);
            }
        }
        for (y, x) in inside(tree_b, &gained, tree_a, &lost) {
            if self.is_free_a(x) && self.is_free_b(y) {
                self.pair(x, y);
            }
        }
        self.changed_wraps(&lost, &gained);
    }

    /// The same for what was changed on the way in or out: known by its identity, where that is the
    /// only one on both sides.
    fn changed_wraps(&mut self, lost: &[Ix], gained: &[Ix]) {
        let (tree_a, tree_b) = (self.a, self.b);
        let of_lost = Once::among(tree_a, lost, |n| self.is_free_a(n));
        let of_gained = Once::among(tree_b, gained, |n| self.is_free_b(n));
        let wrapped = of_lost.top.iter().map(|(key, &x)| (x, of_gained.below.get(key).copied()));
        let unwrapped = of_gained.top.iter().map(|(key, &y)| (of_lost.below.get(key).copied(), y));
        let mut pairs: Vec<(Ix, Ix)> = wrapped
            .filter_map(|(x, y)| Some((x, y?)))
            .chain(unwrapped.filter_map(|(x, y)| Some((x?, y))))
            .filter(|&(x, y)| align::alike(tree_a, x, tree_b, y))
            .collect();
        pairs.sort_unstable();
        for (x, y) in pairs {
            if self.is_free_a(x) && self.is_free_b(y) {
                self.pair(x, y);
            }
        }
    }

    /// Mediators large enough to be recognised anywhere, where there is just one of them left on
    /// either side.
    fn moves_between_lists(&mut self) {
        let mut left: FxHashMap<u64, (u32, u32)> = FxHashMap::default();
        let large = |tree: &Tree<'_>, n: Ix| {
            is_mediator(tree, n) && (tree.size(n) >= 3 || tree.kind(n) == Kind::PayloadFactory)
        };
        let mut unmatched_b: FxHashMap<u64, u32> = FxHashMap::default();
        for n in self.b.all().filter(|&n| self.is_free_b(n) && large(self.b, n)) {
            *unmatched_b.entry(self.b.node(n).content).or_default() += 1;
        }
        if unmatched_b.is_empty() {
            return;
        }
        for n in self.a.all().filter(|&n| self.is_free_a(n) && large(self.a, n)) {
            let entry = left.entry(self.a.node(n).content).or_insert((n.0, 0));
            entry.1 += 1;
        }
        let tree_b = self.b;
        for n in tree_b.all() {
            let content = tree_b.node(n).content;
            let only_here = unmatched_b.get(&content) == Some(&1);
            if let Some(&(a, 1)) = left.get(&content)
                && only_here
                && self.is_free_a(Ix(a))
                && self.is_free_b(n)
            {
                self.pair(Ix(a), n);
            }
        }
    }
}

/// The mediators of some nodes and of what stands below them whose identity no other of them has.
struct Once {
    /// Those that are such a node.
    top: FxHashMap<u64, Ix>,
    /// Those below one.
    below: FxHashMap<u64, Ix>,
}

impl Once {
    fn among(tree: &Tree<'_>, tops: &[Ix], is_free: impl Fn(Ix) -> bool) -> Self {
        let mut seen: FxHashMap<u64, (Ix, bool, u32)> = FxHashMap::default();
        for &top in tops {
            for n in tree.subtree(top).filter(|&n| is_mediator(tree, n) && is_free(n)) {
                let entry = seen.entry(tree.node(n).identity).or_insert((n, n == top, 0));
                entry.2 += 1;
            }
        }
        let once = |is_top| {
            let wanted = seen.iter().filter(|(_, s)| s.2 == 1 && s.1 == is_top);
            wanted.map(|(&key, s)| (key, s.0)).collect()
        };
        Self { top: once(true), below: once(false) }
    }
}

/// Whether a node is a mediator in a list; branches and parts of mediators do not move alone.
fn is_mediator(tree: &Tree<'_>, node: Ix) -> bool {
    tree.parent(node).is_some_and(|p| tree.kind(p).is_mediator_list())
}

/// The pairs of a top-level node of `outer` and an equal node somewhere below those of `inner`,
/// each used once, in order.
fn inside(
    outer_tree: &Tree<'_>,
    outer: &[Ix],
    inner_tree: &Tree<'_>,
    inner: &[Ix],
) -> Vec<(Ix, Ix)> {
    let mut wanted: FxHashMap<u64, Vec<Ix>> = FxHashMap::default();
    for &n in outer.iter().rev() {
        wanted.entry(outer_tree.node(n).content).or_default().push(n);
    }
    let mut found = Vec::new();
    for &top in inner {
        let mut skip_until = 0;
        for n in inner_tree.subtree(top).skip(1) {
            if n.0 < skip_until || !is_mediator(inner_tree, n) {
                continue;
            }
            if let Some(outer) = wanted.get_mut(&inner_tree.node(n).content).and_then(Vec::pop) {
                found.push((outer, n));
                skip_until = n.0 + inner_tree.size(n) as u32;
            }
        }
    }
    found
}
