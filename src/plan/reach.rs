//! The calls of the merged sequences, and the companions that they reach.

use super::file::{Job, Planned};
use super::input::InScope;
use super::request::{Companions, Settings};
use super::sources::Target;
use crate::companions::{Destination, Library, Rewrites, Upgrade};
use crate::deployment::skip_list;
use crate::model::{Companion, FilePlan, Finding, Severity, SkipList};
use crate::rules::code;
use crate::stock::{self, Release};

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
            let place = (scope.scope.as_str(), folder.as_str());
            let (jobs, planned) = (&jobs[from..to], &mut planned[from..to]);
            say_taken(jobs, planned, self.target.release);
            companions.extend(self.of_scope(place, library, jobs, planned));
            from = to;
        }
        companions
    }

    /// The skip list with all companions; those that it names already need nothing for it. What the
    /// release ships is on its own list.
    pub(super) fn skip_list(&self, companions: &mut [Companion]) -> (SkipList, Option<Finding>) {
        let ships = |c: &&Companion| stock::ships_file(self.target.release, &c.file);
        let wanted = companions.iter().filter(|c| !ships(c)).map(|c| c.file.clone());
        let (list, unusable) = skip_list(&wanted.collect::<Vec<_>>(), self.target.home());
        for companion in companions.iter_mut().filter(|c| !list.to_add.contains(&c.file)) {
            companion.findings.retain(|f| f.rule != code::SKIP_LIST.code);
        }
        (list, unusable)
    }

    fn of_scope(
        &self,
        (scope, folder): (&str, &str),
        library: &Library,
        jobs: &[Job<'_>],
        planned: &mut [Planned],
    ) -> Vec<Companion> {
        let release = self.target.release;
        let files = self.target.files(scope);
        let upgrade = |job: &Job<'_>| Upgrade { from: job.base.release, to: release, files };
        if self.settings.companions == Companions::Ignore {
            let all = planned.iter_mut().zip(jobs);
            all.for_each(|(planned, job)| add_notes(planned, library, &upgrade(job)));
            return Vec::new();
        }
        if planned.iter().all(|p| p.calls.is_empty()) {
            return Vec::new();
        }
        // What a companion comes from is the oldest base that any of its callers has.
        let oldest = jobs.iter().map(|job| job.base.release).min();
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
            files,
            against_custom: self.settings.against == crate::model::Against::Custom,
        };
        let mut callers = Vec::new();
        for (Planned { plan, calls }, job) in planned.iter_mut().zip(jobs) {
            plan.findings.extend(library.findings(calls, &upgrade(job)));
            callers.push((plan.sequence.clone(), std::mem::take(calls)));
        }
        library.reached(&callers, &destination)
    }
}

/// Says of each file under a name that the old gateway does not ship that it may be the operator's
/// own: in the place of the target's it answers what the new gateway asks of that.
fn say_taken(jobs: &[Job<'_>], planned: &mut [Planned], to: Release) {
    let old = jobs.iter().map(|job| job.base.release).filter(|release| !release.answers_json());
    let Some(from) = old.max() else { return };
    for (job, Planned { plan, .. }) in jobs.iter().zip(planned) {
        let sequence = job.input.sequence;
        let is_later = stock::get(sequence, from).is_none() && stock::get(sequence, to).is_some();
        if is_later && !plan.edits.is_empty() {
            let file = sequence.file_name();
            let message = format!(
                "{from} does not ship {file}, and {to} does: if this is a sequence of your own, it \
                 would replace {to}'s"
            );
            plan.findings.push(code::LATER_STOCK_NAME.finding(Severity::Warning, message, None));
        }
    }
}

/// Says what a single merged file calls: nothing of that is carried along.
pub(super) fn note_calls(
    mut planned: Planned,
    library: &Library,
    (from, to): (Release, Release),
) -> FilePlan {
    add_notes(&mut planned, library, &Upgrade::between(from, to));
    planned.plan
}

fn add_notes(planned: &mut Planned, library: &Library, upgrade: &Upgrade<'_>) {
    planned.plan.findings.extend(library.notes(&planned.calls, upgrade));
}
