//! What the commands ask for, and the functions that answer: the stages in a row.
//!
//! ```
//! use faultgraft::plan::{PlanRequest, plan};
//!
//! let plan = plan(&PlanRequest {
//!     custom: "fixtures/installations/harbourline-2-6-0/sequences".into(),
//!     target_release: Some("4.2.0".to_owned()),
//!     ..PlanRequest::default()
//! })?;
//! for file in &plan.files {
//!     println!("{}: {} edits", file.path, file.edits.len());
//! }
//! # assert!(plan.edits().count() > 0);
//! # Ok::<(), faultgraft::plan::PlanError>(())
//! ```

mod bases;
mod calls;
mod cases;
mod file;
mod folders;
mod given;
mod input;
mod names;
mod own;
mod reach;
mod request;
mod scopes;
mod selection;
mod target;
mod versions;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use crate::deployment;
pub use crate::model::{Against, Identified, MergedVersions};
use crate::model::{Candidate, CustomKind, FilePlan, Origin, Plan, Scope, Status};
pub use crate::pack::PlanError;
use crate::pack::{Pack, Unread};
pub use crate::rules::{LevelError, Levels};
use crate::stock::SequenceName;
use crate::update_levels::UpdateLevels;
pub use crate::watch::{Unwatched, Watch};
use bases::{Base, Known};
use calls::Calls;
use cases::Cases;
use given::Given;
use input::{InScope, Input};
use request::Settings;
pub use request::{Companions, MergeRequest, PlanRequest, Prefer};
use selection::{Selection, sequence_name};
use target::Target;
pub use versions::{GitMerge, GitMergeError, GitVersions, merge_versions};

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
    let levels = &request.update_levels;
    let mut selection = Selection::new(&request.only, &request.scope)?;
    let target =
        Target::choose(request.target.as_deref(), request.target_release.as_deref(), levels)?;
    let base = Base::choose(request.base.as_deref(), request.base_release.as_deref(), levels)?;
    let pack = Pack::open(&request.custom)?;
    let narrowed = selection.narrow(&pack, &target)?;
    let mut scopes = selection.read(&pack, watch)?;
    let known = Known::of(&mut scopes, levels);
    let stated = pack.stated.as_ref();
    let (settings, of_files) = request.settings(&target, &pack);
    let folders: Vec<String> = scopes.iter().map(|s| target.folder(s.scope, &s.folder)).collect();
    let mut calls = Calls::new(request.companions, &known, target.release);
    let mut cases = Cases::new(&target, &settings);
    for (scope, folder) in scopes.iter().zip(&folders) {
        let bases = base.of_each(scope, &known, stated)?;
        target.refuse_later(scope, &bases)?;
        cases.of_scope(scope, folder, bases, &mut calls);
    }
    let lacking = scopes::lacking(&pack, &scopes, &target);
    let mut findings = scopes::about_packs(&pack, &scopes, &known, &target);
    findings.extend(selection.unread(&pack));
    findings.extend(narrowed);
    findings.extend(of_files);
    let (mut plan, documents) = cases.plan(request.prefer, watch);
    if pack.kind != CustomKind::File {
        plan.add_absent(&scopes, &folders, &target, &selection);
    }
    let (listed, unusable) = deployment::listed(target.files_beside().as_ref());
    let of_jars = settings.classes.iter().flat_map(|classes| classes.findings()).cloned();
    findings.extend(unusable.into_iter().chain(of_jars).map(|f| target.in_target(f)));
    if pack.kind != CustomKind::File {
        findings.extend(own::about(&scopes, &mut calls, (target.release, &listed)));
    }
    plan.formatters = Arc::clone(&settings.formatters);
    plan.custom = pack.info();
    (plan.findings, plan.listed, plan.lacking) = (findings, listed, lacking);
    plan.levels = request.levels.by_code();
    plan.sort();
    plan.settle(documents.parsed());
    Ok(plan)
}

/// Plans the merge of one file that is already read.
///
/// # Errors
///
/// As [`plan`]; also a file of which nobody says which sequence it is. A file that cannot be read
/// is a failed plan instead.
pub fn merge_one(request: &MergeRequest) -> Result<FilePlan, PlanError> {
    let levels = &request.update_levels;
    let target =
        Target::choose(request.target.as_deref(), request.target_release.as_deref(), levels)?;
    let base = Base::choose(request.base.as_deref(), request.base_release.as_deref(), levels)?;
    let named = match &request.sequence {
        Some(name) => Some(sequence_name(name)?),
        None => None,
    };
    let mut scope = InScope {
        scope: Scope::SuperTenant,
        folder: String::new(),
        inputs: vec![input::read_one(&request.name, &request.bytes, named)?],
        others: Vec::new(),
        own: Vec::new(),
        publisher: Vec::new(),
    };
    let known = Known::of(std::slice::from_mut(&mut scope), levels);
    let bases = base.of_each(&scope, &known, None)?;
    target.refuse_later(&scope, &bases)?;
    let mut calls = Calls::new(Companions::Ignore, &known, target.release);
    let settings = Settings {
        against: Against::Target,
        companions: Companions::Ignore,
        classes: None,
        formatters: Arc::default(),
    };
    let mut cases = Cases::new(&target, &settings);
    cases.of_scope(&scope, "", bases, &mut calls);
    let (mut plan, _) = cases.plan(request.prefer, &Unwatched);
    let mut file = plan.files.remove(0);
    if file.status != Status::Failed {
        request.levels.apply(Arc::make_mut(&mut file.findings));
    }
    Ok(file)
}

/// Finds the release that each sequence under `path` comes from.
///
/// # Errors
///
/// A path that cannot be read, one without sequences, a file that is not one.
pub fn identify(path: &Path, levels: &UpdateLevels) -> Result<Vec<Identified>, PlanError> {
    let pack = Pack::open(path)?;
    if let Some(Unread { finding, .. }) = pack.unread.first() {
        let message = format!("{}: {}", path.display(), finding.message);
        return Err(PlanError { message, help: finding.help.clone() });
    }
    let mut scopes = folders::read_pack(&pack, |_| true, &Unwatched)?;
    let known = Known::of(&mut scopes, levels);
    for input in scopes.iter().flat_map(|s| &s.inputs) {
        input.source().map_err(|f| PlanError {
            message: format!("{}: {}", input::place(&input.path, f), f.message),
            help: f.help.clone(),
        })?;
    }
    let mut all = Vec::new();
    for scope in &scopes {
        let bases = Base::Identified.of_each(scope, &known, None)?;
        for (input, base) in scope.inputs.iter().zip(bases) {
            let Some(base) = base.info else { continue };
            let mut candidates = base.runners_up.clone();
            let releases = match base.origin {
                Origin::Added => base.release.iter().cloned().collect(),
                Origin::Embedded | Origin::Path => base.same_content.clone(),
            };
            candidates.push(Candidate { releases, edits: base.edits });
            candidates.sort_by_key(|c| c.edits);
            let sequence = input.sequence.stem().to_owned();
            let base = (*base).clone();
            all.push(Identified { file: input.path.to_string(), sequence, base, candidates });
        }
    }
    Ok(all)
}

/// The stock sequences of a pack as they stand in its files: those of the super tenant.
///
/// # Errors
///
/// A path that cannot be read, one without sequences, a file that is not one; a `<definitions>`
/// file, because a release ships one file for each.
pub fn sequences_of(pack: &Path) -> Result<BTreeMap<SequenceName, Vec<u8>>, PlanError> {
    let given = Given::base(pack)?;
    let inputs = given.scopes.first().map(|scope| &scope.inputs[..]).unwrap_or_default();
    let one = |input: &Input| {
        let doc = input.own_file().ok_or_else(|| PlanError {
            message: format!("{} has several sequences in one file", input.path),
            help: "give the pack as WSO2 ships it, with a file for each".to_owned(),
        })?;
        Ok((input.sequence, doc.to_bytes()))
    };
    inputs.iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::stock::{self, Release, SequenceName};
    use crate::xml::counted::{MARK, noted};

    #[test]
    fn each_text_is_read_once() {
        let folder = tempfile::tempdir().unwrap();
        let stock = stock::get(SequenceName::Fault, Release::V2_6_0).unwrap().text;
        let log = format!("<log level=\"custom\"><property name=\"{MARK}\" value=\"1\"/></log>");
        let inside = format!("name=\"fault\">{log}<sequence key=\"own\"/>");
        let fault = stock.replacen("name=\"fault\">", &inside, 1);
        let own = format!(
            "<sequence xmlns=\"http://ws.apache.org/ns/synapse\" name=\"own\">{log}</sequence>"
        );
        fs::write(folder.path().join("fault.xml"), fault).unwrap();
        fs::write(folder.path().join("own.xml"), own).unwrap();
        let request = PlanRequest { custom: folder.path().to_owned(), ..PlanRequest::default() };
        let plan = plan(&request).unwrap();
        assert!(!plan.previews.is_empty() && plan.companions.len() == 1);
        let mut texts = noted();
        let all = texts.len();
        texts.sort_unstable();
        texts.dedup();
        // The operator's two, and the merged one; the companion's own text goes as it is.
        assert_eq!((all, texts.len()), (3, 3), "{texts:#?}");
    }
}
