//! Which files of a plan are written, and which are not.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path};
use std::sync::Arc;

use super::error::ApplyError;
use crate::model::{
    Edit, EditId, FilePlan, Finding, Outcome, Plan, Scope, Severity, Status, UPLOAD, Which,
};
use crate::pack::sequences_folder;
use crate::xml::Template;

/// A file that the plan wants written.
#[derive(Debug, Clone)]
pub(super) struct Outgoing {
    pub scope: Scope,
    /// Where, as the plan says.
    pub place: String,
    /// Whether it is one of the stock sequences; the others are the operator's own.
    pub stock: bool,
    pub bytes: Arc<[u8]>,
    /// The same as text.
    pub text: Arc<str>,
    /// The digest of `bytes`.
    pub new: String,
    /// The digest of what the target had there.
    pub old: Option<String>,
    /// The text that it was merged into, where the plan has it.
    pub target_text: Option<Arc<str>>,
    /// Whether it differs from what the target had there. Where it is not, an earlier run may
    /// have written another one, by decisions that were taken back since.
    pub differs: bool,
}

/// Why a file is not written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Left {
    /// These conflicts are undecided.
    Conflicts(Vec<EditId>),
    /// It has findings of severity error: the rule and what it says.
    Errors(Vec<(String, String)>),
    /// It calls this one, which is not written.
    Calls(String),
    /// It could not be read when the plan was made: why not.
    Failed(String),
}

/// A file of the plan that is not written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// Where it would go.
    pub place: String,
    /// Why it does not.
    pub why: Left,
}

/// The files of a plan, sorted out.
#[derive(Debug, Default)]
pub(super) struct Selection {
    pub outgoing: Vec<Outgoing>,
    pub left_out: Vec<LeftOut>,
    pub undecided: Vec<EditId>,
}

impl Selection {
    /// Sorts out the files of a plan.
    ///
    /// # Errors
    ///
    /// A place that is none: the plan is not as faultgraft wrote it.
    pub(super) fn of(plan: &Plan, allow: &[String]) -> Result<Self, ApplyError> {
        let files: Vec<&FilePlan> = plan.all().collect();
        check_places(&files)?;
        let general = errors(&plan.findings, allow);
        let mut left: Vec<Option<Left>> = files
            .iter()
            .map(|file| match general.is_empty() {
                false if file.differs_from_target() => Some(Left::Errors(general.clone())),
                _ => why_left(file, allow),
            })
            .collect();
        leave_callers(&files, &mut left);
        let mut selection = Self::default();
        for (file, why) in files.into_iter().zip(left) {
            let undecided = |e: &&Edit| e.needs_decision() && e.outcome != Outcome::Conflict;
            let undecided = file.edits.iter().filter(undecided).map(|e| file.id(e.number));
            selection.undecided.extend(undecided);
            match why {
                Some(why) => {
                    selection.left_out.push(LeftOut { place: file.place.to_string(), why });
                }
                None => {
                    let may_go = file.differs_from_target() || !file.edits.is_empty();
                    selection.outgoing.extend(Outgoing::of(file).filter(|_| may_go));
                }
            }
        }
        Ok(selection)
    }
}

impl Outgoing {
    /// What would be written of a file; none where nothing is.
    fn of(file: &FilePlan) -> Option<Self> {
        let merged = file.merged.as_ref().filter(|_| file.is_called)?;
        let stock = file.sequence().is_some();
        Some(Self {
            scope: file.scope,
            place: file.place.to_string(),
            stock,
            bytes: Arc::clone(&merged.bytes),
            text: Arc::clone(&merged.text),
            new: merged.digest.to_string(),
            old: file.digest.target.as_deref().map(str::to_owned),
            target_text: file.target_text.clone().filter(|_| stock),
            differs: file.differs_from_target(),
        })
    }
}

/// The findings of severity error that nobody allowed.
fn errors(findings: &[Finding], allow: &[String]) -> Vec<(String, String)> {
    let stands = |f: &&Finding| f.severity == Severity::Error && !allow.contains(&f.rule);
    findings.iter().filter(stands).map(|f| (f.rule.clone(), f.message.clone())).collect()
}

fn why_left(file: &FilePlan, allow: &[String]) -> Option<Left> {
    if file.status == Status::Failed {
        let why = file.findings.iter().find(|f| f.severity == Severity::Error);
        return Some(Left::Failed(why.map(|f| f.message.clone()).unwrap_or_default()));
    }
    let open = |e: &&Edit| e.outcome == Outcome::Conflict && e.decision.is_none();
    let open = file.edits.iter().filter(open);
    let conflicts: Vec<EditId> = open.map(|e| file.id(e.number)).collect();
    let errors = errors(&file.findings, allow);
    match (conflicts.is_empty(), errors.is_empty()) {
        (false, _) => Some(Left::Conflicts(conflicts)),
        (true, false) => Some(Left::Errors(errors)),
        (true, true) => None,
    }
}

/// Leaves out what calls a sequence that is left out: the gateway would look for it in vain, in the
/// middle of an error.
fn leave_callers(files: &[&FilePlan], left: &mut [Option<Left>]) {
    let mut at: BTreeMap<(Scope, &str), Vec<usize>> = BTreeMap::new();
    for (number, file) in files.iter().enumerate() {
        at.entry((file.scope, name(file))).or_default().push(number);
    }
    let is_left = |number: &usize| left[*number].is_some() && files[*number].differs_from_target();
    let mut open: Vec<usize> = (0..files.len()).filter(is_left).collect();
    while let Some(callee) = open.pop() {
        let file = files[callee];
        let called_from = file.own().map_or(&[][..], |own| &own.called_from);
        for caller in called_from.iter().filter_map(|name| at.get(&(file.scope, name.as_str()))) {
            for &number in caller.iter().filter(|&&n| files[n].differs_from_target()) {
                if left[number].is_none() {
                    left[number] = Some(Left::Calls(file.place.to_string()));
                    open.push(number);
                }
            }
        }
    }
}

/// The name that an own sequence says its callers by.
fn name(file: &FilePlan) -> &str {
    match &file.which {
        Which::Stock(sequence) => sequence.stem(),
        Which::Own(own) => &own.name,
    }
}

/// Refuses places that lead anywhere else, and two files for one place.
fn check_places(files: &[&FilePlan]) -> Result<(), ApplyError> {
    let mut seen = BTreeSet::new();
    for file in files.iter().filter(|file| file.differs_from_target()) {
        if !is_place(&file.place) {
            return Err(ApplyError::new(
                format!(
                    "the plan has `{}` as a place, which is not a path of a sequence",
                    file.place
                ),
                "run `faultgraft plan` again; a plan is not changed by hand",
            ));
        }
        if !seen.insert(&file.place) {
            return Err(ApplyError::new(
                format!("the plan has two files for {}", file.place),
                "give one of your sequences another file name, and run `faultgraft plan` again",
            ));
        }
    }
    Ok(())
}

/// Whether a path is one that a sequence may have below a home or a folder.
pub(super) fn is_place(place: &str) -> bool {
    is_plain(place) && is_of_sequences(place)
}

/// Whether a path is that of an XML file in a folder of sequences.
fn is_of_sequences(place: &str) -> bool {
    let (folder, file) = place.rsplit_once('/').unwrap_or(("", place));
    let is_folder = folder.is_empty()
        || place.starts_with(UPLOAD)
        || folder == "sequences"
        || folder.ends_with("/sequences")
        || sequences_folder(Scope::TenantDefaults) == folder;
    is_folder && Template::rendered_name(file).ends_with(".xml")
}

/// Whether a path leads down from where it is joined.
pub(super) fn is_plain(place: &str) -> bool {
    Path::new(place).components().all(|c| matches!(c, Component::Normal(_)))
}
