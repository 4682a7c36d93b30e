//! What 4.x would delete at start unless its `deployment.toml` names it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a `deployment.toml` says about sequences that are left alone.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Listed {
    /// Whether the file was read: what it does not list is then known to be deleted.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub known: bool,
    /// The file names in the list.
    pub sequences: Vec<String>,
    /// The line of the list, with what stands on its lines before and after the names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list: Option<(u32, String, String)>,
    /// The line of the table that the list would stand in, and what a line there begins with:
    /// nothing below its header, its path where it is written with dots; none inside braces.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<(u32, Option<String>)>,
}

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
