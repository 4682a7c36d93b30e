//! What the operator's files call: what is known of each call, and the companions that are reached.

use std::collections::HashMap;
use std::sync::Arc;

use super::bases::BaseOf;
use super::file::Job;
use super::input::{Identity, InScope, Input};
use super::request::{Companions, Settings};
use super::target::Target;
use crate::companions::{Called, Destination, Library, OwnFile, Upgrade, called};
use crate::guard::guarded;
use crate::model::{FilePlan, Known, Scope, Severity, Texts};
use crate::rules::code;
use crate::stock::{self, Release};

/// Where companions go.
pub(super) struct Reach<'a> {
    target: &'a Target,
    settings: &'a Settings,
    /// The calls in the documents in memory, by where those are.
    calls: HashMap<Identity, Arc<[Called]>>,
}

impl<'a> Reach<'a> {
    pub(super) fn new(target: &'a Target, settings: &'a Settings) -> Self {
        Self { target, settings, calls: HashMap::new() }
    }

    /// What is known of each input of a scope that its texts do not show. `is_stock` says of which
    /// nothing has to be: what stock calls is stock.
    pub(super) fn known(
        &mut self,
        scope: &InScope,
        bases: &[BaseOf<'_>],
        library: &Library,
        is_stock: impl Fn(&Input, Release) -> bool,
    ) -> Vec<Vec<Known>> {
        let (target, settings) = (self.target, self.settings);
        let files = target.files(scope.scope);
        let taken = taken_from(bases);
        let inputs = scope.inputs.iter().zip(bases);
        let known = inputs.map(|(input, base)| {
            let mut known: Vec<Known> = input.notes.iter().cloned().map(Known::always).collect();
            if is_stock(input, base.release) {
                return known;
            }
            known.extend(taken.and_then(|from| later_name(input, from, target.release)));
            let upgrade = Upgrade { from: base.release, to: target.release, files };
            let calls = self.calls(input);
            known.extend(match settings.companions {
                Companions::Ignore => library.notes(&calls, &upgrade),
                _ => library.findings(&calls, &upgrade),
            });
            known
        });
        known.collect()
    }

    fn calls(&mut self, input: &Input) -> Arc<[Called]> {
        let Ok(source) = input.source() else { return Arc::default() };
        let read = || guarded(|| called(&source.tree())).unwrap_or_default().into();
        Arc::clone(self.calls.entry(source.identity()).or_insert_with(read))
    }

    /// The companions that a scope's files may call: `calls` are those of its jobs. `texts` gets
    /// what they follow from.
    pub(super) fn companions(
        &self,
        (scope, folder): (Scope, &str),
        library: &Library,
        jobs: &[(&Job<'_>, &[Called])],
        texts: &mut Texts,
    ) -> Vec<FilePlan> {
        let is_none = jobs.iter().all(|(_, calls)| calls.is_empty());
        if self.settings.companions == Companions::Ignore || is_none {
            return Vec::new();
        }
        let destination = self.destination((scope, folder), jobs);
        let stem = |job: &Job<'_>| job.input.sequence.stem().to_owned();
        let callers: Vec<(String, Vec<Called>)> =
            jobs.iter().map(|(job, calls)| (stem(job), calls.to_vec())).collect();
        library.reached(&callers, &destination, texts)
    }

    /// The API-level fault sequences of a scope, converted.
    pub(super) fn uploads(
        &self,
        place: (Scope, &str),
        (library, files): &(Library, Vec<OwnFile>),
        jobs: &[(&Job<'_>, &[Called])],
        texts: &mut Texts,
    ) -> Vec<FilePlan> {
        library.uploads(files, &self.destination(place, jobs), texts)
    }

    fn destination<'d>(
        &'d self,
        (scope, folder): (Scope, &'d str),
        jobs: &[(&Job<'_>, &[Called])],
    ) -> Destination<'d> {
        let to = self.target.release;
        // What a companion comes from is the oldest base that any of its callers has.
        let oldest = jobs.iter().map(|(job, _)| job.base.release).min();
        Destination {
            scope,
            from: oldest.unwrap_or(to),
            to,
            rewrites: self.settings.companions == Companions::Rewrite,
            classes: self.settings.classes.as_ref(),
            formatters: &self.settings.formatters,
            folder,
            files: self.target.files(scope),
        }
    }
}

/// The newest old release that a file of a scope comes from: what that does not ship, the old
/// gateway does not have.
fn taken_from(bases: &[BaseOf<'_>]) -> Option<Release> {
    let old = bases.iter().map(|base| base.release).filter(|release| !release.answers_json());
    old.max()
}

/// Says of a file under a name that the old gateway does not ship that it may be the operator's
/// own: in the place of the target's it answers what the new gateway asks of that.
fn later_name(input: &Input, from: Release, to: Release) -> Option<Known> {
    let sequence = input.sequence;
    let is_later = stock::get(sequence, from).is_none() && stock::get(sequence, to).is_some();
    let file = sequence.file_name();
    let message = format!(
        "{from} does not ship {file}, and {to} does: if this is a sequence of your own, it would \
         replace {to}'s"
    );
    let finding = || code::LATER_STOCK_NAME.finding(Severity::Warning, message, None);
    is_later.then(finding).map(Known::always)
}
