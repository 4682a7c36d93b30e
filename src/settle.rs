//! A plan from the outcomes of its files: what is asked of each, and what follows from all of them
//! together.
//!
//! ```text
//! cases + decisions --outcomes--> texts, edits, findings
//!                   --settle----> companions still called, skip list, previews, levels, counts
//! ```
//!
//! A plan that is made, read again or decided upon goes through here, so that it is the same
//! whichever way it came about.

mod hunks;
mod reached;
mod tenants;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use rayon::prelude::*;

use crate::deployment::skip_list;
use crate::diff::{NO_FILE, unified};
use crate::guard::{defect, guarded};
use crate::merge::Decisions;
use crate::model::{
    Against, Case, Companion, CustomInfo, CustomKind, Edit, FilePlan, Finding, Listed, Outcome,
    Plan, SCHEMA, Severity, SkipList, Status, Summary, TargetInfo, Texts,
};
use crate::outcome::{Documents, File, FileOutcome, NotTaken, OutcomeError, by_hand, outcome_of};
use crate::pack::SUPER_TENANT;
use crate::rules::{Levels, code};
use crate::stock::{self, Release, SequenceName};
use crate::watch::{Unwatched, Watch};
use crate::xml::Form;

pub(crate) use tenants::{SEEDED, SEEDS};

pub use hunks::Hunks;

/// The rules whose findings follow from all files together: they are made afresh each time.
pub(crate) static DERIVED: [&str; 4] = [
    code::TENANT_RESEED.code,
    code::SKIP_LIST.code,
    code::RESPONSE_CHANGED.code,
    code::PREVIEW_INCOMPLETE.code,
];

/// A file's outcome with the difference that is shown of it.
#[derive(Debug, Clone)]
pub struct Made {
    /// What becomes of it.
    pub outcome: FileOutcome,
    hunks: Hunks,
}

/// Why nothing becomes of a file.
#[derive(Debug, thiserror::Error)]
#[error("{place}: {why}")]
pub struct Unmade {
    /// Where the file would go.
    pub place: String,
    /// Why.
    pub why: NotTaken,
}

/// Everything that what becomes of a file depends on: asked once, however many scopes have it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Question {
    case: Arc<Case>,
    file: File,
    decisions: Decisions,
    /// The text that a person made of it.
    by_hand: Option<Arc<str>>,
    /// What the difference starts from; none where there is no file.
    old: Option<(Arc<str>, Form)>,
}

/// What became of the cases that were asked for, each worked out once.
pub struct Outcomes {
    documents: Documents,
    made: HashMap<Question, Result<Arc<Made>, NotTaken>>,
}

impl Outcomes {
    /// Of cases whose texts are these.
    pub fn of(documents: Documents) -> Self {
        Self { documents, made: HashMap::new() }
    }

    /// Of the cases of a plan.
    pub(crate) fn of_plan(plan: &Plan) -> Self {
        Self::of(Documents::of(plan.texts.clone()))
    }

    /// Adds texts that cases follow from.
    pub(crate) fn add(&mut self, texts: Texts) {
        self.documents.extend(texts);
    }

    /// The texts that cases follow from.
    pub(crate) fn texts(&self) -> &Texts {
        self.documents.texts()
    }

    /// Works out what is asked for the first time.
    pub(crate) fn ask<'q>(
        &mut self,
        questions: impl IntoIterator<Item = &'q Question>,
        watch: &dyn Watch,
    ) {
        let new: HashSet<&Question> =
            questions.into_iter().filter(|q| !self.made.contains_key(q)).collect();
        let documents = &self.documents;
        watch.expect(new.len());
        let answer = |question: &Question| {
            let made = guarded(|| {
                let made = question.answer(documents).map(Arc::new);
                watch.one_more();
                made
            });
            let defect = |panicked| Err(OutcomeError::Panicked(panicked).into());
            (question.clone(), made.unwrap_or_else(defect))
        };
        self.made.par_extend(new.into_par_iter().map(answer));
    }

    /// What was worked out.
    ///
    /// # Errors
    ///
    /// Why nothing becomes of the case.
    pub(crate) fn get(&self, question: &Question) -> Result<&Arc<Made>, NotTaken> {
        let unasked = || NotTaken::Unknown(OutcomeError::NoText);
        self.made.get(question).ok_or_else(unasked)?.as_ref().map_err(Clone::clone)
    }
}

impl Plan {
    /// Works out what becomes of the files of which `wanted` says so, by the decisions that their
    /// edits carry.
    ///
    /// # Errors
    ///
    /// The first file of which nothing becomes; the plan is as it was then.
    pub(crate) fn make(
        &mut self,
        outcomes: &mut Outcomes,
        wanted: impl Fn(&[Edit]) -> bool,
    ) -> Result<(), Unmade> {
        let against = self.against;
        let of_file = |f: &FilePlan| {
            wanted(&f.edits).then(|| f.question(Decisions::of(&f.edits), against)).flatten()
        };
        let of_own = |c: &Companion| {
            wanted(&c.edits).then(|| c.question(Decisions::of(&c.edits), against)).flatten()
        };
        let files: Vec<Option<Question>> = self.files.iter().map(of_file).collect();
        let own: Vec<Option<Question>> = self.companions.iter().map(of_own).collect();
        outcomes.ask(files.iter().chain(&own).flatten(), &Unwatched);
        let places = self.files.iter().map(|f| &f.place);
        let places = places.chain(self.companions.iter().map(|c| &c.place));
        for (question, place) in files.iter().chain(&own).zip(places) {
            if let Some(Err(why)) = question.as_ref().map(|q| outcomes.get(q)) {
                return Err(Unmade { place: place.clone(), why });
            }
        }
        let answer = |question: &Option<Question>| outcomes.get(question.as_ref()?).ok();
        for (file, question) in self.files.iter_mut().zip(&files) {
            answer(question).into_iter().for_each(|made| file.take(made, against));
        }
        for (companion, question) in self.companions.iter_mut().zip(&own) {
            answer(question).into_iter().for_each(|made| companion.take(made, against));
        }
        Ok(())
    }

    /// A plan of files and companions, of which nothing more is known.
    pub(crate) fn of(
        target: TargetInfo,
        against: Against,
        files: Vec<FilePlan>,
        companions: Vec<Companion>,
    ) -> Self {
        let custom = CustomInfo { path: String::new(), kind: CustomKind::File, digest: None };
        Self {
            schema: SCHEMA,
            tool: concat!("faultgraft ", env!("CARGO_PKG_VERSION")).to_owned(),
            custom,
            target,
            files,
            companions,
            findings: Vec::new(),
            skip_list: SkipList::default(),
            summary: Summary::default(),
            against,
            levels: BTreeMap::new(),
            texts: BTreeMap::new(),
            listed: Listed::default(),
            formatters: Arc::default(),
            lacking: Vec::new(),
            previews: BTreeMap::new(),
            preview_findings: BTreeMap::new(),
        }
    }

    /// Works out what becomes of the companions when nobody has decided anything; one on which
    /// faultgraft fails says so.
    pub(crate) fn make_companions(&mut self, outcomes: &mut Outcomes) {
        let against = self.against;
        let question = |c: &Companion| c.question(Decisions::none(), against);
        let questions: Vec<Option<Question>> = self.companions.iter().map(question).collect();
        outcomes.ask(questions.iter().flatten(), &Unwatched);
        for (companion, question) in self.companions.iter_mut().zip(&questions) {
            match question.as_ref().map(|question| outcomes.get(question)) {
                None => {}
                Some(Ok(made)) => companion.take(made, against),
                Some(Err(why)) => {
                    (companion.findings, companion.case) = (vec![defect(&why)], None);
                }
            }
        }
    }

    /// Keeps the texts that its cases name.
    pub(crate) fn keep_texts(&mut self, texts: &Texts) {
        let of_files = self.files.iter().filter_map(|f| f.case.as_ref());
        let cases = of_files.chain(self.companions.iter().filter_map(|c| c.case.as_ref()));
        let kept = cases.flat_map(|case| case.texts());
        let kept = kept.filter_map(|key| Some((key.clone(), Arc::clone(texts.get(key)?))));
        self.texts = kept.collect();
    }

    /// Puts files and companions into their order: scope by scope, the super tenant first, then
    /// the tenants by number; the companions of a scope as they are first called.
    pub(crate) fn sort(&mut self) {
        self.files.sort_by_cached_key(|f| (rank(&f.scope), SequenceName::parse(&f.sequence)));
        let mut first: HashMap<String, usize> = HashMap::new();
        for companion in &self.companions {
            let next = first.len();
            first.entry(companion.file.clone()).or_insert(next);
        }
        self.companions.sort_by_cached_key(|c| (rank(&c.scope), first[&c.file]));
    }

    /// Works out what follows from the outcomes of all files together.
    pub(crate) fn settle(&mut self) {
        let stays = |f: &Finding| !DERIVED.contains(&f.rule.as_str());
        self.files.iter_mut().for_each(|f| f.findings.retain(stays));
        self.companions.iter_mut().for_each(|c| c.findings.retain(stays));
        reached::mark(self);
        tenants::reseeded(self);
        self.list_to_skip();
        self.preview();
        self.level();
        self.summarise();
    }

    /// The lines that keep companions from being deleted at start. What the release ships is on
    /// its own list.
    fn list_to_skip(&mut self) {
        let release = self.target.release.as_deref().and_then(Release::parse);
        let release = release.unwrap_or(Release::DEFAULT_TARGET);
        let goes = |c: &&Companion| c.outcome != Outcome::Dropped && !c.is_upload();
        let wanted = self.companions.iter().filter(goes).map(|c| c.file.clone());
        let wanted: Vec<String> = wanted.filter(|f| !stock::ships_file(release, f)).collect();
        self.skip_list = skip_list(&self.listed, &wanted);
        let to_add: HashSet<&String> = self.skip_list.to_add.iter().collect();
        let goes = self.companions.iter_mut();
        for companion in goes.filter(|c| c.outcome != Outcome::Dropped && !c.is_upload()) {
            let file = &companion.file;
            if to_add.contains(file) {
                companion.findings.push(deleted_at_start(file, &self.skip_list, self.listed.known));
            }
        }
    }

    /// Gives every finding the severity that the plan's levels ask for.
    fn level(&mut self) {
        let levels = Levels::of(&self.levels);
        for file in self.files.iter_mut().filter(|f| f.status != Status::Failed) {
            levels.apply(&mut file.findings);
        }
        self.companions.iter_mut().for_each(|c| levels.apply(&mut c.findings));
        levels.apply(&mut self.findings);
    }
}

/// That the gateway deletes a file of the operator's; known where its `deployment.toml` was read.
fn deleted_at_start(file: &str, skip_list: &SkipList, is_known: bool) -> Finding {
    if !is_known {
        let message = format!("{file} is deleted at start unless the skip list names it");
        return code::SKIP_LIST.finding(Severity::Warning, message, None);
    }
    let message = format!(
        "the new gateway deletes {file} when it starts: its deployment.toml does not list it"
    );
    let mut finding = code::SKIP_LIST.finding(Severity::Error, message, None);
    let toml = skip_list.toml.trim_end().replace('\n', "  ");
    finding.help = format!("{} {toml}  Then plan again.", skip_list.place);
    finding
}

impl Question {
    /// What becomes of a case by decisions; which difference that makes is of no interest.
    pub(crate) fn of(
        case: Arc<Case>,
        (sequence, form): (Option<SequenceName>, Form),
        decisions: Decisions,
        by_hand: Option<Arc<str>>,
    ) -> Self {
        Self { case, file: File { sequence, form }, decisions, by_hand, old: None }
    }

    fn answer(&self, documents: &Documents) -> Result<Made, NotTaken> {
        let mut outcome = outcome_of(&self.case, self.file, documents, &self.decisions)?;
        if let Some(text) = &self.by_hand {
            outcome = by_hand(outcome, text, (&self.case, self.file), documents)?;
        }
        let old = self.old.as_ref().map(|(text, form)| (&**text, *form));
        let hunks = Hunks::of(old, self.file.form, &outcome);
        Ok(Made { outcome, hunks })
    }
}

/// Where a scope stands among others.
fn rank(scope: &str) -> (u8, u64) {
    match (scope, scope.strip_prefix("tenant:")) {
        (SUPER_TENANT, _) => (0, 0),
        (_, Some(number)) => (1, number.parse().unwrap_or(u64::MAX)),
        _ => (2, 0),
    }
}

/// Gives edits and findings their ids where the file stands.
fn place_ids(stem: &str, edits: &mut [Edit], findings: &mut [Finding]) {
    let id = |number: &str| format!("{stem}/{number}");
    edits.iter_mut().for_each(|edit| edit.id = id(&edit.id));
    findings.iter_mut().filter_map(|f| f.edit.as_mut()).for_each(|about| *about = id(about));
}

impl FilePlan {
    /// What is asked of it; none where nothing follows from a case.
    pub(crate) fn question(&self, decisions: Decisions, against: Against) -> Option<Question> {
        let sequence = Some(SequenceName::parse(&self.sequence)?);
        Some(Question {
            case: Arc::clone(self.case.as_ref()?),
            file: File { sequence, form: self.form },
            decisions,
            by_hand: self.merged.clone().filter(|_| self.edited),
            old: self.old(against),
        })
    }

    /// What its difference starts from; none where there is no file.
    pub(crate) fn old(&self, against: Against) -> Option<(Arc<str>, Form)> {
        match against {
            Against::Target => {
                let there = self.digest.target.as_ref().and(self.target_text.as_ref())?;
                Some((Arc::clone(there), self.form))
            }
            Against::Custom if self.in_definitions => None,
            Against::Custom => {
                let text = self.custom_text.as_ref()?;
                Some((Arc::clone(text), hunks::form_of(text, self.digest.custom.as_deref()?)))
            }
        }
    }

    /// Takes the target's own file as it is: its text and its bytes.
    pub(crate) fn use_target(&mut self, text: &Arc<str>, bytes: &Arc<[u8]>) {
        if self.digest.target.is_none() {
            self.diff = unified(NO_FILE, &format!("b/{}", self.place), "", text);
        }
        self.merged_bytes = Some(Arc::clone(bytes));
        self.target_text = Some(Arc::clone(text));
        self.merged = Some(Arc::clone(text));
    }

    /// Takes what becomes of it.
    pub(crate) fn take(&mut self, made: &Made, against: Against) {
        let FileOutcome { text, bytes, edits, findings, .. } = &made.outcome;
        (self.edits, self.findings) = (edits.clone(), findings.clone());
        let stem = format!("{}/{}", self.scope, self.sequence);
        place_ids(&stem, &mut self.edits, &mut self.findings);
        self.digest.merged = Some(made.hunks.digest.clone());
        (self.merged, self.merged_bytes) = (Some(Arc::clone(text)), Some(Arc::clone(bytes)));
        let old = match against {
            Against::Target => self.digest.target.is_some().then_some(&self.place),
            Against::Custom => (!self.in_definitions).then_some(&self.path),
        };
        (self.diff, self.patch) = made.hunks.named(old, &self.place);
    }
}

impl Companion {
    /// What is asked of it; none where nothing is carried.
    pub(crate) fn question(&self, decisions: Decisions, against: Against) -> Option<Question> {
        Some(Question {
            case: Arc::clone(self.case.as_ref()?),
            file: File { sequence: None, form: self.form },
            decisions,
            by_hand: None,
            old: self.old(against),
        })
    }

    /// What its difference starts from; none where there is no file.
    pub(crate) fn old(&self, against: Against) -> Option<(Arc<str>, Form)> {
        match against {
            Against::Custom if !self.in_definitions => {
                Some((Arc::clone(&self.custom_text), self.form))
            }
            _ => Some((Arc::clone(self.target_text.as_ref()?), Form::utf8())),
        }
    }

    /// What stands before the number in the ids of its edits.
    fn stem(&self) -> String {
        format!("{}/{}", self.scope, self.file.strip_suffix(".xml").unwrap_or(&self.file))
    }

    /// Takes what becomes of it.
    pub(crate) fn take(&mut self, made: &Made, against: Against) {
        let FileOutcome { text, edits, findings, .. } = &made.outcome;
        (self.edits, self.findings) = (edits.clone(), findings.clone());
        place_ids(&self.stem(), &mut self.edits, &mut self.findings);
        self.digest.merged = Some(made.hunks.digest.clone());
        self.merged = Some(Arc::clone(text));
        let old = match against {
            Against::Custom if !self.in_definitions => Some(&self.path),
            _ => self.target_text.is_some().then_some(&self.place),
        };
        self.diff = made.hunks.named(old, &self.place).0;
    }
}
