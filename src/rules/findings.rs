//! Findings: what a reviewer must know about what the operator wrote. Each rule is a file of its
//! own with one function; [`CHECKS`] lists them.

use crate::matching::Matching;
use crate::model::Finding;
use crate::stock::{Release, SequenceName};
use crate::synapse::{Ix, Tree};

use super::Rewriting;

/// What a finding rule looks at: the four versions of one sequence.
pub struct Scene<'s, 'd> {
    /// Which sequence it is.
    pub sequence: SequenceName,
    /// The release the operator comes from.
    pub base_release: Release,
    /// The release the operator goes to.
    pub target_release: Release,
    /// What rewriting depends on.
    pub rewriting: Rewriting,
    /// The stock sequence of the old release.
    pub base: &'s Tree<'d>,
    /// The operator's file.
    pub custom: &'s Tree<'d>,
    /// The stock sequence of the new release.
    pub target: &'s Tree<'d>,
    /// The merged file.
    pub merged: &'s Tree<'s>,
    /// Base (a) to custom (b).
    pub custom_of: Matching,
    /// Target (a) to merged (b): what has no partner is the operator's.
    pub merged_of: Matching,
}

/// Adds the findings of one rule.
pub type Check = fn(&Scene<'_, '_>, &mut Vec<Finding>);

/// Every finding rule, in the order of their codes in the registry.
pub const CHECKS: &[Check] = &[super::load::findings];

impl<'s, 'd> Scene<'s, 'd> {
    /// The nodes of custom that the operator wrote or changed, in document order.
    pub fn written(&self) -> impl Iterator<Item = Ix> + '_ {
        self.custom.all().filter(|&n| match self.custom_of.a(n) {
            None => true,
            Some(base) => {
                let changed_payload = self.base.size(base) == 1
                    && self.base.node(base).content != self.custom.node(n).content;
                changed_payload || !self.base.same_head(base, self.custom, n)
            }
        })
    }

    /// The nodes of the merged file that the target does not have as they are.
    pub fn merged_own(&self) -> impl Iterator<Item = Ix> + '_ {
        self.merged.all().filter(|&n| match self.merged_of.a(n) {
            None => true,
            Some(target) => !self.target.same_head(target, self.merged, n),
        })
    }
}

/// All findings about a sequence.
pub fn findings(scene: &Scene<'_, '_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for check in CHECKS {
        check(scene, &mut found);
    }
    found
}
