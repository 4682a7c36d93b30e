//! What a file was compared with.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where a stock sequence came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// Embedded in faultgraft.
    Embedded,
    /// Given by path.
    Path,
    /// Of an update level that was added to what is embedded.
    Added,
}

/// A release that was considered as base, and how far the operator's file is from it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct Candidate {
    /// The releases that ship this content, oldest first.
    pub releases: Vec<String>,
    /// How many edits lead from it to the operator's file.
    pub edits: usize,
}

/// The base a file was compared with.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct BaseInfo {
    /// The release, where it is known; an inferred one is marked (`1.8.0*`).
    pub release: Option<String>,
    /// Embedded, or given by path.
    pub origin: Origin,
    /// How many edits lead from it to the operator's file.
    pub edits: usize,
    /// The releases that ship the same content as `release`, oldest first.
    #[serde(default)]
    pub same_content: Vec<String>,
    /// The releases that come after it, best first; empty where the base was given.
    #[serde(default)]
    pub runners_up: Vec<Candidate>,
    /// Whether `--base` or `--base-release` gave it.
    #[serde(default)]
    pub given: bool,
}
