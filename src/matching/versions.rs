//! The four versions of a sequence, and which node of one is which of another.

use super::Matching;
use crate::model::Triple;
use crate::program::Tree;

/// The three versions that are merged and what came of them, matched once for all who look at them.
pub struct Versions<'s, 'd> {
    /// The stock sequence of the old release.
    pub base: &'s Tree<'d>,
    /// The operator's file.
    pub custom: &'s Tree<'d>,
    /// The stock sequence of the new release.
    pub target: &'s Tree<'d>,
    /// The merged file.
    pub merged: &'s Tree<'s>,
    /// Base (a) to custom (b).
    pub custom_of_base: Matching,
    /// Custom (a) to merged (b).
    pub merged_of_custom: Matching,
    /// Target (a) to merged (b).
    pub merged_of_target: Matching,
}

impl<'s, 'd> Versions<'s, 'd> {
    /// Matches what was merged with what came of it.
    pub fn of(trees: Triple<&'s Tree<'d>>, merged: &'s Tree<'s>) -> Self {
        let Triple { base, custom, target } = trees;
        Self {
            custom_of_base: Matching::of(base, custom),
            merged_of_custom: Matching::of(custom, merged),
            merged_of_target: Matching::of(target, merged),
            base,
            custom,
            target,
            merged,
        }
    }
}
