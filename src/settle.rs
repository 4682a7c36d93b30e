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

use crate::companions::Called;
use crate::deployment::skip_list;
use crate::guard::{defect, guarded};
use crate::merge::Decisions;
use crate::model::{
    Against, Case, CustomInfo, CustomKind, Edit, FilePlan, Finding, Listed, Old, Plan, Severity,
    SkipList, Status, Summary, TargetInfo, Texts, Written,
};
use crate::outcome::{Documents, File, FileOutcome, NotTaken, OutcomeError, by_hand, outcome_of};
use crate::parallel;
use crate::rules::{Levels, code};
use crate::stock::{self, Release, SequenceName};
use crate::watch::{Unwatched, Watch};
use crate::xml::{Form, Parsed, Template};

pub(crate) use tenants::{SEEDED, SEEDS};

pub use hunks::Before;
pub(crate) use hunks::form_of;

/// The rules whose findings follow from all files together: they are made afresh each time.
pub(crate) static DERIVED: [&str; 4] = [
    code::TENANT_RESEED.code,
    code::SKIP_LIST.code,
    code::RESPONSE_CHANGED.code,
    code::PREVIEW_INCOMPLETE.code,
];

/// What becomes of a file, to be shared by all scopes that have it.
#[derive(Debug, Clone)]
pub struct Made {
    /// The edits with the decisions that fit.
    pub edits: Arc<Vec<Edit>>,
    /// What is to be said of it; not what follows from other files.
    pub findings: Arc<Vec<Finding>>,
    /// What would be written.
    pub written: Arc<Written>,
    /// The sequences that it calls, or would if the conflicts were decided otherwise.
    pub may_call: Vec<Called>,
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
    /// What the difference starts from; none where the file does not exist.
    before: Option<Before>,
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

    /// The texts that cases follow from, as far as they were read.
    pub(crate) fn documents(&self) -> &Documents {
        &self.documents
    }

    /// The same, where no more is asked.
    pub(crate) fn into_documents(self) -> Documents {
        self.documents
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
        let answers = parallel::map(new.into_iter().collect(), answer);
        self.made.extend(answers);
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
        wanted: impl Fn(&FilePlan) -> bool,
    ) -> Result<(), Unmade> {
        let against = self.against;
        let question = |file: &FilePlan| {
            wanted(file).then(|| file.question(Decisions::of(&file.edits), against)).flatten()
        };
        let questions: Vec<Option<Question>> = self.all().map(question).collect();
        outcomes.ask(questions.iter().flatten(), &Unwatched);
        for (question, file) in questions.iter().zip(self.all()) {
            if let Some(Err(why)) = question.as_ref().map(|q| outcomes.get(q)) {
                return Err(Unmade { place: file.place.to_string(), why });
            }
        }
        for (file, question) in self.all_mut().zip(&questions) {
            let made = question.as_ref().and_then(|question| outcomes.get(question).ok());
            made.into_iter().for_each(|made| file.take(made));
        }
        Ok(())
    }

    /// A plan of files and companions, of which nothing more is known.
    pub(crate) fn of(
        target: TargetInfo,
        against: Against,
        files: Vec<FilePlan>,
        companions: Vec<FilePlan>,
    ) -> Self {
        let custom = CustomInfo { path: String::new(), kind: CustomKind::File, digest: None };
        Self {
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
        let question = |c: &FilePlan| c.question(Decisions::none(), against);
        let questions: Vec<Option<Question>> = self.companions.iter().map(question).collect();
        outcomes.ask(questions.iter().flatten(), &Unwatched);
        for (companion, question) in self.companions.iter_mut().zip(&questions) {
            match question.as_ref().map(|question| outcomes.get(question)) {
                None => {}
                Some(Ok(made)) => companion.take(made),
                Some(Err(why)) => companion.fail(defect(&why)),
            }
        }
    }

    /// Keeps the texts that its cases name.
    pub(crate) fn keep_texts(&mut self, texts: &Texts) {
        let cases: HashSet<&Arc<Case>> = self.all().filter_map(|f| f.case.as_ref()).collect();
        let kept = cases.into_iter().flat_map(|case| case.texts());
        let kept = kept.filter_map(|key| Some((key.clone(), Arc::clone(texts.get(key)?))));
        self.texts = kept.collect();
    }

    /// Puts files and companions into their order: scope by scope; the companions of a scope as they
    /// are first called.
    pub(crate) fn sort(&mut self) {
        self.files.sort_by_key(|f| (f.scope, f.sequence()));
        let mut first: HashMap<String, usize> = HashMap::new();
        for companion in &self.companions {
            let next = first.len();
            first.entry(companion.file().to_owned()).or_insert(next);
        }
        self.companions.sort_by_key(|c| (c.scope, first[c.file()]));
    }

    /// Works out what follows from the outcomes of all files together.
    pub(crate) fn settle(&mut self, parsed: &Parsed) {
        // What the proof says names an edit; what is said of all ways does not.
        let of_ways = |f: &Finding| f.rule == code::NOT_PROVEN.code && f.edit.is_none();
        let goes = |f: &Finding| DERIVED.contains(&f.rule.as_str()) || of_ways(f);
        for file in self.all_mut().filter(|file| file.findings.iter().any(goes)) {
            Arc::make_mut(&mut file.findings).retain(|finding| !goes(finding));
        }
        reached::mark(self, parsed);
        tenants::reseeded(self);
        self.list_to_skip();
        self.preview(parsed);
        self.level();
        self.summarise();
    }

    /// The lines that keep companions from being deleted at start. What the release ships is on
    /// its own list.
    fn list_to_skip(&mut self) {
        let release = self.target.release.as_deref().and_then(Release::of_name);
        let release = release.unwrap_or(Release::DEFAULT_TARGET);
        let goes = |c: &&mut FilePlan| c.is_called && c.merged.is_some() && !c.is_upload();
        let going = self.companions.iter_mut().filter(goes);
        let wanted = going.map(|c| Template::rendered_name(c.file()).into_owned());
        let wanted: Vec<String> = wanted.filter(|f| !stock::ships_file(release, f)).collect();
        self.skip_list = skip_list(&self.listed, &wanted);
        let to_add: HashSet<&String> = self.skip_list.to_add.iter().collect();
        for companion in self.companions.iter_mut().filter(goes) {
            let file = Template::rendered_name(companion.file()).into_owned();
            if to_add.contains(&file) {
                companion.say(deleted_at_start(&file, &self.skip_list, self.listed.known));
            }
        }
    }

    /// Gives every finding the severity that the plan's levels ask for.
    fn level(&mut self) {
        if self.levels.is_empty() {
            return;
        }
        let levels = Levels::of(&self.levels);
        for file in self.all_mut().filter(|f| f.status != Status::Failed) {
            levels.apply(Arc::make_mut(&mut file.findings));
        }
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
        Self { case, file: File { sequence, form }, decisions, by_hand, before: None }
    }

    fn answer(&self, documents: &Documents) -> Result<Made, NotTaken> {
        let mut outcome = outcome_of(&self.case, self.file, documents, &self.decisions)?;
        if let Some(text) = &self.by_hand {
            outcome = by_hand(outcome, text, (&self.case, self.file), documents)?;
        }
        let written = hunks::written(self.before.as_ref(), self.file.form, &outcome);
        outcome.doc.iter().for_each(|doc| documents.parsed().keep(doc));
        let FileOutcome { edits, findings, may_call, .. } = outcome;
        let (edits, findings) = (Arc::new(edits), Arc::new(findings));
        Ok(Made { edits, findings, written: Arc::new(written), may_call })
    }
}

impl FilePlan {
    /// What is asked of it; none where nothing follows from a case.
    pub(crate) fn question(&self, decisions: Decisions, against: Against) -> Option<Question> {
        let by_hand = self.merged.as_ref().filter(|_| self.edited);
        Some(Question {
            case: Arc::clone(self.case.as_ref()?),
            file: File { sequence: self.sequence(), form: self.form },
            decisions,
            by_hand: by_hand.map(|merged| Arc::clone(&merged.text)),
            before: self.before(against),
        })
    }

    /// What its difference starts from; none where the file does not exist.
    pub(crate) fn before(&self, against: Against) -> Option<Before> {
        let (old, text, form) = match against {
            Against::Custom if self.in_definitions => return None,
            Against::Custom => {
                let text = self.custom_text.as_ref()?;
                (Old::Custom, text, hunks::form_of(text, self.digest.custom.as_deref()?))
            }
            Against::Target => {
                let there = self.digest.target.as_ref().and(self.target_text.as_ref())?;
                let form = match (self.sequence(), self.digest.target.as_deref()) {
                    (None, Some(digest)) => hunks::form_of(there, digest),
                    _ => self.form,
                };
                (Old::Target, there, form)
            }
        };
        Some(Before { old, text: Arc::clone(text), form })
    }

    /// Takes the target's own file as it is.
    pub(crate) fn use_target(&mut self, written: Arc<Written>) {
        self.target_text = Some(Arc::clone(&written.text));
        self.merged = Some(written);
    }

    /// Takes what becomes of it.
    pub(crate) fn take(&mut self, made: &Made) {
        self.edits = Arc::clone(&made.edits);
        self.findings = Arc::clone(&made.findings);
        self.merged = Some(Arc::clone(&made.written));
    }
}
