//! Merged texts made again from the plan's own texts and decisions.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::ReviewError;
use crate::callees::Callees;
use crate::companions::{Around, Rewrites, Rewrote, rewrite};
use crate::diff::{NO_FILE, unified};
use crate::digest::sha256;
use crate::merge::Decisions;
use crate::model::{
    Against, Companion, Decision, Edit, FilePlan, Finding, Level, Outcome, Plan, Severity,
    TargetInfo, Triple,
};
use crate::plan::{Remerge, Remerged, remerge};
use crate::program::Tree;
use crate::rules::Levels;
use crate::stock::{Release, SequenceName};
use crate::validate::validate;
use crate::xml::{Document, Form};

type Texts = BTreeMap<String, Arc<str>>;
type ByCode = BTreeMap<String, Level>;

/// Merges again, each content once for all scopes that share it.
#[derive(Default)]
pub(super) struct Again {
    done: HashMap<Key, Arc<Remerged>>,
}

/// What a merged file follows from: which sequence it is, its texts, what it calls, the decisions.
type Key = (String, Triple<String>, BTreeMap<String, String>, Decided);

/// The decisions on a file's edits, in their order.
type Decided = Vec<Option<Decision>>;

impl Again {
    /// A file with the decisions that are wanted.
    pub(super) fn file(
        &mut self,
        file: &mut FilePlan,
        wanted: &BTreeMap<&str, Option<Decision>>,
        texts: &Texts,
        levels: &ByCode,
        (against, target): (Against, &TargetInfo),
    ) -> Result<(), ReviewError> {
        let before: Decided = file.edits.iter().map(|e| e.decision).collect();
        let after: Decided = file
            .edits
            .iter()
            .map(|e| wanted.get(e.id.as_str()).copied().unwrap_or(e.decision))
            .collect();
        let none = vec![None; before.len()];
        let plain = self.merged(file, none, texts, target)?;
        let old = self.merged(file, before, texts, target)?;
        let new = self.merged(file, after.clone(), texts, target)?;
        for ((edit, decision), again) in file.edits.iter_mut().zip(after).zip(&new.edits) {
            edit.decision = decision;
            edit.merged_line = again.merged_line;
        }
        settle(file, &[&plain.findings, &old.findings, &new.findings], levels);
        put(file, Arc::clone(&new.text), Arc::clone(&new.bytes), texts, against);
        Ok(())
    }

    /// The merged file by the decisions on its edits.
    pub(super) fn merged(
        &mut self,
        file: &FilePlan,
        decided: Decided,
        texts: &Texts,
        target: &TargetInfo,
    ) -> Result<Arc<Remerged>, ReviewError> {
        let lacking = || ReviewError::NoTexts(file.place.clone());
        let keys = file.merged_from.clone().ok_or_else(lacking)?;
        let key = (file.sequence.clone(), keys, file.callees.clone(), decided);
        if let Some(done) = self.done.get(&key) {
            return Ok(Arc::clone(done));
        }
        let sources = Sources::of(file, texts).ok_or_else(lacking)?;
        let decisions = key.3.iter().zip(1..).filter_map(|(d, number)| Some((number, (*d)?)));
        let callees = Callees::of_texts(&file.callees, texts).ok_or_else(lacking)?;
        let from = Remerge {
            scope: &file.scope,
            sequence: SequenceName::parse(&file.sequence).ok_or_else(lacking)?,
            texts: Triple {
                base: &sources.0.base,
                custom: &sources.0.custom,
                target: &sources.0.target,
            },
            callees: &callees,
            base_release: release(file).ok_or_else(lacking)?,
            target_release: release_of(target).ok_or_else(lacking)?,
        };
        let failed = |why| ReviewError::Failed { file: file.place.clone(), why };
        let merged = Arc::new(remerge(&from, &decisions.collect::<Decisions>()).map_err(failed)?);
        self.done.insert(key, Arc::clone(&merged));
        Ok(merged)
    }

    /// The companions with the decisions that are wanted.
    pub(super) fn companions(
        &mut self,
        plan: &mut Plan,
        wanted: &BTreeMap<&str, Option<Decision>>,
    ) -> Result<(), ReviewError> {
        let oldest = oldest(plan);
        for number in 0..plan.companions.len() {
            let companion = &plan.companions[number];
            if !companion.edits.iter().any(|e| wanted.contains_key(e.id.as_str())) {
                continue;
            }
            let (levels, against) = (plan.levels.clone(), plan.against);
            let from = WrittenFrom::of(plan, companion, &oldest)?;
            companion_again(&mut plan.companions[number], &from, wanted, (&levels, against));
        }
        Ok(())
    }
}

/// The oldest release that a file of each scope was made from.
fn oldest(plan: &Plan) -> HashMap<String, Release> {
    let mut oldest: HashMap<String, Release> = HashMap::new();
    for (file, release) in plan.files.iter().filter_map(|f| Some((f, release(f)?))) {
        match oldest.get_mut(&file.scope) {
            Some(known) => *known = release.min(*known),
            None => drop(oldest.insert(file.scope.clone(), release)),
        }
    }
    oldest
}

/// What the text of a companion follows from.
struct WrittenFrom {
    /// The operator's text.
    doc: Document,
    rewrites: Rewrites<'static>,
    around: Around,
}

impl WrittenFrom {
    fn of(
        plan: &Plan,
        companion: &Companion,
        oldest: &HashMap<String, Release>,
    ) -> Result<Self, ReviewError> {
        let from = || {
            let base = *oldest.get(&companion.scope)?;
            let text = plan.texts.get(companion.merged_from.as_ref()?)?;
            Some(Self {
                doc: Document::parse_as(text, companion.form).ok()?,
                rewrites: Rewrites::between(base, release_of(&plan.target)?),
                around: Around::of_texts(companion, &plan.texts)?,
            })
        };
        from().ok_or_else(|| ReviewError::NoTexts(companion.place.clone()))
    }

    fn rewritten(&self, decisions: &Decisions) -> Rewrote {
        let tree = Tree::of(&self.doc, self.doc.root());
        rewrite(&tree, &self.rewrites, &self.around, decisions)
    }
}

/// The text of a companion by the decisions on its edits.
pub(super) fn rewritten(
    plan: &Plan,
    companion: &Companion,
    edits: &[Edit],
) -> Result<String, ReviewError> {
    let from = WrittenFrom::of(plan, companion, &oldest(plan))?;
    Ok(from.rewritten(&Decisions::of(edits)).text)
}

fn companion_again(
    companion: &mut Companion,
    from: &WrittenFrom,
    wanted: &BTreeMap<&str, Option<Decision>>,
    (levels, against): (&ByCode, Against),
) {
    let before = from.rewritten(&Decisions::of(&companion.edits));
    for edit in &mut companion.edits {
        edit.decision = wanted.get(edit.id.as_str()).copied().unwrap_or(edit.decision);
    }
    let plain = from.rewritten(&Decisions::none());
    let after = from.rewritten(&Decisions::of(&companion.edits));
    for (edit, again) in companion.edits.iter_mut().zip(&after.edits) {
        edit.merged_line = again.merged_line;
    }
    let found = [&plain.findings, &before.findings, &after.findings];
    let Companion { findings, set_aside, scope, file, .. } = &mut *companion;
    let stem = format!("{scope}/{file}");
    settle_lists(findings, set_aside, &stem, &found.map(Vec::as_slice), levels);
    companion.outcome = after.outcome;
    companion.digest.merged = Some(sha256(&companion.form.encode(&after.text)));
    let (old, new) = match (against, companion.digest.target.is_some()) {
        (Against::Custom, _) => (format!("a/{}", companion.path), format!("b/{}", companion.path)),
        (Against::Target, _) => (NO_FILE.to_owned(), format!("b/{}", companion.place)),
    };
    let old_text = if against == Against::Custom { from.doc.text() } else { "" };
    companion.diff = unified(&old, &new, old_text, &after.text);
    companion.merged = Some(after.text);
}

/// The texts of a file as documents.
struct Sources(Triple<Document>);

impl Sources {
    fn of(file: &FilePlan, texts: &Texts) -> Option<Self> {
        let keys = file.merged_from.as_ref()?;
        let read = |key: &String, form| Document::parse_as(texts.get(key)?, form).ok();
        Some(Self(Triple {
            base: read(&keys.base, Form::utf8())?,
            custom: read(&keys.custom, Form::utf8())?,
            target: read(&keys.target, file.form)?,
        }))
    }
}

fn release(file: &FilePlan) -> Option<Release> {
    Release::parse(file.base.as_ref()?.release.as_ref()?)
}

fn release_of(target: &TargetInfo) -> Option<Release> {
    Release::parse(target.release.as_ref()?)
}

/// Takes a text that a person edited in the place of the merged one.
pub(super) fn by_hand(
    file: &mut FilePlan,
    text: &str,
    texts: &Texts,
    levels: &ByCode,
    (against, target): (Against, &TargetInfo),
) -> Result<(), ReviewError> {
    let lacking = || ReviewError::NoTexts(file.place.clone());
    let sources = Sources::of(file, texts).ok_or_else(lacking)?;
    let Triple { custom, target: new, .. } = &sources.0;
    let doc = Document::parse_as(text, file.form).map_err(ReviewError::IllFormed)?;
    let of = |doc| crate::plan::sequence_of(doc, &file.sequence).ok_or_else(lacking);
    validate(text, &of(custom)?, &of(new)?).map_err(ReviewError::Refused)?;
    let release = release_of(target).ok_or_else(lacking)?;
    let found = crate::lint::lint_merged(&doc, SequenceName::parse(&file.sequence), release);
    let found: Vec<Finding> = found.into_iter().filter(|f| f.severity == Severity::Error).collect();
    let old: Vec<Finding> = Vec::new();
    settle(file, &[&old, &old, &found], levels);
    for edit in file.edits.iter_mut().filter(|e| e.needs_decision()) {
        edit.decision = Some(match edit.outcome {
            Outcome::Conflict => Decision::Edit,
            _ => Decision::Accept,
        });
    }
    file.edited = true;
    let bytes = doc.to_bytes().into();
    put(file, text.into(), bytes, texts, against);
    Ok(())
}

/// Puts a merged text into a file's plan.
fn put(file: &mut FilePlan, text: Arc<str>, bytes: Arc<[u8]>, texts: &Texts, against: Against) {
    let keys = file.merged_from.as_ref();
    let text_of = |key: fn(&Triple<String>) -> &String| {
        keys.and_then(|k| texts.get(key(k))).map_or("", |text| &**text)
    };
    file.digest.merged = Some(sha256(&bytes));
    file.diff = match (against, &file.digest.target) {
        (Against::Custom, _) => {
            let (old, new) = (format!("a/{}", file.path), format!("b/{}", file.path));
            unified(&old, &new, text_of(|k| &k.custom), &text)
        }
        (Against::Target, Some(_)) => {
            let (old, new) = (format!("a/{}", file.place), format!("b/{}", file.place));
            unified(&old, &new, text_of(|k| &k.target), &text)
        }
        (Against::Target, None) => unified(NO_FILE, &format!("b/{}", file.place), "", &text),
    };
    file.patch = None;
    file.merged = Some(text);
    file.merged_bytes = Some(bytes);
}

/// The findings of a file after a decision. `found` are those of the merge without decisions, with
/// the decisions before, and with those now; what the merge knows nothing of stays.
fn settle(file: &mut FilePlan, found: &[&Vec<Finding>; 3], levels: &ByCode) {
    let stem = format!("{}/{}", file.scope, file.sequence);
    let found = found.map(|f| f.as_slice());
    settle_lists(&mut file.findings, &mut file.set_aside, &stem, &found, levels);
}

fn settle_lists(
    findings: &mut Vec<Finding>,
    set_aside: &mut Vec<Finding>,
    stem: &str,
    [plain, old, new]: &[&[Finding]; 3],
    levels: &ByCode,
) {
    let has = |list: &[Finding], f: &Finding| list.iter().any(|other| same(other, f));
    let mut all = std::mem::take(findings);
    all.append(set_aside);
    all.retain(|f| has(plain, f) || !has(old, f) || has(new, f));
    let (stay, gone) = all.into_iter().partition(|f| has(new, f) || !has(plain, f));
    (*findings, *set_aside) = (stay, gone);
    let mut added: Vec<Finding> =
        new.iter().filter(|f| !has(findings, f) && !has(plain, f)).cloned().collect();
    for about in added.iter_mut().filter_map(|f| f.edit.as_mut()) {
        *about = format!("{stem}/{}", about.rsplit('/').next().unwrap_or_default());
    }
    Levels::of(levels).apply(&mut added);
    findings.append(&mut added);
}

/// Whether two findings are the same, whatever the scope and the severity asked for.
fn same(a: &Finding, b: &Finding) -> bool {
    a.rule == b.rule && a.line == b.line && a.message == b.message
}
