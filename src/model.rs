//! The words of faultgraft as types: what a plan says, stage by stage, and what `plan.json` holds.
//!
//! A [`Plan`] is a value: what a reviewer reads is what is written later. Every type here is
//! plain data with no behaviour beyond small questions about itself.

mod caller;
mod case;
mod count;
mod edit;
mod finding;
mod formatters;
mod identified;
mod identity;
mod lacking;
mod linted;
mod preview;
mod skip_list;
mod summary;
mod triple;
mod versions;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use caller::{CallerKind, CallerText};
pub use case::{Case, ClassJars, Known, Texts};
pub use edit::{Confidence, Decision, Edit, EditKind, Outcome, Sides};
pub use finding::{Finding, Level, Severity};
pub use formatters::{Formatters, Registered};
pub use identified::Identified;
pub use lacking::LackingTenant;
pub use linted::Linted;
pub use preview::{Answer, Preview};
pub use skip_list::{Listed, SkipList};
pub use summary::{FindingCounts, Summary};
pub use triple::Triple;
pub use versions::MergedVersions;

use crate::xml::Form;

/// What a file is, seen from the operator's side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Equal to the stock of an old release.
    Stock,
    /// Has edits.
    Customised,
    /// Already built on a 4.x release.
    Migrated,
    /// The operator does not have it; the target's is used.
    Absent,
    /// Could not be read; a finding says why.
    Failed,
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Stock => "stock",
            Self::Customised => "customised",
            Self::Migrated => "migrated",
            Self::Absent => "absent",
            Self::Failed => "failed",
        })
    }
}

/// Where a stock sequence came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// Embedded in faultgraft.
    Embedded,
    /// Given by path.
    Path,
}

/// A release that was considered as base, and how far the operator's file is from it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct Candidate {
    /// The releases that ship this content, oldest first.
    pub releases: Vec<String>,
    /// How many edits lead from it to the operator's file.
    pub edits: usize,
}

/// The base a file was compared with.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct BaseInfo {
    /// The release, where it is known; an inferred one is marked (`1.8.0*`).
    pub release: Option<String>,
    /// Embedded, or given by path.
    pub origin: Origin,
    /// How many edits lead from it to the operator's file.
    pub edits: usize,
    /// The releases that ship the same content as `release`, oldest first.
    #[serde(default)]
    pub same_content: Vec<String>,
    /// The next best releases, best first; empty where the base was given.
    #[serde(default)]
    pub runners_up: Vec<Candidate>,
    /// Whether `--base` or `--base-release` gave it.
    #[serde(default)]
    pub given: bool,
}

/// SHA-256 of each text, in hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize, JsonSchema)]
pub struct Digests {
    /// Of the operator's file, as bytes on disk.
    pub custom: Option<String>,
    /// Of what the target has at the place that would be written; none where it has nothing.
    pub target: Option<String>,
    /// Of the merged file, as the bytes that would be written.
    pub merged: Option<String>,
}

/// The plan for one sequence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FilePlan {
    /// The sequence's file stem without the outer underscores (`fault`, `auth_failure_handler`).
    pub sequence: String,
    /// The real file name (`_auth_failure_handler_.xml`).
    pub file: String,
    /// `super-tenant`, `tenant:<id>` or `tenant-defaults`.
    pub scope: String,
    /// Where it was read, relative to CUSTOM; differs from `file` where the name was written otherwise.
    pub path: String,
    /// Where it would be written, relative to the target's home or folder, or to that of CUSTOM where
    /// the target is embedded.
    #[serde(default)]
    pub place: String,
    /// What it is.
    pub status: Status,
    /// What it was compared with; none where the file is absent or failed.
    pub base: Option<Arc<BaseInfo>>,
    /// Everything the operator changed.
    pub edits: Vec<Edit>,
    /// Everything a reviewer must know.
    pub findings: Vec<Finding>,
    /// The merged file as text; none where the file failed.
    pub merged: Option<Arc<str>>,
    /// Target (or custom, with `--against custom`) to merged as a unified diff; empty where equal.
    pub diff: String,
    /// Digests of the inputs and the result.
    pub digest: Digests,
    /// How the merged text is written as bytes.
    #[serde(default, skip_serializing_if = "Form::is_utf8")]
    pub form: Form,
    /// Whether a person edited the merged text by hand; decisions do not change it any more.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub edited: bool,
    /// What the merged file follows from, but the decisions; none without edits.
    #[serde(skip)]
    pub case: Option<Arc<Case>>,
    /// Whether the operator's sequence stands in a `<definitions>` file, which the merged file does
    /// not replace.
    #[serde(skip)]
    pub in_definitions: bool,
    /// The key, in the plan's `previews`, of what clients get from it; none where it answers nobody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previews: Option<String>,
    /// The operator's text as it was read, for the reports; not part of `plan.json`.
    #[serde(skip)]
    pub custom_text: Option<Arc<str>>,
    /// The target's text, for the reports; none where the target does not ship the sequence.
    #[serde(skip)]
    pub target_text: Option<Arc<str>>,
    /// The merged file in the target's encoding, as it would be written.
    #[serde(skip)]
    pub merged_bytes: Option<Arc<[u8]>>,
    /// `diff` over the files' bytes, where they are not the text in UTF-8 (another encoding, a
    /// byte order mark): what `git apply` must get.
    #[serde(skip)]
    pub patch: Option<Vec<u8>>,
}

impl FilePlan {
    /// A file of which nothing is known yet.
    pub fn empty(sequence: &str, file: &str, status: Status) -> Self {
        Self {
            sequence: sequence.to_owned(),
            file: file.to_owned(),
            scope: String::new(),
            path: file.to_owned(),
            place: String::new(),
            status,
            base: None,
            edits: Vec::new(),
            findings: Vec::new(),
            merged: None,
            diff: String::new(),
            patch: None,
            digest: Digests::default(),
            form: Form::utf8(),
            edited: false,
            case: None,
            in_definitions: false,
            previews: None,
            custom_text: None,
            target_text: None,
            merged_bytes: None,
        }
    }

    /// Fails the file: nothing that was planned for it is used.
    pub fn fail(&mut self, why: Finding) {
        let failed = Self::empty(&self.sequence, &self.file, Status::Failed);
        let Self { scope, path, place, mut digest, custom_text, .. } =
            std::mem::replace(self, failed);
        (digest.target, digest.merged) = (None, None);
        self.findings.push(why);
        (self.scope, self.path, self.place) = (scope, path, place);
        (self.digest, self.custom_text) = (digest, custom_text);
    }

    /// Whether a person is needed for it: an undecided conflict or review, or a finding of severity error.
    pub fn needs_a_person(&self) -> bool {
        self.edits.iter().any(Edit::needs_decision)
            || self.findings.iter().any(|f| f.severity == Severity::Error)
    }

    /// Whether a conflict waits for a decision, so that the file is not written.
    pub fn has_open_conflict(&self) -> bool {
        self.edits.iter().any(|e| e.outcome == Outcome::Conflict && e.decision.is_none())
    }

    /// Whether the merged file is not the target's own.
    pub fn differs_from_target(&self) -> bool {
        self.merged.is_some() && self.digest.merged != self.digest.target
    }
}

/// A sequence of the operator's own that a fault sequence calls.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Companion {
    /// Its file name.
    pub file: String,
    /// Its scope.
    pub scope: String,
    /// Where it was read, relative to CUSTOM.
    #[serde(default)]
    pub path: String,
    /// Where it would be written, as for a [`FilePlan`].
    #[serde(default)]
    pub place: String,
    /// The name by which it is called.
    #[serde(default)]
    pub name: String,
    /// The sequences that call it.
    pub called_from: Vec<String>,
    /// Whether the target has a file of that name.
    pub present_in_target: bool,
    /// What becomes of it.
    pub outcome: Outcome,
    /// What is rewritten in it, each an edit that can be rejected.
    #[serde(default)]
    pub edits: Vec<Edit>,
    /// What a reviewer must know about it.
    pub findings: Vec<Finding>,
    /// The text that would be written; none where faultgraft failed on it.
    pub merged: Option<Arc<str>>,
    /// Target (or custom, with `--against custom`) to merged as a unified diff; empty where equal.
    #[serde(default)]
    pub diff: String,
    /// Digests of the operator's file, of what the target has at its place, and of the result.
    #[serde(default)]
    pub digest: Digests,
    /// How the text is written as bytes.
    #[serde(default, skip_serializing_if = "Form::is_utf8")]
    pub form: Form,
    /// What its text follows from, but the decisions; none where nothing is rewritten.
    #[serde(skip)]
    pub case: Option<Arc<Case>>,
    /// The operator's text.
    #[serde(skip)]
    pub custom_text: Arc<str>,
    /// What the target has at its place; none where it has nothing that can be read.
    #[serde(skip)]
    pub target_text: Option<Arc<str>>,
    /// Whether it stands in a `<definitions>` file of the operator's.
    #[serde(skip)]
    pub in_definitions: bool,
}

/// Where texts go that are uploaded in the Publisher and not copied to a gateway, below the folder
/// that they are written to.
pub const UPLOAD: &str = "upload/";

impl Companion {
    /// Whether it is uploaded in the Publisher, and not copied to the gateway.
    pub fn is_upload(&self) -> bool {
        self.place.starts_with(UPLOAD)
    }

    /// Whether its text differs from the operator's.
    pub fn is_rewritten(&self) -> bool {
        self.merged.as_ref().is_some_and(|merged| *merged != self.custom_text)
    }

    /// Whether its file at the target would be another than it is.
    pub fn differs_from_target(&self) -> bool {
        self.outcome != Outcome::Dropped && self.digest.merged != self.digest.target
    }
}

/// What CUSTOM turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CustomKind {
    /// One file.
    File,
    /// A folder of sequences.
    Sequences,
    /// An API Manager home.
    Home,
    /// The zip of a home.
    Archive,
}

/// Where the operator's files came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CustomInfo {
    /// The path as given.
    pub path: String,
    /// What it is.
    pub kind: CustomKind,
    /// SHA-256 of the file, where CUSTOM is one file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
}

/// What the operator's edits are merged into.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TargetInfo {
    /// The release, where it is known.
    pub release: Option<String>,
    /// Embedded, or given by path.
    pub origin: Origin,
    /// The path as given, where one was.
    pub path: Option<String>,
    /// What the path is, where one was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<CustomKind>,
}

/// All files' edits, findings, merged texts and digests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Plan {
    /// The version of this form; see [`SCHEMA`].
    pub schema: u32,
    /// The tool and version that made it.
    pub tool: String,
    /// The operator's side.
    pub custom: CustomInfo,
    /// The new release's side.
    pub target: TargetInfo,
    /// One entry a sequence, in the order of the stock list.
    pub files: Vec<FilePlan>,
    /// The operator's own sequences that the merged files call.
    pub companions: Vec<Companion>,
    /// What is to be said about the installations, and not about one sequence.
    #[serde(default)]
    pub findings: Vec<Finding>,
    /// What 4.x would delete at start unless it is told not to.
    pub skip_list: SkipList,
    /// The counts.
    pub summary: Summary,
    /// What the diffs start from.
    #[serde(default)]
    pub against: Against,
    /// The rules whose findings are more or less serious than they are by themselves.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub levels: BTreeMap<String, Level>,
    /// The texts that the merged ones follow from, by the SHA-256 of their files.
    #[serde(skip)]
    pub texts: Texts,
    /// What the new gateway leaves alone at start.
    #[serde(skip)]
    pub listed: Listed,
    /// What the gateways write bodies with.
    #[serde(skip)]
    pub formatters: Arc<Formatters>,
    /// The tenants that lack a file without which the gateway overwrites others.
    #[serde(skip)]
    pub lacking: Vec<LackingTenant>,
    /// What clients get from the sequences, by the key that the files name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub previews: BTreeMap<String, Vec<Preview>>,
    /// What is to be said of those, by the same keys.
    #[serde(skip)]
    pub preview_findings: BTreeMap<String, Vec<Finding>>,
}

/// What the diffs of a plan start from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Against {
    /// From the target to the merged file.
    #[default]
    Target,
    /// From the operator's file to the merged file.
    Custom,
}

/// The version of the `plan.json` form that this release writes.
pub const SCHEMA: u32 = 1;

impl Plan {
    /// Whether a person is needed: an undecided conflict or review, or a finding of severity error.
    pub fn needs_a_person(&self) -> bool {
        self.summary.findings.error > 0 || self.edits().any(Edit::needs_decision)
    }

    /// Every edit, of the sequences and of the companions.
    pub fn edits(&self) -> impl Iterator<Item = &Edit> {
        let of_files = self.files.iter().flat_map(|f| &f.edits);
        of_files.chain(self.companions.iter().flat_map(|c| &c.edits))
    }

    /// Whether some input could not be read.
    pub fn failed(&self) -> bool {
        self.files.iter().any(|f| f.status == Status::Failed)
            || self.companions.iter().any(|c| c.merged.is_none())
            || self.findings.iter().any(Finding::is_unreadable)
    }
}
