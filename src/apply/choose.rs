//! Which files of a plan are written, and which are not.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path};
use std::sync::Arc;

use super::error::ApplyError;
use crate::model::{Companion, Edit, FilePlan, Finding, Outcome, Plan, Severity, Status, UPLOAD};
use crate::pack::{TENANT_DEFAULTS, sequences_folder};

/// A file that the plan wants written.
#[derive(Debug, Clone)]
pub(super) struct Outgoing {
    pub scope: String,
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
    /// Whether it is another than what the target had there. Where it is not, an earlier run may
    /// have written another one, by decisions that were taken back since.
    pub differs: bool,
}

/// Why a file is not written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Left {
    /// These conflicts are undecided.
    Conflicts(Vec<String>),
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
    pub undecided: Vec<String>,
}

/// What files and companions have in common.
struct Entry<'p> {
    scope: &'p str,
    place: &'p str,
    /// The name that callers use, or under which it calls.
    name: &'p str,
    edits: &'p [Edit],
    findings: &'p [Finding],
    called_from: &'p [String],
    failed: bool,
    differs: bool,
    outgoing: Option<Outgoing>,
}

impl Selection {
    /// Sorts out the files of a plan.
    ///
    /// # Errors
    ///
    /// A place that is none: the plan is not as faultgraft wrote it.
    pub(super) fn of(plan: &Plan, allow: &[String]) -> Result<Self, ApplyError> {
        let files = plan.files.iter().map(entry_of_file);
        let entries: Vec<Entry<'_>> =
            files.chain(plan.companions.iter().map(entry_of_companion)).collect();
        check_places(&entries)?;
        let general = errors(&plan.findings, allow);
        let mut left: Vec<Option<Left>> = entries
            .iter()
            .map(|entry| match general.is_empty() {
                false if entry.differs => Some(Left::Errors(general.clone())),
                _ => why_left(entry, allow),
            })
            .collect();
        leave_callers(&entries, &mut left);
        let mut selection = Self::default();
        for (entry, why) in entries.into_iter().zip(left) {
            let undecided = |e: &&Edit| e.needs_decision() && e.outcome != Outcome::Conflict;
            let undecided = entry.edits.iter().filter(undecided).map(|e| e.id.clone());
            selection.undecided.extend(undecided);
            match why {
                Some(why) => {
                    selection.left_out.push(LeftOut { place: entry.place.to_owned(), why });
                }
                None => {
                    let may_go = entry.differs || !entry.edits.is_empty();
                    selection.outgoing.extend(entry.outgoing.filter(|_| may_go));
                }
            }
        }
        Ok(selection)
    }
}

fn entry_of_file(file: &FilePlan) -> Entry<'_> {
    let outgoing = || {
        let text = file.merged.clone()?;
        let encoded = || file.form.encode(&text).into();
        Some(Outgoing {
            scope: file.scope.clone(),
            place: file.place.clone(),
            stock: true,
            bytes: file.merged_bytes.clone().unwrap_or_else(encoded),
            text,
            new: file.digest.merged.clone()?,
            old: file.digest.target.clone(),
            target_text: file.target_text.clone(),
            differs: file.differs_from_target(),
        })
    };
    Entry {
        scope: &file.scope,
        place: &file.place,
        name: &file.sequence,
        edits: &file.edits,
        findings: &file.findings,
        called_from: &[],
        failed: file.status == Status::Failed,
        differs: file.differs_from_target(),
        outgoing: outgoing(),
    }
}

fn entry_of_companion(companion: &Companion) -> Entry<'_> {
    let outgoing = || {
        let text = companion.merged.clone().filter(|_| companion.outcome != Outcome::Dropped)?;
        Some(Outgoing {
            scope: companion.scope.clone(),
            place: companion.place.clone(),
            stock: false,
            bytes: companion.form.encode(&text).into(),
            text,
            new: companion.digest.merged.clone()?,
            old: companion.digest.target.clone(),
            target_text: None,
            differs: companion.differs_from_target(),
        })
    };
    Entry {
        scope: &companion.scope,
        place: &companion.place,
        name: &companion.name,
        edits: &companion.edits,
        findings: &companion.findings,
        called_from: &companion.called_from,
        failed: false,
        differs: companion.differs_from_target(),
        outgoing: outgoing(),
    }
}

/// The findings of severity error that nobody allowed.
fn errors(findings: &[Finding], allow: &[String]) -> Vec<(String, String)> {
    let stands = |f: &&Finding| f.severity == Severity::Error && !allow.contains(&f.rule);
    findings.iter().filter(stands).map(|f| (f.rule.clone(), f.message.clone())).collect()
}

fn why_left(entry: &Entry<'_>, allow: &[String]) -> Option<Left> {
    if entry.failed {
        let why = entry.findings.iter().find(|f| f.severity == Severity::Error);
        return Some(Left::Failed(why.map(|f| f.message.clone()).unwrap_or_default()));
    }
    let open = |e: &&Edit| e.outcome == Outcome::Conflict && e.decision.is_none();
    let conflicts: Vec<String> = entry.edits.iter().filter(open).map(|e| e.id.clone()).collect();
    let errors = errors(entry.findings, allow);
    match (conflicts.is_empty(), errors.is_empty()) {
        (false, _) => Some(Left::Conflicts(conflicts)),
        (true, false) => Some(Left::Errors(errors)),
        (true, true) => None,
    }
}

/// Leaves out what calls a sequence that is left out: the gateway would look for it in vain, in the
/// middle of an error.
fn leave_callers(entries: &[Entry<'_>], left: &mut [Option<Left>]) {
    let mut at: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
    for (number, entry) in entries.iter().enumerate() {
        at.entry((entry.scope, entry.name)).or_default().push(number);
    }
    let is_left = |number: &usize| left[*number].is_some() && entries[*number].differs;
    let mut open: Vec<usize> = (0..entries.len()).filter(is_left).collect();
    while let Some(callee) = open.pop() {
        let Entry { scope, place, called_from, .. } = &entries[callee];
        for caller in called_from.iter().filter_map(|name| at.get(&(*scope, name.as_str()))) {
            for &number in caller.iter().filter(|&&n| entries[n].differs) {
                if left[number].is_none() {
                    left[number] = Some(Left::Calls((*place).to_owned()));
                    open.push(number);
                }
            }
        }
    }
}

/// Refuses places that lead anywhere else, and two files for one place.
fn check_places(entries: &[Entry<'_>]) -> Result<(), ApplyError> {
    let mut seen = BTreeSet::new();
    for entry in entries.iter().filter(|e| e.differs) {
        if !is_plain(entry.place) || !is_of_sequences(entry.place) {
            return Err(ApplyError::new(
                format!(
                    "the plan has `{}` as a place, which is no path of a sequence",
                    entry.place
                ),
                "run `faultgraft plan` again; a plan is not changed by hand",
            ));
        }
        if !seen.insert(entry.place) {
            return Err(ApplyError::new(
                format!("the plan has two files for {}", entry.place),
                "give one of your sequences another file name, and run `faultgraft plan` again",
            ));
        }
    }
    Ok(())
}

/// Whether a path is that of an XML file in a folder of sequences.
fn is_of_sequences(place: &str) -> bool {
    let (folder, file) = place.rsplit_once('/').unwrap_or(("", place));
    let is_folder = folder.is_empty()
        || place.starts_with(UPLOAD)
        || folder == "sequences"
        || folder.ends_with("/sequences")
        || sequences_folder(TENANT_DEFAULTS).is_some_and(|defaults| defaults == folder);
    is_folder && file.ends_with(".xml")
}

/// Whether a path leads down from where it is joined.
pub(super) fn is_plain(place: &str) -> bool {
    Path::new(place).components().all(|c| matches!(c, Component::Normal(_)))
}
