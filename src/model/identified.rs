//! Where an operator's file comes from.

use serde::Serialize;

use super::{BaseInfo, Candidate};

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
