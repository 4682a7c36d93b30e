//! What `lint` found.

use std::sync::Arc;

use serde::Serialize;

use super::Finding;

/// What was found in one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Linted {
    /// The file, as it was found.
    pub path: String,
    /// Which of the stock sequences it is; none for one of the operator's own.
    pub sequence: Option<String>,
    /// Whether it could be read.
    pub readable: bool,
    /// What was found.
    pub findings: Vec<Finding>,
    /// The text, where it could be read, for the reports.
    #[serde(skip)]
    pub text: Option<Arc<str>>,
    /// The names of the sequences in it.
    #[serde(skip)]
    pub(crate) defines: Vec<String>,
    /// The sequences that it calls.
    #[serde(skip)]
    pub(crate) calls: Vec<String>,
}
