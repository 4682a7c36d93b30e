//! What a file is.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a file is, as the operator sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Equal to the stock of an old release.
    Stock,
    /// Has edits.
    Customised,
    /// Already built on a 4.x release.
    Migrated,
    /// The operator does not have it; the target's is used.
    Absent,
    /// Could not be read; a finding says why.
    Failed,
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Stock => "stock",
            Self::Customised => "customised",
            Self::Migrated => "migrated",
            Self::Absent => "absent",
            Self::Failed => "failed",
        })
    }
}
