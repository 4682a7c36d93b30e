//! What to write, and where.

use std::path::PathBuf;

use crate::model::Plan;

/// What to write, and where.
#[derive(Debug, Clone)]
pub struct Request<'p> {
    /// The plan.
    pub plan: &'p Plan,
    /// SHA-256 of the plan's file: which unfinished run is this one's.
    pub digest: String,
    /// Where its files go.
    pub to: To,
    /// Rules whose findings of severity error do not keep a file from being written.
    pub allow: Vec<String>,
    /// What becomes of the files that are there.
    pub backup: Backup,
}

/// Where the files of a plan go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum To {
    /// To the target that the plan was made for.
    Planned,
    /// Under a folder, which need not be there.
    Folder(PathBuf),
    /// To homes: that of the plan, or others like it.
    Homes(Vec<PathBuf>),
}

/// What becomes of the files that are there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Backup {
    /// They are kept near the place they come from, where no deployer looks.
    Near,
    /// They are kept in this folder.
    In(PathBuf),
    /// They are lost.
    None,
}
