//! The entries of a plan before it is known what becomes of them: where each file stands, and the
//! case that its outcome follows from.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::bases::{BaseOf, RivalOf};
use super::input::{Identity, InScope, Input, Source};
use super::request::Settings;
use super::selection::Selection;
use super::target::Target;
use crate::callees::Callees;
use crate::model::{
    Case, ClassJars, FilePlan, Finding, Known, Rival, Scope, Severity, Status, Which, Written,
};
use crate::outcome::Documents;
use crate::rules::code;
use crate::settle::SEEDED;
use crate::stock::{Release, SequenceName};
use crate::xml::{Document, NodeId, has_tag};

/// A sequence of the operator's, and what it is merged with and into.
pub(super) struct Job<'a> {
    pub input: &'a Input,
    pub scope: Scope,
    /// The folder of the scope, as patches name it.
    pub folder: &'a str,
    pub base: BaseOf<'a>,
    /// The operator's own sequences that it calls.
    pub callees: Callees,
    /// What is known of it that its texts do not show.
    pub known: Vec<Known>,
}

/// Makes entries, and gathers the texts that they follow from.
pub(super) struct Entries<'a> {
    target: &'a Target,
    settings: &'a Settings,
    pub documents: Documents,
    /// The texts of the documents in memory and their digests, by where they are.
    texts: HashMap<usize, (Arc<str>, Arc<str>)>,
    /// Where the new gateway has the classes of a file, by the file and its base.
    jars: HashMap<(Identity, Option<Identity>), ClassJars>,
    cases: HashSet<Arc<Case>>,
}

impl<'a> Entries<'a> {
    pub(super) fn new(target: &'a Target, settings: &'a Settings) -> Self {
        let (documents, texts) = (Documents::default(), HashMap::new());
        let (jars, cases) = (HashMap::new(), HashSet::new());
        Self { target, settings, documents, texts, jars, cases }
    }

    /// The entry of a job of which nothing is read.
    pub(super) fn unread(&self, job: &Job<'_>) -> FilePlan {
        let Job { input, scope, folder, .. } = *job;
        let mut plan = FilePlan::new(Which::Stock(input.sequence), scope, Status::Failed);
        plan.path = Arc::clone(&input.path);
        let place = self.target.place(scope, folder, (input.sequence, Some(&input.path)));
        plan.place = if place == plan.path { Arc::clone(&plan.path) } else { place };
        plan.digest.custom = input.digest.clone();
        input.notes.iter().for_each(|note| plan.say(note.clone()));
        plan
    }

    /// The entry of a job: failed until it is known what becomes of it.
    pub(super) fn of(&mut self, job: &Job<'_>) -> FilePlan {
        let Job { input, scope, .. } = *job;
        let target = self.target;
        let mut plan = self.unread(job);
        let custom = match input.source() {
            Ok(source) => source,
            Err(finding) => {
                plan.say(finding.clone());
                return plan;
            }
        };
        plan.custom_text = Some(self.text(custom.doc).0);
        if let Some(why) = target.hidden(scope, input.sequence) {
            plan.say(why);
            return plan;
        }
        let Some((new, in_target)) = target.find(scope, input.sequence) else {
            plan.say(not_in_target(input.sequence, target));
            return plan;
        };
        plan.in_definitions = input.own_file().is_none();
        plan.form = *new.doc.form();
        let (text, digest) = self.text(new.doc);
        plan.target_text = Some(text);
        let is_at = in_target && target.is_at(&plan.place, scope, input.sequence);
        plan.digest.target = is_at.then(|| digest.clone());
        plan.base = job.base.info.clone();
        plan.case = Some(self.case(job, custom, (new, digest)));
        plan
    }

    /// What the outcome of a job follows from. Where the base does not have the sequence, the
    /// target stands in for it.
    fn case(
        &mut self,
        job: &Job<'_>,
        custom: Source<'_>,
        new: (Source<'_>, Arc<str>),
    ) -> Arc<Case> {
        let base = job.base.source.map_or_else(|| Arc::clone(&new.1), |base| self.text(base.doc).1);
        let classes = self.settings.classes.as_ref().map(|path| {
            let stock = job.base.source;
            let look = || path.jars_of(&custom.tree(), stock.map(Source::tree).as_ref());
            let of = (custom.identity(), stock.map(Source::identity));
            self.jars.entry(of).or_insert_with(look).clone()
        });
        for (_, callee) in job.callees.iter() {
            self.documents.add_callee(callee);
        }
        let names = job.callees.content().into_iter();
        let case = Case {
            base: Some(base.to_string()),
            target: Some(new.1.to_string()),
            rivals: self.rivals(&job.base),
            callees: names.map(|(name, digest)| (name.to_owned(), digest.to_owned())).collect(),
            classes,
            formatters: Arc::clone(&self.settings.formatters),
            known: job.known.clone(),
            ..Case::of(job.base.release, self.target.release, self.text(custom.doc).1.to_string())
        };
        if let Some(same) = self.cases.get(&case) {
            return Arc::clone(same);
        }
        let case = Arc::new(case);
        self.cases.insert(Arc::clone(&case));
        case
    }

    /// What else a file may have been started from.
    fn rivals(&mut self, base: &BaseOf<'_>) -> Vec<Rival> {
        let rival = |rival: &RivalOf| Rival {
            from: rival.release,
            base: self.text(rival.doc).1.to_string(),
            doubt: rival.doubt.clone(),
        };
        base.rivals.iter().map(rival).collect()
    }

    /// The text of a document that stays in memory, and its digest.
    fn text(&mut self, doc: &Document) -> (Arc<str>, Arc<str>) {
        let Self { documents, texts, .. } = self;
        let at = std::ptr::from_ref(doc).addr();
        let add = || {
            let (text, digest) = documents.add(doc);
            (text, digest.into())
        };
        texts.entry(at).or_insert_with(add).clone()
    }
}

impl FilePlan {
    /// Says what it is, once its edits are known. What a file without edits follows from is of no
    /// interest any more: the target's own is used.
    pub(super) fn judge(&mut self) {
        let Some(case) = &self.case else { return };
        self.status = status(case.from, self.edits.is_empty());
        if let Some(base) = self.base.as_mut().filter(|base| base.edits != self.edits.len()) {
            Arc::make_mut(base).edits = self.edits.len();
        }
        if self.edits.is_empty() {
            self.case = None;
            if let Some(note) = self.left_behind() {
                self.say(note);
            }
        }
    }

    /// That the comments of a template that say what manages it do not come along: of a file without
    /// edits the target's own text is used.
    fn left_behind(&self) -> Option<Finding> {
        let custom = self.custom_text.as_deref().filter(|text| has_tag(text))?;
        let custom = Document::parse_as(custom, self.form).ok()?;
        let target = self.target_text.as_deref()?;
        let comment = |(id, _)| custom.slice(custom.node(id).span);
        let is_lost = |(id, _): &(NodeId, bool)| !target.contains(comment((*id, true)));
        let (first, _) = custom.tagged_comments_outside().find(is_lost)?;
        let text = comment((first, true)).lines().next().unwrap_or_default();
        let message = format!("{text} stands outside the sequence and is not in the merged file");
        let line = custom.line(first);
        Some(code::TEMPLATE_COMMENT.finding(Severity::Note, message, Some(line)))
    }
}

fn status(base: Release, unedited: bool) -> Status {
    match (base.answers_json(), unedited) {
        (true, _) => Status::Migrated,
        (false, true) => Status::Stock,
        (false, false) => Status::Customised,
    }
}

/// The sequences of the target that the operator does not have.
pub(super) struct Absent<'a> {
    target: &'a Target,
    selection: &'a Selection,
    /// What would be written, by the document and whether it is there already.
    written: HashMap<(usize, bool), Arc<Written>>,
}

impl<'a> Absent<'a> {
    pub(super) fn new(target: &'a Target, selection: &'a Selection) -> Self {
        Self { target, selection, written: HashMap::new() }
    }

    /// Those of a scope. Into a tenant's folder that is not there yet they go too: without some of
    /// them the gateway would overwrite the others.
    pub(super) fn of_scope(&mut self, scope: &InScope, folder: &str) -> Vec<FilePlan> {
        let is_new = self.target.lacks_tenant(scope.scope);
        SequenceName::ALL
            .iter()
            .filter(|&&s| self.selection.has(s) && scope.get(s).is_none())
            .filter(|s| !is_new || SEEDED.contains(s))
            .filter_map(|&sequence| {
                let found = self.target.find(scope.scope, sequence);
                let (source, own) = found.filter(|(_, own)| *own || is_new)?;
                let mut plan = FilePlan::new(Which::Stock(sequence), scope.scope, Status::Absent);
                plan.place = self.target.place(scope.scope, folder, (sequence, None));
                plan.form = *source.doc.form();
                let at = (std::ptr::from_ref(source.doc).addr(), own);
                let written = self.written.entry(at).or_insert_with(|| {
                    let text = source.doc.shared_text();
                    Arc::new(Written::of_target(text, *source.doc.form(), own))
                });
                plan.digest.target = own.then(|| Arc::clone(&written.digest));
                plan.use_target(Arc::clone(written));
                Some(plan)
            })
            .collect()
    }
}

fn not_in_target(sequence: SequenceName, target: &Target) -> Finding {
    let message = format!("{} does not ship {}", target.release, sequence.file_name());
    code::ABSENT_IN_TARGET.finding(Severity::Error, message, None)
}
