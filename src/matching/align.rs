//! Aligning two lists of mediators: in order by content, by identity and by family, and what is
//! left over out of order.

use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::program::{Ix, Kind, Tree};
use crate::subsequence::{heaviest_increasing, longest_common};

/// A stretch of both lists between two neighbouring pairs that stand in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Gap {
    pub a: Range<usize>,
    pub b: Range<usize>,
}

#[derive(Debug, Default)]
pub(super) struct Aligned {
    /// Places in the two lists that correspond, in no particular order.
    pub pairs: Vec<(usize, usize)>,
    /// The stretches between the pairs that stand in order, none of them empty on either side.
    pub gaps: Vec<Gap>,
}

/// Aligns two lists of children.
pub(super) fn align(tree_a: &Tree<'_>, tree_b: &Tree<'_>, a: &[Ix], b: &[Ix]) -> Aligned {
    let whole = Gap { a: 0..a.len(), b: 0..b.len() };
    let mut pairs = Vec::with_capacity(a.len().min(b.len()));
    let keys = |tree: &Tree<'_>, list: &[Ix], of: fn(&crate::program::Node<'_>) -> u64| {
        list.iter().map(|&n| of(tree.node(n))).collect::<Vec<u64>>()
    };
    let content = Keys { a: keys(tree_a, a, |n| n.content), b: keys(tree_b, b, |n| n.content) };
    let weights: Vec<u32> = a.iter().map(|&n| tree_a.size(n) as u32).collect();
    let middle = content.trim(&whole, &mut pairs);
    if middle.a.is_empty() || middle.b.is_empty() {
        return Aligned { pairs, gaps: Vec::new() };
    }
    let identity = Keys { a: keys(tree_a, a, |n| n.identity), b: keys(tree_b, b, |n| n.identity) };
    pairs.extend(anchors(&content, &identity, &middle, &weights));
    for keys in [&content, &identity] {
        for gap in &gaps_between(&mut pairs, &whole) {
            keys.in_order(gap, &weights, &mut pairs, 0);
        }
    }
    let body = Keys { a: keys(tree_a, a, body), b: keys(tree_b, b, body) };
    for gap in &gaps_between(&mut pairs, &whole) {
        body.in_order(gap, &weights, &mut pairs, 0);
    }
    let gaps = gaps_between(&mut pairs, &whole);
    let family = Keys { a: keys(tree_a, a, |n| n.family), b: keys(tree_b, b, |n| n.family) };
    let mut kin = Vec::new();
    for gap in &gaps {
        family.in_order(gap, &weights, &mut kin, 0);
    }
    kin.retain(|&(x, y)| alike(tree_a, a[x], tree_b, b[y]));
    pairs.extend(kin);
    let gaps = gaps_between(&mut pairs, &whole);
    let moved = content.out_of_order(&Left::by(&pairs, &whole));
    pairs.extend(moved);
    let mut changed = identity.out_of_order(&Left::by(&pairs, &whole));
    changed.retain(|&(x, y)| tree_a.size(a[x]) > 1 && alike(tree_a, a[x], tree_b, b[y]));
    pairs.extend(changed);
    Aligned { pairs, gaps }
}

/// The pairs that stand in order among those that are certain: the only ones on both sides with
/// their content, or else with their identity. Of two that changed places, the larger stands.
fn anchors(content: &Keys, identity: &Keys, middle: &Gap, weights: &[u32]) -> Vec<(usize, usize)> {
    let mut certain = content.unique(middle.a.clone(), middle.b.clone());
    let left = Left::by(&certain, middle);
    certain.extend(identity.unique(left.a.into_iter(), left.b.into_iter()));
    certain.sort_unstable();
    heaviest_increasing(&certain, |p| weights[p.0])
}

/// Equal for mediators of one kind that hold the same: their condition changed.
fn body(node: &crate::program::Node<'_>) -> u64 {
    match node.kind {
        Kind::Filter | Kind::Switch | Kind::Case => node.body ^ node.kind as u64,
        _ => node.content,
    }
}

/// Whether two mediators of one family are one that changed: something in them is the same
/// mediator, or they hold nothing.
pub(super) fn alike(tree_a: &Tree<'_>, a: Ix, tree_b: &Tree<'_>, b: Ix) -> bool {
    if tree_a.size(a) == 1 || tree_b.size(b) == 1 {
        return tree_a.size(a) == tree_b.size(b);
    }
    let keys = |tree: &Tree<'_>, top: Ix| -> Vec<u64> {
        let telling = |n: &Ix| !matches!(tree.kind(*n), Kind::Then | Kind::Else | Kind::Default);
        tree.subtree(top).skip(1).take(64).filter(telling).map(|n| tree.node(n).identity).collect()
    };
    let (ours, theirs) = (keys(tree_a, a), keys(tree_b, b));
    ours.iter().any(|key| theirs.contains(key))
}

/// The places of both lists that have no partner.
struct Left {
    a: Vec<usize>,
    b: Vec<usize>,
}

impl Left {
    /// What is left of `whole`, in which all pairs stand.
    fn by(pairs: &[(usize, usize)], whole: &Gap) -> Self {
        let mut taken_a = vec![false; whole.a.len()];
        let mut taken_b = vec![false; whole.b.len()];
        for &(x, y) in pairs {
            taken_a[x - whole.a.start] = true;
            taken_b[y - whole.b.start] = true;
        }
        Self {
            a: whole.a.clone().filter(|&x| !taken_a[x - whole.a.start]).collect(),
            b: whole.b.clone().filter(|&y| !taken_b[y - whole.b.start]).collect(),
        }
    }
}

/// Sorts the pairs and returns the stretches that they leave open on both sides.
fn gaps_between(pairs: &mut [(usize, usize)], whole: &Gap) -> Vec<Gap> {
    // They come in long runs that are sorted already, which the stable sort only joins.
    pairs.sort();
    let mut gaps = Vec::new();
    let (mut a, mut b) = (whole.a.start, whole.b.start);
    for &(x, y) in pairs.iter().chain([&(whole.a.end, whole.b.end)]) {
        if a < x && b < y {
            gaps.push(Gap { a: a..x, b: b..y });
        }
        (a, b) = (x + 1, y + 1);
    }
    gaps
}

/// One key for every place of both lists.
struct Keys {
    a: Vec<u64>,
    b: Vec<u64>,
}

/// How often a key occurs in a gap, and where first.
#[derive(Default, Clone, Copy)]
struct Seen {
    in_a: u32,
    in_b: u32,
    a: usize,
    b: usize,
}

/// Gaps of up to this many comparisons are aligned exactly; larger ones without a unique key by
/// a greedy walk, which keeps the whole linear.
const EXACT: usize = 4096;

/// How often a gap is cut at its unique keys before the greedy walk takes over.
const MAX_CUTS: usize = 24;

impl Keys {
    /// Pairs equal keys so that the pairs stand in order on both sides.
    fn in_order(&self, gap: &Gap, weights: &[u32], pairs: &mut Vec<(usize, usize)>, cuts: usize) {
        let Gap { a, b } = self.trim(gap, pairs);
        if a.is_empty() || b.is_empty() {
            return;
        }
        let unique = self.unique(a.clone(), b.clone());
        let kept = heaviest_increasing(&unique, |p| weights[p.0]);
        if kept.is_empty() || cuts >= MAX_CUTS {
            return match a.len() * b.len() <= EXACT {
                true => self.exact(&a, &b, pairs),
                false => self.greedy(&a, &b, pairs),
            };
        }
        let (mut from_a, mut from_b) = (a.start, b.start);
        for &(x, y) in kept.iter().chain([&(a.end, b.end)]) {
            self.in_order(&Gap { a: from_a..x, b: from_b..y }, weights, pairs, cuts + 1);
            (from_a, from_b) = (x + 1, y + 1);
        }
        pairs.extend(kept);
    }

    /// Pairs what is equal at both ends, and returns what lies between.
    fn trim(&self, gap: &Gap, pairs: &mut Vec<(usize, usize)>) -> Gap {
        let Gap { mut a, mut b } = gap.clone();
        while !a.is_empty() && !b.is_empty() && self.a[a.start] == self.b[b.start] {
            pairs.push((a.start, b.start));
            (a.start, b.start) = (a.start + 1, b.start + 1);
        }
        while !a.is_empty() && !b.is_empty() && self.a[a.end - 1] == self.b[b.end - 1] {
            (a.end, b.end) = (a.end - 1, b.end - 1);
            pairs.push((a.end, b.end));
        }
        Gap { a, b }
    }

    /// The keys that occur just once on both sides, in the order of `a`.
    fn unique(
        &self,
        a: impl Iterator<Item = usize>,
        b: impl Iterator<Item = usize>,
    ) -> Vec<(usize, usize)> {
        let mut seen: FxHashMap<u64, Seen> = FxHashMap::default();
        for x in a {
            let entry = seen.entry(self.a[x]).or_default();
            (entry.in_a, entry.a) = (entry.in_a + 1, x);
        }
        for y in b {
            if let Some(entry) = seen.get_mut(&self.b[y]) {
                (entry.in_b, entry.b) = (entry.in_b + 1, y);
            }
        }
        let once = |s: &&Seen| s.in_a == 1 && s.in_b == 1;
        let mut unique: Vec<_> = seen.values().filter(once).map(|s| (s.a, s.b)).collect();
        unique.sort_unstable();
        unique
    }

    /// As many pairs as can be.
    fn exact(&self, a: &Range<usize>, b: &Range<usize>, pairs: &mut Vec<(usize, usize)>) {
        let common = longest_common(&self.a[a.clone()], &self.b[b.clone()]);
        pairs.extend(common.into_iter().map(|(x, y)| (a.start + x, b.start + y)));
    }

    /// A common subsequence: each place of `b` takes the next equal one of `a`, if it is near.
    fn greedy(&self, a: &Range<usize>, b: &Range<usize>, pairs: &mut Vec<(usize, usize)>) {
        const NEAR: usize = 64;
        let mut from = a.start;
        for y in b.clone() {
            let reach = from..(from + NEAR).min(a.end);
            if let Some(x) = reach.clone().find(|&x| self.a[x] == self.b[y]) {
                pairs.push((x, y));
                from = x + 1;
            }
        }
    }

    /// The pairs of keys that occur once among all places left, wherever they stand.
    fn out_of_order(&self, left: &Left) -> Vec<(usize, usize)> {
        self.unique(left.a.iter().copied(), left.b.iter().copied())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::subsequence::is_common;

    #[test]
    fn gaps_are_open_on_both_sides() {
        let whole = Gap { a: 0..4, b: 0..4 };
        let gaps = gaps_between(&mut [(1, 1), (2, 3)], &whole);
        assert_eq!(gaps, [Gap { a: 0..1, b: 0..1 }]);
    }

    fn keys(a: &[u64], b: &[u64]) -> (Keys, Gap) {
        let gap = Gap { a: 0..a.len(), b: 0..b.len() };
        (Keys { a: a.to_vec(), b: b.to_vec() }, gap)
    }

    fn in_order(a: &[u64], b: &[u64]) -> Vec<(usize, usize)> {
        let (keys, gap) = keys(a, b);
        let mut pairs = Vec::new();
        keys.in_order(&gap, &vec![1; a.len()], &mut pairs, 0);
        pairs.sort_unstable();
        pairs
    }

    proptest! {
        #[test]
        fn pairs_are_equal_and_in_order(
            a in prop::collection::vec(0..4u64, 0..8),
            b in prop::collection::vec(0..4u64, 0..8),
        ) {
            let pairs = in_order(&a, &b);
            prop_assert!(is_common(&pairs, &a, &b), "{:?}", pairs);
        }
    }

    #[test]
    fn what_occurs_once_cuts_a_long_gap() {
        let a: Vec<u64> = (0..200).collect();
        let b: Vec<u64> = [199].into_iter().chain(0..199).collect();
        assert_eq!(in_order(&a, &b).len(), 199);
    }

    #[test]
    fn a_long_gap_of_repeated_keys_is_walked() {
        let a: Vec<u64> = (0..200).flat_map(|n| [n, n]).collect();
        let b: Vec<u64> = a.iter().copied().filter(|n| n % 3 != 0).collect();
        let b: Vec<u64> = b.into_iter().chain([0, 0]).collect();
        let pairs = in_order(&a, &b);
        assert!(is_common(&pairs, &a, &b), "{pairs:?}");
        assert_eq!(pairs.len(), b.len() - 2);
    }
}
