//! What tells a plan from another one, whatever is decided in it.

use serde::Serialize;

use super::{Companion, Edit, EditKind, FilePlan, Outcome, Plan};
use crate::digest::sha256;

/// A file with edits, and the texts that they are made from.
#[derive(Serialize)]
struct Part<'p> {
    scope: &'p str,
    file: &'p str,
    custom: Option<&'p str>,
    target: Option<&'p str>,
    edits: Vec<(&'p str, EditKind, Outcome, &'p str)>,
}

impl Plan {
    /// SHA-256, in hexadecimal, of the edits and of the files that they are made from: the same as
    /// long as an id means the same edit, however the edits are decided.
    pub fn identity(&self) -> String {
        let of_file = |f: &'_ FilePlan| !f.edits.is_empty();
        let of_files = self.files.iter().filter(|f| of_file(f)).map(Part::of_file);
        let of_companions = self.companions.iter().map(Part::of_companion);
        let parts: Vec<Part> = of_files.chain(of_companions).collect();
        // Strings, numbers and lists cannot fail to become JSON.
        sha256(&serde_json::to_vec(&(&self.target.release, parts)).unwrap_or_default())
    }
}

impl<'p> Part<'p> {
    fn of_file(file: &'p FilePlan) -> Self {
        Self {
            scope: &file.scope,
            file: &file.sequence,
            custom: file.digest.custom.as_deref(),
            target: file.digest.target.as_deref(),
            edits: edits(&file.edits),
        }
    }

    fn of_companion(companion: &'p Companion) -> Self {
        Self {
            scope: &companion.scope,
            file: &companion.file,
            custom: companion.digest.custom.as_deref(),
            target: companion.digest.target.as_deref(),
            edits: edits(&companion.edits),
        }
    }
}

fn edits(edits: &[Edit]) -> Vec<(&str, EditKind, Outcome, &str)> {
    edits.iter().map(|e| (e.id.as_str(), e.kind, e.outcome, e.summary.as_str())).collect()
}
