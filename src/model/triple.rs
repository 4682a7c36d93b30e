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
