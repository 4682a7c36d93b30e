//! What 4.x would delete at start unless its `deployment.toml` names it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The lines for `deployment.toml` that keep the operator's own sequences from being deleted.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct SkipList {
    /// File names: what the target lists already, and what this plan needs there.
    pub sequences: Vec<String>,
    /// Those of them that the target's `deployment.toml` does not list yet.
    #[serde(default)]
    pub to_add: Vec<String>,
    /// The lines to paste; empty where nothing has to be added.
    #[serde(default)]
    pub toml: String,
    /// Where to paste them, as a sentence.
    #[serde(default)]
    pub place: String,
}
