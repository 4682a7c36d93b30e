//! A file at its place, and what becomes of it.

use std::path::PathBuf;
use std::sync::Arc;

use crate::write::Attributes;

/// What becomes of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// There is none yet.
    New,
    /// Another one is there.
    Replace,
    /// It is there already, as planned.
    Already,
    /// It may not be written: why not.
    Refused(String),
}

/// A file at its place.
#[derive(Debug, Clone)]
pub struct Item {
    /// Relative to the site, with `/`.
    pub place: String,
    /// What becomes of it.
    pub action: Action,
    /// The file on disk, without links.
    pub(super) path: PathBuf,
    pub(super) bytes: Arc<[u8]>,
    pub(super) new: String,
    /// The digest of what is there.
    pub(super) old: Option<String>,
    /// Of what is there, or what a new file gets.
    pub(super) attributes: Attributes,
}

impl Item {
    /// Whether it is to be written.
    pub fn is_pending(&self) -> bool {
        matches!(self.action, Action::New | Action::Replace)
    }

    /// Whether its path is one that is written to.
    pub(super) fn is_allowed(&self) -> bool {
        !matches!(self.action, Action::Refused(_))
    }
}
