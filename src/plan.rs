//! What the commands ask for, and the functions that answer: the stages in a row.

mod calls;
mod file;
mod input;
mod reach;
mod remerge;
mod request;
mod scopes;
mod selection;
mod sources;
mod versions;
mod watch;

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use crate::identify::{self, Distances};
pub use crate::model::{Against, Identified, MergedVersions};
use crate::model::{Candidate, CustomKind, FilePlan, Plan, SCHEMA, Status, Summary};
use crate::pack::{Pack, SUPER_TENANT};
use crate::rules::Levels;
use crate::stock::SequenceName;

pub use crate::pack::PlanError;
use calls::{Calls, InReach};
use file::Job;
pub(crate) use input::wrong_root;
use input::{InScope, Input};
use reach::Reach;
pub(crate) use remerge::sequence_of;
pub use remerge::{Remerge, RemergeError, Remerged, remerge};
use request::Settings;
pub use request::{Companions, MergeRequest, PlanRequest, Prefer};
use selection::{Selection, sequence_name};
use sources::{Base, Known, Target};
pub use versions::{GitMerge, GitMergeError, GitVersions, merge_versions};
pub use watch::{Unwatched, Watch};

/// Plans the merge of everything that `request` names.
///
/// # Errors
///
/// What concerns the run as a whole: nothing found, an unknown release or sequence, a base or
/// target that cannot be read. A file of the operator's that cannot be read is a failed entry of
/// the plan instead.
pub fn plan(request: &PlanRequest) -> Result<Plan, PlanError> {
    plan_watched(request, &Unwatched)
}

/// The same, telling `watch` how far it is.
///
/// # Errors
///
/// As [`plan`].
pub fn plan_watched(request: &PlanRequest, watch: &dyn Watch) -> Result<Plan, PlanError> {
    let mut selection = Selection::new(&request.only, &request.scope)?;
    let target = Target::choose(request.target.as_deref(), request.target_release.as_deref())?;
    let base = Base::choose(request.base.as_deref(), request.base_release.as_deref())?;
    let pack = Pack::open(&request.custom)?;
    let narrowed = selection.narrow(&pack, &target)?;
    let mut scopes = selection.read(&pack, watch)?;
    let known = Known::of(&mut scopes);
    let stated = pack.stated.as_ref().and_then(|s| s.release);
    let settings = request.settings(&target);
    let folders: Vec<String> = scopes.iter().map(|s| target.folder(&s.scope, &s.folder)).collect();
    let mut jobs = Vec::new();
    let mut libraries = Vec::new();
    let mut calls = Calls::new(Some(&pack), request.companions, &known, target.release);
    for (scope, folder) in scopes.iter().zip(&folders) {
        let bases = base.of_each(scope, &known, stated)?;
        let InReach { callees, library } = calls.of_scope(scope, &bases);
        libraries.push(library);
        jobs.extend(Job::of_scope(scope, folder, bases, callees));
    }
    let mut planned = file::plan_all(&jobs, &target, &settings, watch);
    let places = || scopes.iter().zip(&folders).zip(&libraries);
    let reach = Reach { target: &target, settings: &settings };
    let mut companions = reach.companions(places(), &jobs, &mut planned);
    let mut files: Vec<FilePlan> = planned.into_iter().map(|p| p.plan).collect();
    if pack.kind != CustomKind::File {
        for (scope, folder) in scopes.iter().zip(&folders) {
            files.extend(file::absent(scope, folder, &target, &selection));
        }
    }
    let order: HashMap<&str, usize> = scopes.iter().map(|s| s.scope.as_str()).zip(0..).collect();
    files.sort_by_key(|f| (order[f.scope.as_str()], SequenceName::parse(&f.sequence)));
    scopes::reseeded(&pack, &target, &mut files);
    let mut findings = scopes::about_packs(&pack, &scopes, &known, &target);
    findings.extend(narrowed);
    let (skip_list, unusable) = reach.skip_list(&mut companions);
    findings.extend(unusable);
    findings.extend(settings.classes.iter().flat_map(scopes::bad_jars));
    let mut plan = Plan {
        schema: SCHEMA,
        tool: concat!("faultgraft ", env!("CARGO_PKG_VERSION")).to_owned(),
        custom: pack.info(),
        target: target.info,
        files,
        companions,
        findings,
        skip_list,
        summary: Summary::default(),
        against: request.against,
        levels: request.levels.by_code(),
        texts: BTreeMap::new(),
        previews: BTreeMap::new(),
    };
    plan.keep_texts();
    plan.preview();
    plan.level(&request.levels);
    Ok(plan)
}

impl Plan {
    /// Puts the texts that merged files follow from into one place, each once.
    fn keep_texts(&mut self) {
        for file in &mut self.files {
            self.texts.append(&mut file.sources);
        }
        for companion in &mut self.companions {
            self.texts.append(&mut companion.sources);
        }
    }

    /// Gives every finding the severity that `levels` ask for, and counts afresh.
    fn level(&mut self, levels: &Levels) {
        for file in self.files.iter_mut().filter(|f| f.status != Status::Failed) {
            levels.apply(&mut file.findings);
        }
        self.companions.iter_mut().for_each(|c| levels.apply(&mut c.findings));
        levels.apply(&mut self.findings);
        self.summarise();
    }
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
    let mut scope = InScope {
        scope: SUPER_TENANT.to_owned(),
        folder: String::new(),
        inputs: vec![input::read_one(&request.name, &request.bytes, named)?],
        others: Vec::new(),
    };
    let known = Known::of(std::slice::from_mut(&mut scope));
    let bases = base.of_each(&scope, &known, None)?;
    let mut calls = Calls::new(None, Companions::Ignore, &known, target.release);
    let InReach { callees, library } = calls.of_scope(&scope, &bases);
    let settings = Settings {
        prefer: request.prefer,
        against: Against::Target,
        companions: Companions::Ignore,
        classes: None,
    };
    let jobs: Vec<Job<'_>> = Job::of_scope(&scope, "", bases, callees).collect();
    let planned = file::plan_all(&jobs, &target, &settings, &Unwatched).remove(0);
    let mut file = reach::note_calls(planned, &library, (jobs[0].base.release, target.release));
    if file.status != Status::Failed {
        request.levels.apply(&mut file.findings);
    }
    Ok(file)
}

/// Finds the release that each sequence under `path` comes from.
///
/// # Errors
///
/// A path that cannot be read, one without sequences, a file that is not one.
pub fn identify(path: &Path) -> Result<Vec<Identified>, PlanError> {
    let pack = Pack::open(path)?;
    let mut scopes = input::read_pack(&pack, |_| true, &Unwatched)?;
    let known = Known::of(&mut scopes);
    for input in scopes.iter().flat_map(|s| &s.inputs) {
        input.source().map_err(|f| PlanError {
            message: format!("{}: {}", input::place(&input.path, f), f.message),
            help: f.help.clone(),
        })?;
    }
    let mut all = Vec::new();
    for scope in &scopes {
        let inputs = scope.inputs.iter();
        let (inputs, distances): (Vec<&Input>, Vec<&Distances>) =
            inputs.filter_map(|i| Some((i, known.get(i)?))).unzip();
        let bases = identify::bases(&distances, None);
        all.extend(inputs.into_iter().zip(distances).zip(bases).map(|((input, d), release)| {
            let base = d.info(release);
            let mut candidates = base.runners_up.clone();
            candidates.push(Candidate { releases: base.same_content.clone(), edits: base.edits });
            candidates.sort_by_key(|c| c.edits);
            let sequence = input.sequence.stem().to_owned();
            Identified { file: input.path.clone(), sequence, base, candidates }
        }));
    }
    Ok(all)
}
