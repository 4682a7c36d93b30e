//! The plan for one sequence.

use std::collections::HashMap;
use std::fmt::Display;
use std::sync::Arc;

use rayon::prelude::*;

use super::input::{InScope, Input, Source};
use super::remerge::{self, setting};
use super::request::{Prefer, Settings};
use super::scopes::SEEDED;
use super::selection::Selection;
use super::sources::{BaseOf, Target};
use super::watch::Watch;
use crate::callees::Callees;
use crate::companions::Called;
use crate::diff::{NO_FILE, bytes_with_names, hunks, hunks_of_bytes, unified, with_names};
use crate::digest::sha256;
use crate::guard::{defect, guarded};
use crate::merge::Decisions;
use crate::model::{Against, Decision, FilePlan, Finding, Severity, Status, Triple};
use crate::rules::code;
use crate::stock::{Release, SequenceName};
use crate::xml::{Document, Form};

/// A sequence of the operator's, and what it is merged with and into.
pub(super) struct Job<'a> {
    pub input: &'a Input,
    pub scope: &'a str,
    /// The folder of the scope, as patches name it.
    pub folder: &'a str,
    pub base: BaseOf<'a>,
    /// The operator's own sequences that it calls.
    pub callees: Callees,
}

/// The plan for a sequence, with what the merged sequence calls.
#[derive(Debug, Clone)]
pub(super) struct Planned {
    pub plan: FilePlan,
    pub calls: Vec<Called>,
}

impl From<FilePlan> for Planned {
    fn from(plan: FilePlan) -> Self {
        Self { plan, calls: Vec::new() }
    }
}

/// Plans every job. What has the same content, base and target in several scopes is merged once.
pub(super) fn plan_all(
    jobs: &[Job<'_>],
    target: &Target,
    settings: &Settings,
    watch: &dyn Watch,
) -> Vec<Planned> {
    let mut numbers = HashMap::new();
    let mut firsts: Vec<&Job<'_>> = Vec::new();
    let of_job: Vec<usize> = jobs
        .iter()
        .map(|job| {
            *numbers.entry(job.identity(target)).or_insert_with(|| {
                firsts.push(job);
                firsts.len() - 1
            })
        })
        .collect();
    let plan = |job: &&Job<'_>| {
        let planned = guarded(|| {
            let planned = merged(job, target, settings);
            watch.one_more();
            planned
        });
        planned.unwrap_or_else(|panicked| failed(unmerged(job), &panicked).into())
    };
    watch.expect(firsts.len());
    let merged: Vec<Planned> = firsts.par_iter().map(plan).collect();
    let all = jobs.par_iter().zip(of_job);
    all.map(|(job, number)| placed(merged[number].clone(), job, target, settings)).collect()
}

/// What the merged file of a job follows from.
#[derive(PartialEq, Eq, Hash)]
struct Identity<'j> {
    sequence: SequenceName,
    custom: Result<(usize, usize), String>,
    base: Option<(usize, usize)>,
    base_release: Release,
    target: Option<((usize, usize), bool)>,
    own_file: bool,
    callees: Vec<(&'j str, &'j str)>,
}

impl<'a> Job<'a> {
    /// The jobs of a scope: each of its files with its base and what it calls.
    pub(super) fn of_scope(
        scope: &'a InScope,
        folder: &'a str,
        bases: Vec<BaseOf<'a>>,
        callees: Vec<Callees>,
    ) -> impl Iterator<Item = Self> {
        let each = scope.inputs.iter().zip(bases).zip(callees);
        each.map(move |((input, base), callees)| Job {
            input,
            scope: &scope.scope,
            folder,
            base,
            callees,
        })
    }

    fn identity(&self, target: &Target) -> Identity<'_> {
        let input = self.input;
        Identity {
            sequence: input.sequence,
            custom: input.source().map(Source::identity).map_err(|_| input.path.clone()),
            base: self.base.source.map(Source::identity),
            base_release: self.base.release,
            target: target.find(self.scope, input.sequence).map(|(s, own)| (s.identity(), own)),
            own_file: input.own_file().is_some(),
            callees: self.callees.content(),
        }
    }
}

/// The plan for a job wherever it stands: without ids, names and notes of its place.
fn merged(job: &Job<'_>, target: &Target, settings: &Settings) -> Planned {
    let input = job.input;
    let mut plan = unmerged(job);
    let custom = match input.tree() {
        Ok(tree) => tree,
        Err(finding) => {
            plan.findings.push(finding.clone());
            return plan.into();
        }
    };
    let Some((new, in_target)) = target.find(job.scope, input.sequence) else {
        plan.findings.push(not_in_target(input.sequence, target));
        return plan.into();
    };
    let new = new.tree();
    let base = job.base.source.map(Source::tree);
    let trees = Triple { base: base.as_ref().unwrap_or(&new), custom: &custom, target: &new };
    let decisions = Decisions::on_conflicts(settings.prefer.map(|p| match p {
        Prefer::Custom => Decision::Custom,
        Prefer::Target => Decision::Target,
    }));
    let releases = (job.base.release, target.release);
    let setting = setting(input.sequence, releases, settings.classes.as_ref(), &job.callees);
    let merged = match remerge::merged(trees, setting, job.scope, &decisions) {
        Ok(merged) => merged,
        Err(defect) => return failed(plan, &defect).into(),
    };
    plan.findings = merged.findings;
    plan.base = job.base.info.clone().map(|mut info| {
        info.edits = merged.edits.len();
        info
    });
    plan.status = status(job.base.release, merged.edits.is_empty());
    plan.edits = merged.edits;
    let old = match settings.against {
        Against::Target => in_target.then_some(new.doc),
        Against::Custom => input.own_file(),
    };
    plan.diff = hunks(old.map_or("", Document::text), &merged.text);
    let form = new.doc.form();
    if [old.map_or(form, Document::form), form].iter().any(|&form| *form != Form::utf8()) {
        let old_bytes = old.map(Document::to_bytes).unwrap_or_default();
        let patch = hunks_of_bytes(&old_bytes, &merged.bytes);
        plan.patch = Some(patch).filter(|patch| !patch.is_empty());
    }
    let target_digest = sha256(&new.doc.to_bytes());
    if !plan.edits.is_empty() {
        let base = base.as_ref().unwrap_or(&new).doc;
        keep_sources(&mut plan, Triple { base, custom: custom.doc, target: new.doc });
        keep_callees(&mut plan, &job.callees);
    }
    plan.form = *form;
    plan.digest.target = in_target.then_some(target_digest);
    plan.digest.merged = Some(sha256(&merged.bytes));
    plan.target_text = in_target.then(|| new.doc.text().into());
    plan.merged = Some(merged.text);
    plan.merged_bytes = Some(merged.bytes);
    Planned { plan, calls: merged.calls }
}

/// The plan for a job of which there is no merge.
fn unmerged(job: &Job<'_>) -> FilePlan {
    let mut plan = empty(job.input.sequence, Status::Failed);
    plan.digest.custom.clone_from(&job.input.digest);
    plan.custom_text = job.input.text().map(Into::into);
    plan
}

/// Keeps the texts that a merged file follows from, so that decisions can make it again.
fn keep_sources(plan: &mut FilePlan, from: Triple<&Document>) {
    let mut keep = |doc: &Document| {
        let digest = sha256(&doc.to_bytes());
        plan.sources.insert(digest.clone(), doc.text().into());
        digest
    };
    plan.merged_from = Some(Triple {
        base: keep(from.base),
        custom: keep(from.custom),
        target: keep(from.target),
    });
}

/// Keeps what the operator's file calls: the merged one follows from that too.
fn keep_callees(plan: &mut FilePlan, callees: &Callees) {
    for (name, callee) in callees.iter() {
        let digest = callee.digest.to_string();
        plan.sources.insert(digest.clone(), callee.sequence.doc.text().into());
        plan.callees.insert(name.to_owned(), digest);
    }
}

/// A plan with the ids, names and notes of a job's place.
fn placed(mut planned: Planned, job: &Job<'_>, target: &Target, settings: &Settings) -> Planned {
    let plan = &mut planned.plan;
    job.scope.clone_into(&mut plan.scope);
    plan.path.clone_from(&job.input.path);
    plan.findings.splice(0..0, job.input.notes.iter().cloned());
    let id = |number: &str| format!("{}/{}/{number}", job.scope, plan.sequence);
    for (edit, number) in plan.edits.iter_mut().zip(1..) {
        edit.id = id(&u32::to_string(&number));
    }
    for about in plan.findings.iter_mut().filter_map(|f| f.edit.as_mut()) {
        *about = id(about.rsplit('/').next().unwrap_or_default());
    }
    plan.place = target.place(job.scope, job.folder, job.input.sequence);
    let old = match settings.against {
        Against::Target => plan.digest.target.is_some().then_some(&plan.place),
        Against::Custom => job.input.own_file().map(|_| &job.input.path),
    };
    let (old_name, new_name) = match old {
        Some(old) => (format!("a/{old}"), format!("b/{old}")),
        None => (NO_FILE.to_owned(), format!("b/{}", plan.place)),
    };
    plan.diff = with_names(&old_name, &new_name, &plan.diff);
    plan.patch = plan.patch.take().map(|patch| bytes_with_names(&old_name, &new_name, &patch));
    planned
}

fn status(base: Release, unedited: bool) -> Status {
    match (base.answers_json(), unedited) {
        (true, _) => Status::Migrated,
        (false, true) => Status::Stock,
        (false, false) => Status::Customised,
    }
}

/// The sequences of the target that the operator does not have in a scope. Into a tenant's folder
/// that is not there yet they go too: without some of them the gateway would overwrite the others.
pub(super) fn absent(
    scope: &InScope,
    folder: &str,
    target: &Target,
    selection: &Selection,
) -> Vec<FilePlan> {
    let is_new = target.lacks_tenant(&scope.scope);
    SequenceName::ALL
        .iter()
        .filter(|&&s| selection.has(s) && scope.get(s).is_none())
        .filter(|s| !is_new || SEEDED.contains(s))
        .filter_map(|&sequence| {
            let (source, own) =
                target.find(&scope.scope, sequence).filter(|(_, own)| *own || is_new)?;
            let mut plan = empty(sequence, Status::Absent);
            scope.scope.clone_into(&mut plan.scope);
            plan.place = target.place(&scope.scope, folder, sequence);
            plan.form = *source.doc.form();
            let bytes = source.doc.to_bytes();
            let text: Arc<str> = source.doc.text().into();
            plan.digest.merged = Some(sha256(&bytes));
            if own {
                plan.digest.target.clone_from(&plan.digest.merged);
                plan.target_text = Some(Arc::clone(&text));
            } else {
                plan.diff = unified(NO_FILE, &format!("b/{}", plan.place), "", &text);
            }
            plan.merged = Some(text);
            plan.merged_bytes = Some(bytes.into());
            Some(plan)
        })
        .collect()
}

fn empty(sequence: SequenceName, status: Status) -> FilePlan {
    FilePlan::empty(sequence.stem(), sequence.file_name(), status)
}

fn not_in_target(sequence: SequenceName, target: &Target) -> Finding {
    let message = format!("{} does not ship {}", target.release, sequence.file_name());
    code::ABSENT_IN_TARGET.finding(Severity::Error, message, None)
}

/// A defect of faultgraft's own: nothing of the merge is used.
fn failed(mut plan: FilePlan, why: &dyn Display) -> FilePlan {
    plan.findings.push(defect(why));
    plan
}
