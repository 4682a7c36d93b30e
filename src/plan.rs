//! What the commands ask for, and the functions that answer: the stages in a row.

mod file;
mod input;
mod reach;
mod remerge;
mod sources;

use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::companions::Destination;
use crate::identify::{self, Distances};
use crate::model::{
    BaseInfo, Candidate, Companion, CustomInfo, CustomKind, FilePlan, Plan, SCHEMA, SkipList,
    TargetInfo,
};
use crate::pack::{self, Pack};
use crate::stock::SequenceName;

use file::Planned;
use input::Input;
pub(crate) use input::{bytes_of as read_bytes_of, finding_of as refusal, wrong_root};
pub use remerge::{Remerge, RemergeError, Remerged, remerge};
use sources::{Base, Target};

/// Which side settles every conflict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Prefer {
    /// The operator's.
    Custom,
    /// The new release's.
    Target,
}

/// What the diffs of a plan start from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Against {
    /// From the target to the merged file.
    #[default]
    Target,
    /// From the operator's file to the merged file.
    Custom,
}

/// What to plan.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PlanRequest {
    /// An XML file, a folder of sequences, an API Manager home, or its zip.
    pub custom: PathBuf,
    /// The same of the new release; the embedded one where neither this nor `target_release` is given.
    pub target: Option<PathBuf>,
    /// An embedded release to merge into.
    pub target_release: Option<String>,
    /// The stock files the operator started from; identified where neither this nor `base_release` is given.
    pub base: Option<PathBuf>,
    /// The embedded release the operator started from.
    pub base_release: Option<String>,
    /// Only these sequences; all where empty.
    pub only: Vec<String>,
    /// Only these scopes; all where empty.
    pub scope: Vec<String>,
    /// Which side settles every conflict.
    pub prefer: Option<Prefer>,
    /// What the diffs start from.
    pub against: Against,
}

/// One file to merge.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
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
}

/// Why a whole run failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct PlanError {
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

/// The release that an operator's file comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Identified {
    /// The file, as it was found.
    pub file: String,
    /// Which sequence it is.
    pub sequence: String,
    /// The release that fits best.
    pub base: BaseInfo,
    /// All releases that were looked at, best first.
    pub candidates: Vec<Candidate>,
}

/// Plans the merge of everything that `request` names.
///
/// # Errors
///
/// What concerns the run as a whole: nothing found, an unknown release or sequence, a base or
/// target that cannot be read. A file of the operator's that cannot be read is a failed entry of
/// the plan instead.
pub fn plan(request: &PlanRequest) -> Result<Plan, PlanError> {
    let selection = Selection::new(&request.only, &request.scope)?;
    let target = Target::choose(request.target.as_deref(), request.target_release.as_deref())?;
    let base = Base::choose(request.base.as_deref(), request.base_release.as_deref())?;
    let pack = Pack::open(&request.custom)?;
    let found = input::read_pack(&pack)?;
    if found.is_empty() {
        return Err(nothing_of_interest(&request.custom));
    }
    let inputs = selection.keep(found);
    if inputs.is_empty() {
        return Err(nothing_selected(&request.custom, &request.only));
    }
    let bases = base.of_each(&inputs)?;
    let settings = Settings {
        folder: match &target.folder {
            Some(folder) => folder.clone(),
            None => pack.folder.clone(),
        },
        prefer: request.prefer,
        against: request.against,
    };
    let base_release = reach::oldest(&bases, target.release);
    let mut planned: Vec<Planned> = inputs
        .iter()
        .zip(bases)
        .map(|(input, base)| file::plan_file(input, base, &target, &settings))
        .collect();
    let destination = Destination {
        base_release,
        release: target.release,
        rewriting: remerge::rewriting(base_release, target.release),
        folder: &settings.folder,
        files: &target.files,
        against_custom: request.against == Against::Custom,
    };
    let companions = reach::companions(&pack, &mut planned, &destination);
    let mut files: Vec<FilePlan> = planned.into_iter().map(|p| p.plan).collect();
    if pack.kind != CustomKind::File {
        files.extend(file::absent(&inputs, &target, &selection));
    }
    files.sort_by_key(|f| SequenceName::parse(&f.sequence));
    let custom = CustomInfo { path: request.custom.display().to_string(), kind: pack.kind };
    Ok(assemble(custom, target.info, files, companions))
}

/// Plans the merge of one file that is already read.
///
/// # Errors
///
/// As [`plan`]; also a file of which nobody says which sequence it is. A file that cannot be read
/// is a failed plan instead.
pub fn merge_one(request: &MergeRequest) -> Result<FilePlan, PlanError> {
    let target = Target::choose(request.target.as_deref(), request.target_release.as_deref())?;
    let base = Base::choose(request.base.as_deref(), request.base_release.as_deref())?;
    let named = match &request.sequence {
        Some(name) => Some(sequence_name(name)?),
        None => None,
    };
    let inputs = [input::read_one(&request.name, &request.bytes, named)?];
    let base = base.of_each(&inputs)?.remove(0);
    let settings =
        Settings { folder: String::new(), prefer: request.prefer, against: Against::Target };
    let planned = file::plan_file(&inputs[0], base, &target, &settings);
    Ok(reach::note_calls(planned, &target))
}

/// Finds the release that each sequence under `path` comes from.
///
/// # Errors
///
/// A path that cannot be read, one without sequences, a file that is not one.
pub fn identify(path: &Path) -> Result<Vec<Identified>, PlanError> {
    let inputs = input::read_pack(&Pack::open(path)?)?;
    let mut found = Vec::new();
    for input in &inputs {
        let tree = input.tree().map_err(|f| PlanError {
            message: format!("{}: {}", input::place(&input.path, f), f.message),
            help: f.help.clone(),
        })?;
        found.push(Distances::of(input.sequence, &tree));
    }
    let bases = identify::bases(&found);
    let all = inputs.iter().zip(&found).zip(bases);
    Ok(all
        .map(|((input, distances), release)| {
            let base = distances.info(release);
            let mut candidates = base.runners_up.clone();
            candidates.push(Candidate { releases: base.same_content.clone(), edits: base.edits });
            candidates.sort_by_key(|c| c.edits);
            Identified {
                file: input.path.clone(),
                sequence: input.sequence.stem().to_owned(),
                base,
                candidates,
            }
        })
        .collect())
}

/// Which sequences and scopes the operator asked for.
struct Selection {
    only: Vec<SequenceName>,
}

impl Selection {
    fn new(only: &[String], scopes: &[String]) -> Result<Self, PlanError> {
        if !scopes.is_empty() && !scopes.iter().any(|s| s == pack::SUPER_TENANT) {
            return Err(PlanError {
                message: format!("no scope {} here", scopes.join(", ")),
                help: format!("the one scope that is read is {}", pack::SUPER_TENANT),
            });
        }
        let only = only.iter().map(|n| sequence_name(n)).collect::<Result<_, _>>()?;
        Ok(Self { only })
    }

    fn has(&self, sequence: SequenceName) -> bool {
        self.only.is_empty() || self.only.contains(&sequence)
    }

    fn keep(&self, mut inputs: Vec<Input>) -> Vec<Input> {
        inputs.retain(|i| self.has(i.sequence));
        inputs
    }
}

/// What all files of a run have in common.
struct Settings {
    /// The folder of the sequences, as patches name it.
    folder: String,
    prefer: Option<Prefer>,
    against: Against,
}

fn sequence_name(name: &str) -> Result<SequenceName, PlanError> {
    SequenceName::parse(name).ok_or_else(|| PlanError {
        message: format!("there is no stock sequence {name}"),
        help: format!("name one of {}", stems().join(", ")),
    })
}

fn stems() -> Vec<&'static str> {
    SequenceName::ALL.iter().map(|s| s.stem()).collect()
}

fn file_names() -> Vec<&'static str> {
    SequenceName::ALL.iter().map(|s| s.file_name()).collect()
}

fn nothing_of_interest(custom: &Path) -> PlanError {
    PlanError {
        message: format!("none of the stock sequences is in {}", custom.display()),
        help: format!("give a folder that holds one of {}", file_names().join(", ")),
    }
}

fn nothing_selected(custom: &Path, only: &[String]) -> PlanError {
    PlanError {
        message: format!("{} is not in {}", only.join(", "), custom.display()),
        help: "leave --only out to plan every sequence that is there".to_owned(),
    }
}

fn assemble(
    custom: CustomInfo,
    target: TargetInfo,
    files: Vec<FilePlan>,
    companions: Vec<Companion>,
) -> Plan {
    let sequences = companions.iter().map(|c| c.file.clone()).collect();
    let summary = Plan::summarise(&files, &companions);
    Plan {
        schema: SCHEMA,
        tool: concat!("faultgraft ", env!("CARGO_PKG_VERSION")).to_owned(),
        custom,
        target,
        files,
        companions,
        skip_list: SkipList { sequences },
        summary,
    }
}
