//! The words of faultgraft as types: what a plan says, stage by stage, and what `plan.json` holds.
//!
//! A [`Plan`] is a value: what a reviewer reads is what is written later. Every type here is
//! plain data with no behaviour beyond small questions about itself.
//!
//! ```
//! use faultgraft::plan::{PlanRequest, plan};
//!
//! let custom = "fixtures/installations/harbourline-2-6-0/sequences".into();
//! let plan = plan(&PlanRequest { custom, ..PlanRequest::default() })?;
//! for (file, edit) in plan.edits().filter(|(_, edit)| edit.needs_decision()) {
//!     println!("{}: {}", file.id(edit.number), edit.reason);
//! }
//! println!("{} edits in {} files", plan.summary.edits, plan.summary.files);
//! # assert_eq!(plan.summary.edits, plan.edits().count());
//! # Ok::<(), faultgraft::plan::PlanError>(())
//! ```

mod base;
mod caller;
mod case;
mod count;
mod edit;
mod edit_id;
mod file_plan;
mod finding;
mod formatters;
mod identified;
mod identity;
mod lacking;
mod linted;
mod preview;
mod remark;
mod scope;
mod skip_list;
mod status;
mod summary;
mod triple;
mod versions;
mod written;

use std::collections::BTreeMap;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use base::{BaseInfo, Candidate, Origin};
pub use caller::{CallerKind, CallerText};
pub use case::{Case, ClassJar, ClassJars, Known, Rival, Texts};
pub use edit::{Confidence, Decision, Edit, EditKind, Outcome, Sides};
pub use edit_id::{EditId, NoEditId};
pub use file_plan::{Content, Digests, FilePlan, OwnSequence, UPLOAD, Which};
pub use finding::{Finding, Level, Severity};
pub(crate) use formatters::REGISTERED;
pub use formatters::{Formatters, Registered};
pub use identified::Identified;
pub use lacking::LackingTenant;
pub use linted::Linted;
pub use preview::{Answer, Preview};
pub use remark::Remark;
pub use scope::{NoScope, Scope, tenant_id};
pub use skip_list::{Listed, SkipList};
pub use status::Status;
pub use summary::{FindingCounts, Summary};
pub use triple::Triple;
pub use versions::MergedVersions;
pub use written::{Hunks, Old, Written};

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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The tool and version that made it.
    pub tool: String,
    /// The operator's version.
    pub custom: CustomInfo,
    /// The new release's version.
    pub target: TargetInfo,
    /// The stock sequences, scope by scope in the order of the stock list.
    pub files: Vec<FilePlan>,
    /// The operator's own sequences that the merged files call.
    pub companions: Vec<FilePlan>,
    /// What is to be said about the installations, and not about one sequence.
    pub findings: Vec<Finding>,
    /// What 4.x would delete at start unless it is told not to.
    pub skip_list: SkipList,
    /// The counts.
    pub summary: Summary,
    /// What the diffs start from.
    pub against: Against,
    /// The rules whose findings are more or less serious than they are by themselves.
    pub levels: BTreeMap<String, Level>,
    /// The texts that the merged ones follow from, by the SHA-256 of their files.
    pub texts: Texts,
    /// What the new gateway leaves alone at start.
    pub listed: Listed,
    /// What the gateways write bodies with.
    pub formatters: Arc<Formatters>,
    /// The tenants that lack a file without which the gateway overwrites others.
    pub lacking: Vec<LackingTenant>,
    /// What clients get from the sequences, by the key that the files name. Equal lists are one
    /// value.
    pub previews: BTreeMap<String, Arc<Vec<Preview>>>,
    /// What is to be said of those, by the same keys.
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

impl Plan {
    /// Whether a person is needed: an undecided conflict or review, or a finding of severity error.
    pub fn needs_a_person(&self) -> bool {
        self.summary.findings.error > 0 || self.edits().any(|(_, edit)| edit.needs_decision())
    }

    /// Every sequence: the stock ones, then the operator's own.
    pub fn all(&self) -> impl Iterator<Item = &FilePlan> {
        self.files.iter().chain(&self.companions)
    }

    /// The same, to be changed.
    pub fn all_mut(&mut self) -> impl Iterator<Item = &mut FilePlan> {
        self.files.iter_mut().chain(&mut self.companions)
    }

    /// Every edit, with its file.
    pub fn edits(&self) -> impl Iterator<Item = (&FilePlan, &Edit)> {
        self.all().flat_map(|file| file.edits.iter().map(move |edit| (file, edit)))
    }

    /// The edit with an id, and its file.
    pub fn find(&self, id: &EditId) -> Option<(&FilePlan, &Edit)> {
        let is_file = |file: &&FilePlan| file.scope == id.scope && file.stem() == id.stem;
        let edit = |file: &'_ FilePlan| file.edits.iter().position(|e| e.number == id.number);
        let (file, at) = self.all().filter(is_file).find_map(|file| Some((file, edit(file)?)))?;
        Some((file, &file.edits[at]))
    }

    /// True if some input could not be read.
    pub fn failed(&self) -> bool {
        self.all().any(|file| file.merged.is_none())
            || self.findings.iter().any(Finding::is_unreadable)
    }
}
