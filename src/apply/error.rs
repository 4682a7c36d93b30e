//! Why files are not written.

use std::fmt;
use std::path::PathBuf;

/// Why nothing is written at all, or nothing to one site.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ApplyError {
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: String,
    /// The files that it is about.
    pub changes: Vec<Change>,
}

impl ApplyError {
    pub(super) fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { message: message.into(), help: help.into(), changes: Vec::new() }
    }
}

/// What happened to a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum How {
    /// It has other bytes.
    Edited,
    /// It is not there any more.
    Gone,
    /// It was not there.
    Appeared,
    /// It cannot be read: why not.
    Unreadable(String),
}

impl fmt::Display for How {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Edited => "edited since",
            Self::Gone => "gone since",
            Self::Appeared => "was not there",
            Self::Unreadable(why) => return write!(f, "cannot be read: {why}"),
        })
    }
}

/// A file that is not what it was when the plan was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The file.
    pub path: PathBuf,
    /// What happened to it.
    pub how: How,
}
