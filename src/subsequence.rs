//! Longest and heaviest subsequences, by the textbook: what keeps its order when a list changes.

/// The places of one longest common subsequence, in order.
///
/// Quadratic in time and memory: for short lists.
pub fn longest_common<T: PartialEq>(a: &[T], b: &[T]) -> Vec<(usize, usize)> {
    let width = b.len() + 1;
    let at = |x: usize, y: usize| x * width + y;
    let mut longest = vec![0u32; (a.len() + 1) * width];
    for (x, item) in a.iter().enumerate().rev() {
        for (y, other) in b.iter().enumerate().rev() {
            longest[at(x, y)] = match item == other {
                true => longest[at(x + 1, y + 1)] + 1,
                false => longest[at(x + 1, y)].max(longest[at(x, y + 1)]),
            };
        }
    }
    let mut pairs = Vec::new();
    let (mut x, mut y) = (0, 0);
    while x < a.len() && y < b.len() {
        if a[x] == b[y] {
            pairs.push((x, y));
            (x, y) = (x + 1, y + 1);
        } else if longest[at(x + 1, y)] >= longest[at(x, y + 1)] {
            x += 1;
        } else {
            y += 1;
        }
    }
    pairs
}

/// Which positions of `order` belong to one longest increasing subsequence.
///
/// What is not in it is the fewest moves that lead from one order to the other.
pub fn longest_increasing(order: &[usize]) -> Vec<bool> {
    let mut tails: Vec<usize> = Vec::new(); // positions; tails[k] ends a best run of length k + 1
    let mut before = vec![None; order.len()];
    for (at, value) in order.iter().enumerate() {
        let length = tails.partition_point(|&tail| order[tail] < *value);
        before[at] = length.checked_sub(1).map(|k| tails[k]);
        match tails.get_mut(length) {
            Some(tail) => *tail = at,
            None => tails.push(at),
        }
    }
    let mut chosen = vec![false; order.len()];
    let mut next = tails.last().copied();
    while let Some(at) = next {
        chosen[at] = true;
        next = before[at];
    }
    chosen
}

/// The pairs, sorted by their first place, of which the second places increase too and whose
/// weights sum up highest.
pub fn heaviest_increasing(
    pairs: &[(usize, usize)],
    weight: impl Fn(&(usize, usize)) -> u32,
) -> Vec<(usize, usize)> {
    if pairs.windows(2).all(|w| w[0].1 < w[1].1) {
        return pairs.to_vec();
    }
    let mut ranks: Vec<usize> = pairs.iter().map(|p| p.1).collect();
    ranks.sort_unstable();
    let mut best_up_to = PrefixMax::new(ranks.len());
    let mut previous = vec![None; pairs.len()];
    let mut best = (0u64, None);
    for (i, pair) in pairs.iter().enumerate() {
        let rank = ranks.partition_point(|&r| r < pair.1);
        let (sum, before) = best_up_to.query(rank);
        previous[i] = before;
        let sum = sum + u64::from(weight(pair));
        best_up_to.raise(rank, sum, i);
        if sum > best.0 {
            best = (sum, Some(i));
        }
    }
    let mut kept: Vec<_> =
        std::iter::successors(best.1, |&i| previous[i]).map(|i| pairs[i]).collect();
    kept.reverse();
    kept
}

/// The highest sum among the first `n` ranks, with who reached it (a Fenwick tree).
struct PrefixMax {
    cells: Vec<(u64, Option<usize>)>,
}

impl PrefixMax {
    fn new(ranks: usize) -> Self {
        Self { cells: vec![(0, None); ranks + 1] }
    }

    fn query(&self, mut ranks: usize) -> (u64, Option<usize>) {
        let mut best = (0, None);
        while ranks > 0 {
            if self.cells[ranks].0 > best.0 {
                best = self.cells[ranks];
            }
            ranks &= ranks - 1;
        }
        best
    }

    fn raise(&mut self, rank: usize, sum: u64, who: usize) {
        let mut at = rank + 1;
        while at < self.cells.len() {
            if sum > self.cells[at].0 {
                self.cells[at] = (sum, Some(who));
            }
            at += at & at.wrapping_neg();
        }
    }
}

/// True if each pair of equal items stands behind the one before it, on both sides.
#[cfg(test)]
pub fn is_common<T: PartialEq>(pairs: &[(usize, usize)], a: &[T], b: &[T]) -> bool {
    is_increasing(pairs) && pairs.iter().all(|&(x, y)| a[x] == b[y])
}

#[cfg(test)]
fn is_increasing(pairs: &[(usize, usize)]) -> bool {
    pairs.windows(2).all(|w| w[0].0 < w[1].0 && w[0].1 < w[1].1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn one_moved_member_is_one_move() {
        assert_eq!(longest_increasing(&[3, 0, 1, 2]), [false, true, true, true]);
        assert_eq!(longest_increasing(&[0, 2, 3, 1]), [true, true, true, false]);
        assert_eq!(longest_increasing(&[]), Vec::<bool>::new());
    }

    #[test]
    fn the_heavy_one_stays_and_the_light_one_moves() {
        let pairs = [(0, 0), (1, 2), (2, 1), (3, 3)];
        let heavy_second = |p: &(usize, usize)| if p.0 == 2 { 9 } else { 1 };
        assert_eq!(heaviest_increasing(&pairs, heavy_second), [(0, 0), (2, 1), (3, 3)]);
    }

    /// The longest common subsequence's length, by looking at both ways at each place.
    fn longest(a: &[u64], b: &[u64]) -> usize {
        match (a, b) {
            ([x, a @ ..], [y, b @ ..]) if x == y => 1 + longest(a, b),
            ([_, less @ ..], [_, fewer @ ..]) => longest(less, b).max(longest(a, fewer)),
            _ => 0,
        }
    }

    /// Each selection of some of the items.
    fn selections<T: Copy>(all: &[T]) -> impl Iterator<Item = Vec<T>> + '_ {
        (0..1u32 << all.len()).map(|bits| {
            let chosen = |n: &usize| bits >> n & 1 == 1;
            (0..all.len()).filter(chosen).map(|n| all[n]).collect()
        })
    }

    proptest! {
        #[test]
        fn nothing_longer_is_common(
            a in prop::collection::vec(0..4u64, 0..8),
            b in prop::collection::vec(0..4u64, 0..8),
        ) {
            let pairs = longest_common(&a, &b);
            prop_assert_eq!(pairs.len(), longest(&a, &b));
            prop_assert!(is_common(&pairs, &a, &b), "{:?}", pairs);
        }

        #[test]
        fn nothing_longer_increases(order in prop::collection::vec(0..9usize, 0..9)) {
            let chosen = longest_increasing(&order);
            let kept = order.iter().zip(&chosen).filter(|(_, chosen)| **chosen);
            let kept: Vec<usize> = kept.map(|(value, _)| *value).collect();
            let increases = |s: &Vec<usize>| s.windows(2).all(|w| w[0] < w[1]);
            prop_assert!(increases(&kept), "{:?}", kept);
            let most = selections(&order).filter(increases).map(|s| s.len()).max();
            prop_assert_eq!(Some(kept.len()), most);
        }

        #[test]
        fn nothing_heavier_increases(
            places in prop::collection::btree_map(0..12usize, 1..9u32, 0..9),
            order in Just((0..12usize).collect::<Vec<_>>()).prop_shuffle(),
        ) {
            let pairs: Vec<_> = places.keys().map(|&x| (x, order[x])).collect();
            let weight = |p: &(usize, usize)| places[&p.0];
            let total = |kept: &[(usize, usize)]| kept.iter().map(weight).sum::<u32>();
            let kept = heaviest_increasing(&pairs, weight);
            prop_assert!(is_increasing(&kept), "{:?}", kept);
            let most = selections(&pairs).filter(|s| is_increasing(s)).map(|s| total(&s)).max();
            prop_assert_eq!(Some(total(&kept)), most);
        }
    }
}
