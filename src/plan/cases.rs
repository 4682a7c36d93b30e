//! The operator's files as cases, and the plan that their outcomes make.

use std::collections::BTreeMap;

use super::bases::BaseOf;
use super::calls::{Calls, InReach};
use super::file::{Absent, Entries, Job};
use super::input::InScope;
use super::reach::Reach;
use super::request::{Prefer, Settings};
use super::selection::Selection;
use super::target::Target;
use crate::companions::{Called, Library, OwnFile};
use crate::guard::{defect, guarded};
use crate::merge::Decisions;
use crate::model::{Decision, FilePlan, Plan, Scope};
use crate::outcome::Documents;
use crate::settle::{Outcomes, Question};
use crate::watch::Watch;

/// The cases of all scopes.
pub(super) struct Cases<'a> {
    target: &'a Target,
    settings: &'a Settings,
    reach: Reach<'a>,
    entries: Entries<'a>,
    scopes: Vec<OfScope<'a>>,
}

/// The files of one scope.
struct OfScope<'a> {
    scope: Scope,
    folder: &'a str,
    jobs: Vec<Job<'a>>,
    library: Library,
    uploads: Option<(Library, Vec<OwnFile>)>,
    files: Vec<FilePlan>,
}

impl<'a> Cases<'a> {
    pub(super) fn new(target: &'a Target, settings: &'a Settings) -> Self {
        let (reach, entries) = (Reach::new(target, settings), Entries::new(target, settings));
        Self { target, settings, reach, entries, scopes: Vec::new() }
    }

    /// Adds the files of a scope, each made from its base.
    pub(super) fn of_scope(
        &mut self,
        scope: &'a InScope,
        folder: &'a str,
        bases: Vec<BaseOf<'a>>,
        calls: &mut Calls<'_>,
    ) {
        let InReach { callees, library, uploads } = calls.of_scope(scope, &bases);
        let known = self.reach.known(scope, &bases, &library, |i, r| calls.is_stock(i, r));
        let each = scope.inputs.iter().zip(bases).zip(callees.into_iter().zip(known));
        let job = |((input, base), (callees, known))| Job {
            input,
            scope: scope.scope,
            folder,
            base,
            callees,
            known,
        };
        let jobs: Vec<Job<'a>> = each.map(job).collect();
        let files = jobs.iter().map(|job| self.entry(job)).collect();
        let scope = scope.scope;
        self.scopes.push(OfScope { scope, folder, jobs, library, uploads, files });
    }

    fn entry(&mut self, job: &Job<'_>) -> FilePlan {
        let entry = guarded(|| self.entries.of(job));
        entry.unwrap_or_else(|panicked| {
            let mut file = self.entries.unread(job);
            file.fail(defect(&panicked));
            file
        })
    }

    /// The plan of all these, of which it is not said yet what follows from all together. Equal
    /// cases are worked out once.
    pub(super) fn plan(self, prefer: Option<Prefer>, watch: &dyn Watch) -> (Plan, Documents) {
        let Self { target, settings, reach, entries, mut scopes } = self;
        let against = settings.against;
        let decisions = Decisions::on_conflicts(prefer.map(|p| match p {
            Prefer::Custom => Decision::Custom,
            Prefer::Target => Decision::Target,
        }));
        let mut outcomes = Outcomes::of(entries.documents);
        let question = |file: &FilePlan| file.question(decisions.clone(), against);
        let asked: Vec<Vec<Option<Question>>> =
            scopes.iter().map(|scope| scope.files.iter().map(question).collect()).collect();
        outcomes.ask(asked.iter().flatten().flatten(), watch);
        let mut texts = BTreeMap::new();
        let mut companions = Vec::new();
        for (scope, asked) in scopes.iter_mut().zip(&asked) {
            let mut calls: Vec<&[Called]> = Vec::new();
            for (file, question) in scope.files.iter_mut().zip(asked) {
                let made = question.as_ref().map(|question| outcomes.get(question));
                calls.push(match &made {
                    Some(Ok(made)) => &made.may_call,
                    _ => &[],
                });
                match made {
                    None => {}
                    Some(Err(why)) => file.fail(defect(&why)),
                    Some(Ok(made)) => {
                        file.take(made);
                        file.judge();
                    }
                }
            }
            let jobs: Vec<_> = scope.jobs.iter().zip(calls).collect();
            let place = (scope.scope, scope.folder);
            companions.extend(reach.companions(place, &scope.library, &jobs, &mut texts));
            if let Some(uploads) = &scope.uploads {
                companions.extend(reach.uploads(place, uploads, &jobs, &mut texts));
            }
        }
        for (digest, doc) in scopes.iter().flat_map(|scope| scope.library.documents()) {
            if texts.contains_key(digest) {
                outcomes.documents().parsed().keep(doc);
            }
        }
        outcomes.add(texts);
        let files = scopes.into_iter().flat_map(|scope| scope.files).collect();
        let mut plan = Plan::of(target.info.clone(), against, files, companions);
        plan.make_companions(&mut outcomes);
        plan.keep_texts(outcomes.documents().texts());
        (plan, outcomes.into_documents())
    }
}

impl Plan {
    /// Adds what the target has and the operator has not.
    pub(super) fn add_absent(
        &mut self,
        scopes: &[InScope],
        folders: &[String],
        target: &Target,
        selection: &Selection,
    ) {
        let mut absent = Absent::new(target, selection);
        for (scope, folder) in scopes.iter().zip(folders) {
            self.files.extend(absent.of_scope(scope, folder));
        }
    }
}
