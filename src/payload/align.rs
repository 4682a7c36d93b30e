//! Which members and items correspond in order.

use crate::subsequence::longest_common;

/// Beyond this many comparisons, items between the common ends are paired in order.
const MAX_CELLS: usize = 1 << 20;

/// Pairs of positions that correspond: equal items first, then what stands between them in order.
/// Both sides increase from pair to pair.
pub(super) fn pair<T: PartialEq>(base: &[T], custom: &[T]) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    let (mut b, mut c) = (0, 0);
    for (next_b, next_c) in
        equal_pairs(base, custom).into_iter().chain([(base.len(), custom.len())])
    {
        pairs.extend((b..next_b).zip(c..next_c));
        if next_b < base.len() {
            pairs.push((next_b, next_c));
        }
        (b, c) = (next_b + 1, next_c + 1);
    }
    pairs
}

/// The pairs of one longest common subsequence.
fn equal_pairs<T: PartialEq>(base: &[T], custom: &[T]) -> Vec<(usize, usize)> {
    let start = base.iter().zip(custom).take_while(|(b, c)| b == c).count();
    let (rest_b, rest_c) = (&base[start..], &custom[start..]);
    let end = rest_b.iter().rev().zip(rest_c.iter().rev()).take_while(|(b, c)| b == c).count();
    let (middle_b, middle_c) = (&rest_b[..rest_b.len() - end], &rest_c[..rest_c.len() - end]);

    let mut pairs: Vec<_> = (0..start).map(|i| (i, i)).collect();
    let inner = common_subsequence(middle_b, middle_c);
    pairs.extend(inner.into_iter().map(|(b, c)| (b + start, c + start)));
    let (after_b, after_c) = (start + middle_b.len(), start + middle_c.len());
    pairs.extend((0..end).map(|i| (after_b + i, after_c + i)));
    pairs
}

fn common_subsequence<T: PartialEq>(base: &[T], custom: &[T]) -> Vec<(usize, usize)> {
    match (base.len() + 1).saturating_mul(custom.len() + 1) > MAX_CELLS {
        true => Vec::new(),
        false => longest_common(base, custom),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_items_correspond_before_others() {
        assert_eq!(pair(b"abc", b"axbc"), [(0, 0), (1, 2), (2, 3)]);
        assert_eq!(pair(b"abc", b"xbc"), [(0, 0), (1, 1), (2, 2)]);
        assert_eq!(pair(b"ab", b"b"), [(1, 0)]);
        assert_eq!(pair(b"", b"b"), []);
    }
}
