//! The command lines that a report names.

use super::super::words::{self, quoted};
use crate::model::{CustomKind, Origin, Plan};

/// What a plan is called where it is not saved yet.
const UNSAVED: &str = "plan.json";

/// The commands that work on a plan.
pub(super) struct Commands<'p> {
    plan: &'p Plan,
    /// The plan's file, as a shell takes it.
    file: String,
    pub is_saved: bool,
}

impl<'p> Commands<'p> {
    pub(super) fn of(plan: &'p Plan, file: Option<&str>) -> Self {
        Self { plan, file: quoted(file.unwrap_or(UNSAVED)), is_saved: file.is_some() }
    }

    pub(super) fn review(&self) -> String {
        format!("faultgraft review {}", self.file)
    }

    /// Decides edits by an option of `review`; what it says before their ids is `before`.
    pub(super) fn decide(&self, (option, before): (&str, &str), ids: &str) -> String {
        format!("{} {option} {}", self.review(), quoted(&format!("{before}{ids}")))
    }

    /// Writes the plan's files.
    pub(super) fn apply(&self) -> String {
        let (target, custom) = (&self.plan.target, self.plan.custom.kind);
        let is_home = matches!(custom, CustomKind::Home | CustomKind::Archive);
        let has_place = target.origin == Origin::Path && target.kind != Some(CustomKind::Archive);
        let place = match (has_place, is_home) {
            (true, _) => "",
            (false, true) => " --home NEW_HOME",
            (false, false) => " --dest FOLDER",
        };
        format!("faultgraft apply {}{place}", self.file)
    }

    pub(super) fn apply_to_folder(&self) -> String {
        format!("faultgraft apply {} --dest FOLDER", self.file)
    }

    pub(super) fn apply_all_the_same(&self, rule: &str) -> String {
        format!("{} --allow {rule}", self.apply())
    }

    /// Makes the page, and saves its plan.
    pub(super) fn page_and_plan(&self) -> String {
        let (custom, target) = (&self.plan.custom.path, words::target_options(&self.plan.target));
        let custom = quoted(custom);
        format!(
            "faultgraft plan {custom}{target} --format html --output report.html --out {UNSAVED}"
        )
    }

    /// Writes the merged file of a plan for one file.
    pub(super) fn merge(&self) -> String {
        let target = words::target_options(&self.plan.target);
        format!("faultgraft merge {}{target} -o NEW_FILE", quoted(&self.plan.custom.path))
    }
}
