//! Something of each of the three files.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One thing per side of a three-way merge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, JsonSchema)]
pub struct Triple<T> {
    /// The stock sequence of the old release that the operator started from.
    pub base: T,
    /// The operator's file.
    pub custom: T,
    /// The stock sequence of the new release.
    pub target: T,
}

impl<T> Triple<T> {
    /// Applies a function to each of the three.
    pub fn each<'t, U>(&'t self, of: impl Fn(&'t T) -> U) -> Triple<U> {
        Triple { base: of(&self.base), custom: of(&self.custom), target: of(&self.target) }
    }
}
