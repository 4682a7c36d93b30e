//! What the commands ask for.

use std::path::PathBuf;
use std::sync::Arc;

use super::target::Target;
use crate::classes::ClassPath;
use crate::formatters;
use crate::model::{Against, Finding, Formatters};
use crate::pack::{Files, Pack};
use crate::rules::Levels;
use crate::update_levels::UpdateLevels;

/// Which side settles every conflict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Prefer {
    /// The operator's.
    Custom,
    /// The new release's.
    Target,
}

/// What becomes of the operator's own sequences that the fault sequences call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Companions {
    /// They are copied to the new gateway as they are.
    Carry,
    /// They are copied to it, rewritten where they answer in XML beside JSON.
    #[default]
    Rewrite,
    /// They are not looked for.
    Ignore,
}

/// What to plan.
#[derive(Debug, Clone, Default)]
pub struct PlanRequest {
    /// An XML file, a folder of sequences, an API Manager home, or its zip.
    pub custom: PathBuf,
    /// The same of the new release; the embedded one where neither this nor `target_release` is given.
    pub target: Option<PathBuf>,
    /// An embedded release, or an update level, to merge into.
    pub target_release: Option<String>,
    /// The stock files the operator started from; identified where neither this nor `base_release` is given.
    pub base: Option<PathBuf>,
    /// The embedded release, or the update level, that the operator started from.
    pub base_release: Option<String>,
    /// Only these sequences; all where empty.
    pub only: Vec<String>,
    /// Only these scopes; all where empty.
    pub scope: Vec<String>,
    /// Which side settles every conflict.
    pub prefer: Option<Prefer>,
    /// What the diffs start from.
    pub against: Against,
    /// What becomes of the operator's own sequences.
    pub companions: Companions,
    /// How serious findings are, where that is not as the rules say.
    pub levels: Levels,
    /// The update levels that are known beside the embedded releases.
    pub update_levels: UpdateLevels,
}

/// One file to merge.
#[derive(Debug, Clone, Default)]
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
    /// How serious findings are, where that is not as the rules say.
    pub levels: Levels,
    /// The update levels that are known beside the embedded releases.
    pub update_levels: UpdateLevels,
}

impl PlanRequest {
    pub(super) fn settings(&self, target: &Target, pack: &Pack) -> (Settings, Vec<Finding>) {
        let registered =
            |files: Option<Files>| files.as_ref().map(formatters::registered).unwrap_or_default();
        let (old, mut findings) = registered(pack.files());
        let (new, of_target) = registered(target.files_beside());
        findings.extend(of_target.into_iter().map(|finding| target.in_target(finding)));
        let settings = Settings {
            against: self.against,
            companions: self.companions,
            classes: target
                .files_beside()
                .map(|files| ClassPath::of(files).upgraded_from(pack.files())),
            formatters: Arc::new(Formatters { old, new }),
        };
        (settings, findings)
    }
}

/// What all files of a run have in common.
pub(super) struct Settings {
    pub against: Against,
    pub companions: Companions,
    /// The jars of a target that is a home.
    pub classes: Option<ClassPath>,
    /// What both gateways write bodies with, beyond what their releases register.
    pub formatters: Arc<Formatters>,
}
