//! What a reviewer must know.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What becomes of a rule's findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// They are errors: a file that has one needs a person.
    Deny,
    /// They are warnings.
    Warn,
    /// They are notes.
    Note,
    /// They are left out.
    Allow,
}

/// How serious a finding is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// The file fails on the new gateway, or could not be read.
    Error,
    /// Clients or operators will notice.
    Warning,
    /// Good to know.
    Note,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        })
    }
}

/// Something a reviewer must know.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct Finding {
    /// The rule code, kebab-case.
    pub rule: String,
    /// How serious it is.
    pub severity: Severity,
    /// What was seen, in one sentence with the operator's own names.
    pub message: String,
    /// What to do about it.
    pub help: String,
    /// Line in the operator's file, from 1.
    pub line: Option<u32>,
    /// Column in that line, from 1, in characters.
    pub column: Option<u32>,
    /// The number of the edit of its file that it belongs to, if one.
    pub edit: Option<usize>,
    /// The file it is about, where that is not the one it is listed with.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub path: Option<String>,
}

impl Finding {
    /// The rule of what may not be read.
    pub(crate) const UNREADABLE: &str = "unreadable";

    /// Whether it says that something of an installation may not be read.
    pub fn is_unreadable(&self) -> bool {
        self.rule == Self::UNREADABLE
    }
}
