//! What tells a plan from another one, whatever is decided in it.

use serde::Serialize;

use super::{Edit, EditKind, FilePlan, Outcome, Plan, Scope};
use crate::digest::sha256;

/// A file with edits, and the texts that they are made from.
#[derive(Serialize)]
struct EditedFile<'p> {
    scope: Scope,
    stem: &'p str,
    custom: Option<&'p str>,
    target: Option<&'p str>,
    edits: Vec<(usize, EditKind, Outcome, &'p str)>,
}

impl Plan {
    /// SHA-256, in hexadecimal, of the edits and of the files that they are made from: the same as
    /// long as an id means the same edit, however the edits are decided.
    pub fn identity(&self) -> String {
        let with_edits = self.all().filter(|file| !file.edits.is_empty());
        let parts: Vec<EditedFile> = with_edits.map(EditedFile::of).collect();
        // Strings, numbers and lists cannot fail to become JSON.
        sha256(&serde_json::to_vec(&(&self.target.release, parts)).unwrap_or_default())
    }
}

impl<'p> EditedFile<'p> {
    fn of(file: &'p FilePlan) -> Self {
        let edit = |e: &'p Edit| (e.number, e.kind, e.outcome, e.summary.as_str());
        Self {
            scope: file.scope,
            stem: file.stem(),
            custom: file.digest.custom.as_deref(),
            target: file.digest.target.as_deref(),
            edits: file.edits.iter().map(edit).collect(),
        }
    }
}
