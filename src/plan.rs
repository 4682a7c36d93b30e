//! What the commands ask for, and the functions that answer.

use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::model::{BaseInfo, Candidate, FilePlan, Plan};

/// Which side settles every conflict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Prefer {
    /// The operator's.
    Custom,
    /// The new release's.
    Target,
}

/// What the diffs of a plan start from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Against {
    /// From the target to the merged file.
    #[default]
    Target,
    /// From the operator's file to the merged file.
    Custom,
}

/// What to plan.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PlanRequest {
    /// An XML file, a folder of sequences, an API Manager home, or its zip.
    pub custom: PathBuf,
    /// The same of the new release; the embedded one where neither this nor `target_release` is given.
    pub target: Option<PathBuf>,
    /// An embedded release to merge into.
    pub target_release: Option<String>,
    /// The stock files the operator started from; identified where neither this nor `base_release` is given.
    pub base: Option<PathBuf>,
    /// The embedded release the operator started from.
    pub base_release: Option<String>,
    /// Only these sequences; all where empty.
    pub only: Vec<String>,
    /// Only these scopes; all where empty.
    pub scope: Vec<String>,
    /// Which side settles every conflict.
    pub prefer: Option<Prefer>,
    /// What the diffs start from.
    pub against: Against,
}

/// One file to merge.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MergeRequest {
    /// Its name in messages; `-` where it came from standard input.
    pub name: String,
    /// The operator's file.
    pub bytes: Vec<u8>,
    /// Which sequence it is, where the name does not say.
    pub sequence: Option<String>,
    /// The new release's file.
    pub target: Option<PathBuf>,
    /// An embedded release to merge into.
    pub target_release: Option<String>,
    /// The stock file the operator started from.
    pub base: Option<PathBuf>,
    /// The embedded release the operator started from.
    pub base_release: Option<String>,
    /// Which side settles every conflict.
    pub prefer: Option<Prefer>,
}

/// Why a whole run failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct PlanError {
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

/// The release that an operator's file comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Identified {
    /// The file, as it was found.
    pub file: String,
    /// Which sequence it is.
    pub sequence: String,
    /// The release that fits best.
    pub base: BaseInfo,
    /// All releases that were looked at, best first.
    pub candidates: Vec<Candidate>,
}

/// Plans the merge of everything that `request` names.
pub fn plan(_request: &PlanRequest) -> Result<Plan, PlanError> {
    Err(not_built_yet())
}

/// Plans the merge of one file that is already read.
pub fn merge_one(_request: &MergeRequest) -> Result<FilePlan, PlanError> {
    Err(not_built_yet())
}

/// Finds the release that each sequence under `path` comes from.
pub fn identify(_path: &Path) -> Result<Vec<Identified>, PlanError> {
    Err(not_built_yet())
}

fn not_built_yet() -> PlanError {
    PlanError { message: "not built yet".to_owned(), help: "wait for it".to_owned() }
}
