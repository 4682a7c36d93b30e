//! Work on many files on all cores.

use rayon::prelude::*;

/// What `each` makes of all items, in their order. A single one is done on the spot: to start
/// threads takes longer than a small file does.
pub(crate) fn map<T: Send, U: Send>(items: Vec<T>, each: impl Fn(T) -> U + Send + Sync) -> Vec<U> {
    match items.len() {
        0 | 1 => items.into_iter().map(each).collect(),
        _ => items.into_par_iter().map(each).collect(),
    }
}
