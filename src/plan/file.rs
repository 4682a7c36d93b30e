//! The plan for one sequence.

use super::input::{Input, sha256};
use super::remerge::{self, Remerged, setting};
use super::sources::{BaseOf, Target};
use super::{Against, Prefer, Selection, Settings};
use crate::companions::Called;
use crate::diff::{NO_FILE, unified, unified_bytes};
use crate::merge::Decisions;
use crate::model::{Decision, Digests, FilePlan, Finding, Severity, Status, Triple};
use crate::pack::SUPER_TENANT;
use crate::stock::{Release, SequenceName};
use crate::synapse::Tree;
use crate::xml::{Document, Form};

/// The plan for a sequence, with what the merged sequence calls.
pub(super) struct Planned {
    pub plan: FilePlan,
    pub calls: Vec<Called>,
}

impl From<FilePlan> for Planned {
    fn from(plan: FilePlan) -> Self {
        Self { plan, calls: Vec::new() }
    }
}

/// Plans one sequence of the operator's.
pub(super) fn plan_file(
    input: &Input,
    base: BaseOf<'_>,
    target: &Target,
    settings: &Settings,
) -> Planned {
    let mut plan = begun(input);
    let custom = match input.tree() {
        Ok(tree) => tree,
        Err(finding) => {
            plan.findings.push(finding.clone());
            return plan.into();
        }
    };
    let Some((new, in_target)) = target.tree(input.sequence) else {
        plan.findings.push(not_in_target(input.sequence, target));
        return plan.into();
    };
    let trees = Triple { base: base.tree.as_ref().unwrap_or(&new), custom: &custom, target: &new };
    let decisions = Decisions::on_conflicts(settings.prefer.map(|p| match p {
        Prefer::Custom => Decision::Custom,
        Prefer::Target => Decision::Target,
    }));
    let setting = setting(input.sequence, base.release, target.release);
    let mut merged = match remerge::merged(trees, setting, &plan.scope, &decisions) {
        Ok(merged) => merged,
        Err(defect) => return failed(plan, &defect.to_string()).into(),
    };
    plan.findings.append(&mut merged.findings);
    let calls = std::mem::take(&mut merged.calls);
    plan.base = base.info.map(|mut info| {
        info.edits = merged.edits.len();
        info
    });
    plan.status = status(base.release, merged.edits.is_empty());
    let old = match settings.against {
        Against::Target => in_target.then(|| Old::target(&plan.file, &new, settings)),
        Against::Custom => input.own_file().map(|doc| Old::custom(&input.path, doc)),
    };
    plan.digest.target = in_target.then(|| sha256(&new.doc.to_bytes()));
    plan.target_text = in_target.then(|| new.doc.text().to_owned());
    Planned { plan: finish(plan, merged, &new, old, settings), calls }
}

/// What is known of a file before anything is merged.
fn begun(input: &Input) -> FilePlan {
    let mut plan = empty(input.sequence, Status::Failed);
    plan.path.clone_from(&input.path);
    plan.digest.custom.clone_from(&input.digest);
    plan.custom_text = input.text().map(str::to_owned);
    plan.findings.clone_from(&input.notes);
    plan
}

fn status(base: Release, unedited: bool) -> Status {
    match (base.answers_json(), unedited) {
        (true, _) => Status::Migrated,
        (false, true) => Status::Stock,
        (false, false) => Status::Customised,
    }
}

/// The file that a diff starts from.
struct Old<'d> {
    /// As the patch names it.
    name: String,
    doc: &'d Document,
}

impl<'d> Old<'d> {
    fn target(file: &str, target: &Tree<'d>, settings: &Settings) -> Self {
        Self { name: in_folder(settings, file), doc: target.doc }
    }

    fn custom(path: &str, doc: &'d Document) -> Self {
        Self { name: path.to_owned(), doc }
    }
}

/// The path of a file of the folder that the patches are for.
fn in_folder(settings: &Settings, file: &str) -> String {
    match settings.folder.as_str() {
        "" => file.to_owned(),
        folder => format!("{folder}/{file}"),
    }
}

/// The texts, the diff and the digest of the result.
fn finish(
    mut plan: FilePlan,
    merged: Remerged,
    target: &Tree<'_>,
    old: Option<Old<'_>>,
    settings: &Settings,
) -> FilePlan {
    let form = target.doc.form();
    plan.digest.merged = Some(sha256(&merged.bytes));
    let (old_name, new_name) = match &old {
        Some(old) => (format!("a/{}", old.name), format!("b/{}", old.name)),
        None => (NO_FILE.to_owned(), format!("b/{}", in_folder(settings, &plan.file))),
    };
    let old_text = old.as_ref().map_or("", |old| old.doc.text());
    plan.diff = unified(&old_name, &new_name, old_text, &merged.text);
    let old_form = old.as_ref().map_or(form, |old| old.doc.form());
    if [old_form, form].iter().any(|&form| *form != Form::utf8()) {
        let old_bytes = old.as_ref().map_or_else(Vec::new, |old| old.doc.to_bytes());
        let patch = unified_bytes(&old_name, &new_name, &old_bytes, &merged.bytes);
        plan.patch = Some(patch).filter(|patch| !patch.is_empty());
    }
    plan.edits = merged.edits;
    plan.merged = Some(merged.text);
    plan.merged_bytes = Some(merged.bytes);
    plan
}

/// The sequences of the target that the operator does not have.
pub(super) fn absent(inputs: &[Input], target: &Target, selection: &Selection) -> Vec<FilePlan> {
    SequenceName::ALL
        .iter()
        .filter(|&&s| selection.has(s) && inputs.iter().all(|i| i.sequence != s))
        .filter_map(|&sequence| {
            let (tree, in_target) = target.tree(sequence).filter(|(_, in_target)| *in_target)?;
            let mut plan = empty(sequence, Status::Absent);
            let bytes = tree.doc.to_bytes();
            plan.digest.target = in_target.then(|| sha256(&bytes));
            plan.digest.merged.clone_from(&plan.digest.target);
            plan.merged = Some(tree.doc.text().to_owned());
            plan.target_text.clone_from(&plan.merged);
            plan.merged_bytes = Some(bytes);
            Some(plan)
        })
        .collect()
}

fn empty(sequence: SequenceName, status: Status) -> FilePlan {
    FilePlan {
        sequence: sequence.stem().to_owned(),
        file: sequence.file_name().to_owned(),
        scope: SUPER_TENANT.to_owned(),
        path: sequence.file_name().to_owned(),
        status,
        base: None,
        edits: Vec::new(),
        findings: Vec::new(),
        merged: None,
        diff: String::new(),
        patch: None,
        digest: Digests::default(),
        custom_text: None,
        target_text: None,
        merged_bytes: None,
    }
}

fn not_in_target(sequence: SequenceName, target: &Target) -> Finding {
    error(
        "absent-in-target",
        format!("{} does not ship {}", target.release, sequence.file_name()),
        "carry the file over by hand, or name a target that has it",
    )
}

/// A defect of faultgraft's own: nothing of the merge is used.
fn failed(mut plan: FilePlan, why: &str) -> FilePlan {
    let help = "report this with the file; merge it by hand for now";
    plan.findings.push(error("defect", format!("faultgraft failed on this file: {why}"), help));
    plan
}

fn error(rule: &str, message: String, help: &str) -> Finding {
    Finding {
        rule: rule.to_owned(),
        severity: Severity::Error,
        message,
        help: help.to_owned(),
        line: None,
        column: None,
        edit: None,
    }
}
