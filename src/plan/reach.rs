//! The calls of the merged sequences, and the companions that they reach.

use super::file::{Job, Planned};
use super::input::InScope;
use super::request::{Companions, Settings};
use super::sources::Target;
use crate::companions::{Destination, Library, Rewrites};
use crate::model::{Companion, FilePlan};
use crate::stock::Release;

/// Where companions go.
pub(super) struct Reach<'a> {
    pub target: &'a Target,
    pub settings: &'a Settings,
}

impl Reach<'_> {
    /// The companions of the merged files; each file gets the findings about what it calls.
    /// `planned` are the plans of `jobs`, which stand scope by scope; `places` are the scopes, each
    /// with its folder and the operator's own sequences there.
    pub(super) fn companions<'p>(
        &self,
        places: impl Iterator<Item = ((&'p InScope, &'p String), &'p Library)>,
        jobs: &[Job<'_>],
        planned: &mut [Planned],
    ) -> Vec<Companion> {
        let mut companions = Vec::new();
        let mut from = 0;
        for ((scope, folder), library) in places {
            let to = from + scope.inputs.len();
            let release = jobs[from..to].iter().map(|j| j.base.release).min();
            let place = (scope.scope.as_str(), folder.as_str());
            companions.extend(self.of_scope(place, library, release, &mut planned[from..to]));
            from = to;
        }
        companions
    }

    fn of_scope(
        &self,
        (scope, folder): (&str, &str),
        library: &Library,
        oldest: Option<Release>,
        planned: &mut [Planned],
    ) -> Vec<Companion> {
        let release = self.target.release;
        if self.settings.companions == Companions::Ignore {
            planned.iter_mut().for_each(|p| add_notes(p, library, release));
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
        let mut callers = Vec::new();
        for Planned { plan, calls } in planned {
            plan.findings.extend(library.findings(calls, release));
            callers.push((plan.sequence.clone(), std::mem::take(calls)));
        }
        library.reached(&callers, &destination)
    }
}

/// Says what a single merged file calls: nothing of that is carried along.
pub(super) fn note_calls(mut planned: Planned, library: &Library, target: Release) -> FilePlan {
    add_notes(&mut planned, library, target);
    planned.plan
}

fn add_notes(planned: &mut Planned, library: &Library, target: Release) {
    planned.plan.findings.extend(library.notes(&planned.calls, target));
}
