//! Which members and items correspond in order: longest increasing and common subsequences.

/// Which positions of `order` belong to one longest increasing subsequence.
///
/// What is not in it is the fewest moves that lead from one order to the other.
pub(super) fn longest_increasing(order: &[usize]) -> Vec<bool> {
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
    let width = custom.len() + 1;
    if (base.len() + 1).saturating_mul(width) > MAX_CELLS {
        return Vec::new();
    }
    let mut longest = vec![0u32; (base.len() + 1) * width];
    for (b, item) in base.iter().enumerate().rev() {
        for (c, other) in custom.iter().enumerate().rev() {
            longest[b * width + c] = match item == other {
                true => longest[(b + 1) * width + c + 1] + 1,
                false => longest[(b + 1) * width + c].max(longest[b * width + c + 1]),
            };
        }
    }
    let mut pairs = Vec::new();
    let (mut b, mut c) = (0, 0);
    while b < base.len() && c < custom.len() {
        if base[b] == custom[c] {
            pairs.push((b, c));
            (b, c) = (b + 1, c + 1);
        } else if longest[(b + 1) * width + c] >= longest[b * width + c + 1] {
            b += 1;
        } else {
            c += 1;
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_moved_member_is_one_move() {
        assert_eq!(longest_increasing(&[3, 0, 1, 2]), [false, true, true, true]);
        assert_eq!(longest_increasing(&[0, 2, 3, 1]), [true, true, true, false]);
        assert_eq!(longest_increasing(&[]), Vec::<bool>::new());
    }

    #[test]
    fn equal_items_correspond_before_others() {
        assert_eq!(pair(b"abc", b"axbc"), [(0, 0), (1, 2), (2, 3)]);
        assert_eq!(pair(b"abc", b"xbc"), [(0, 0), (1, 1), (2, 2)]);
        assert_eq!(pair(b"ab", b"b"), [(1, 0)]);
        assert_eq!(pair(b"", b"b"), []);
    }
}
