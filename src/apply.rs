//! Writes what a plan says: first everything is looked at, then everything is written.
//!
//! [`survey`] says what would become of each file, and changes nothing. [`write()`] does it to one
//! [`Site`], so that a run that is killed or fails leaves every file wholly old or wholly new:
//!
//! 1. The files that will go are copied to a backup folder, with a [`Manifest`] of them.
//! 2. Every new file is written to the disk under a temporary name, beside its place. What can
//!    fail (a full disk, a folder that may not be written to) fails here, before anything changed.
//! 3. Each takes its place by being renamed.
//! 4. All are read back, and the manifest is marked as complete.
//!
//! The next run of the same plan on the same site goes on with an unfinished manifest, so that
//! [`undo`](undo::survey) restores what was there before the first.
//!
//! ```
//! use faultgraft::apply::{Backup, Request, To, survey, undo, write};
//! use faultgraft::plan::{PlanRequest, plan};
//!
//! let custom = "fixtures/installations/harbourline-2-6-0/sequences".into();
//! let plan = plan(&PlanRequest { custom, ..PlanRequest::default() })?;
//! let folder = tempfile::tempdir()?;
//! let to = To::Folder(folder.path().join("sequences"));
//! let request =
//!     Request { plan: &plan, digest: String::new(), to, allow: vec![], backup: Backup::Near };
//! for site in survey(&request)?.sites {
//!     let written = write(&request, &site?)?;
//!     println!("{} files", written.files);
//!     if let Some(manifest) = written.manifest {
//!         undo::write(&undo::survey(&manifest)?)?;
//!     }
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod backup;
mod choose;
mod commit;
mod error;
mod item;
mod manifest;
mod places;
mod real_path;
mod request;
mod root;
mod site;
mod stale;
pub mod undo;

pub use choose::{Left, LeftOut};
pub use commit::{Written, write};
pub use error::{ApplyError, Change, How};
pub use item::{Action, Item};
pub use manifest::{Manifest, State};
pub use request::{Backup, Request, To};
pub use site::Site;

use crate::model::EditId;
use choose::Selection;
use root::Root;

/// What would be done.
#[derive(Debug)]
pub struct Survey {
    /// The places to write to, or why one of them cannot be written to.
    pub sites: Vec<Result<Site, ApplyError>>,
    /// The files of the plan that are not written anywhere.
    pub left_out: Vec<LeftOut>,
    /// Edits of confidence `review` that nobody decided; they do not keep a file from being written.
    pub undecided: Vec<EditId>,
    /// What could not be looked at.
    pub notes: Vec<String>,
}

/// Looks at everything that a plan would be written from and to.
///
/// # Errors
///
/// What concerns all sites: no place to write to, an input that changed since the plan was made.
/// What concerns one stands in its place in [`Survey::sites`].
pub fn survey(request: &Request<'_>) -> Result<Survey, ApplyError> {
    let plan = request.plan;
    let selection = Selection::of(plan, &request.allow)?;
    let roots = Root::of_each(plan, &request.to)?;
    let look = |root: Result<Root, ApplyError>| Site::look(root?, request, &selection);
    let sites: Vec<Result<Site, ApplyError>> = roots.into_iter().map(look).collect();
    let (mut changes, notes) = stale::inputs(plan);
    if !changes.is_empty() {
        let of_sites = sites.iter().filter_map(|site| site.as_ref().err());
        changes.extend(of_sites.flat_map(|error| error.changes.clone()));
        let message = format!("{} changed since the plan was made", plan.custom.path);
        return Err(stale::refusal(message, changes));
    }
    let Selection { left_out, undecided, .. } = selection;
    Ok(Survey { sites, left_out, undecided, notes })
}
