//! A merge, and what is doubtful about it.

use crate::callees::Callees;
use crate::matching::Versions;
use crate::model::Edit;
use crate::rules::Rule;
use crate::stock::{Release, SequenceName};

/// A merge to be proven.
pub struct Claim<'c, 'd> {
    /// What was merged, and what came of it.
    pub versions: &'c Versions<'c, 'd>,
    /// Which sequence it is, where it is a stock one.
    pub sequence: Option<SequenceName>,
    /// The old release and the new one.
    pub releases: (Release, Release),
    /// What the operator's file calls.
    pub callees: &'c Callees,
    /// What became of each change.
    pub edits: &'c [Edit],
    /// By node of custom: the number of the edit that it belongs to, from 0.
    pub edit_of: &'c [Option<usize>],
}

/// Something that is not for the merged file as it was for the operator's.
#[derive(Debug, Clone)]
pub struct Doubt {
    /// The number of the edit, from 0.
    pub edit: usize,
    /// The rule of the finding that says so.
    pub rule: &'static Rule,
    /// What differs.
    pub message: String,
    /// The line of the operator's file.
    pub line: u32,
    /// Whether it is said even where a person is asked for another reason.
    pub always: bool,
}
