//! The calls of the merged sequences, and the companions that they reach.

use super::file::{Job, Planned};
use super::input::InScope;
use super::request::{Companions, Settings};
use super::sources::Target;
use crate::companions::{Destination, Library, Rewrites, notes};
use crate::model::{Companion, FilePlan};
use crate::pack::Pack;
use crate::stock::Release;

/// Where companions come from and go to.
pub(super) struct Reach<'a> {
    pub pack: &'a Pack,
    pub target: &'a Target,
    pub settings: &'a Settings,
}

impl Reach<'_> {
    /// The companions of the merged files; each file gets the findings about what it calls.
    /// `planned` are the plans of `jobs`, which stand scope by scope.
    pub(super) fn companions(
        &self,
        scopes: &[InScope],
        folders: &[String],
        jobs: &[Job<'_>],
        planned: &mut [Planned],
    ) -> Vec<Companion> {
        let mut companions = Vec::new();
        let mut from = 0;
        for (scope, folder) in scopes.iter().zip(folders) {
            let to = from + scope.inputs.len();
            let release = jobs[from..to].iter().map(|j| j.base.release).min();
            companions.extend(self.of_scope(&scope.scope, folder, release, &mut planned[from..to]));
            from = to;
        }
        companions
    }

    fn of_scope(
        &self,
        scope: &str,
        folder: &str,
        oldest: Option<Release>,
        planned: &mut [Planned],
    ) -> Vec<Companion> {
        let release = self.target.release;
        if self.settings.companions == Companions::Ignore {
            planned.iter_mut().for_each(|p| add_notes(p, release));
            return Vec::new();
        }
        if planned.iter().all(|p| p.calls.is_empty()) {
            return Vec::new();
        }
        // What a companion comes from is the oldest base that any of its callers has.
        let base_release = oldest.unwrap_or(release);
        let destination = Destination {
            scope,
            rewrites: Rewrites {
                any: self.settings.companions == Companions::Rewrite,
                base_release,
                release,
                classes: self.settings.classes.as_ref(),
            },
            folder,
            files: self.target.files(scope),
            against_custom: self.settings.against == crate::model::Against::Custom,
        };
        let library = Library::read(self.pack, scope);
        let mut callers = Vec::new();
        for Planned { plan, calls } in planned {
            plan.findings.extend(library.findings(calls, release));
            callers.push((plan.sequence.clone(), std::mem::take(calls)));
        }
        library.reached(&callers, &destination)
    }
}

/// Says what a single merged file calls; nobody looked for the callees.
pub(super) fn note_calls(mut planned: Planned, target: Release) -> FilePlan {
    add_notes(&mut planned, target);
    planned.plan
}

fn add_notes(planned: &mut Planned, target: Release) {
    planned.plan.findings.extend(notes(&planned.calls, target));
}
