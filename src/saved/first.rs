//! Plans in the form that faultgraft wrote before it saved cases: what was said of a file stood
//! there, and what followed from other files with it.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;

use super::decided::decided;
use super::entry::{NO_MERGE, check_texts};
use super::error::{LoadError, changed, malformed};
use super::expanded::{self, Changed, Merged, Told};
use crate::merge::Decisions;
use crate::model::{
    Against, CallerText, Case, CustomInfo, Digests, FilePlan, Finding, Known, LackingTenant, Level,
    Listed, OwnSequence, Plan, Scope, SkipList, Status, TargetInfo, Texts, Triple, Which, Written,
};
use crate::outcome::Documents;
use crate::rules::code;
use crate::settle::{DERIVED, Outcomes, Question, SEEDS};
use crate::stock::{Release, SequenceName};
use crate::watch::Unwatched;

#[derive(Deserialize)]
struct First {
    tool: String,
    custom: CustomInfo,
    target: TargetInfo,
    files: Vec<File>,
    companions: Vec<Own>,
    #[serde(default)]
    findings: Vec<Told>,
    #[serde(default)]
    against: Against,
    #[serde(default)]
    levels: BTreeMap<String, Level>,
    #[serde(default)]
    texts: Texts,
    #[serde(default)]
    skip_list: SkipList,
}

#[derive(Deserialize)]
struct File {
    #[serde(flatten)]
    plan: expanded::File,
    #[serde(default)]
    set_aside: Vec<Told>,
    merged_from: Option<Triple<String>>,
    #[serde(default)]
    callees: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct Own {
    #[serde(flatten)]
    plan: expanded::Own,
    #[serde(default)]
    set_aside: Vec<Told>,
    merged_from: Option<String>,
    #[serde(default)]
    callees: BTreeMap<String, String>,
    #[serde(default)]
    callers: Vec<CallerText>,
}

/// Reads one, and works out what becomes of its files.
///
/// # Errors
///
/// As [`Plan::load`].
pub(super) fn read(bytes: &[u8]) -> Result<Plan, LoadError> {
    let first: First = serde_json::from_slice(bytes).map_err(|e| malformed(&e))?;
    check_texts(&first.texts)?;
    let mut outcomes = Outcomes::of(Documents::of(first.texts.clone()));
    let to = first.target.release.as_deref().and_then(Release::parse);
    let to = to.unwrap_or(Release::DEFAULT_TARGET);
    let lacking = lacking(&first.files);
    let from_of = |f: &File| Release::parse(f.plan.base.as_ref()?.release.as_deref()?);
    let mut oldest: BTreeMap<Scope, Release> = BTreeMap::new();
    for (file, from) in first.files.iter().filter_map(|f| Some((f, from_of(f)?))) {
        let known = oldest.entry(file.plan.scope).or_insert(from);
        *known = from.min(*known);
    }
    let mut merged: Vec<Option<Arc<str>>> = Vec::new();
    let mut files = Vec::new();
    for file in first.files {
        merged.push(file.plan.result.merged.clone());
        files.push(file.into_plan(to, &first.texts, &mut outcomes)?);
    }
    let mut companions = Vec::new();
    for own in first.companions {
        merged.push(own.plan.result.merged.clone());
        let from = oldest.get(&own.plan.scope).copied().unwrap_or(to);
        companions.push(own.into_plan((from, to), &first.texts, &mut outcomes)?);
    }
    let mut plan = Plan::of(first.target, first.against, files, companions);
    (plan.tool, plan.custom, plan.levels) = (first.tool, first.custom, first.levels);
    plan.findings = first.findings.into_iter().map(Told::finding).collect();
    plan.lacking = lacking;
    let listed = first.skip_list.sequences.into_iter();
    let sequences = listed.filter(|file| !first.skip_list.to_add.contains(file)).collect();
    plan.listed = Listed { sequences, ..Listed::default() };
    plan.keep_texts(&first.texts);
    decided(&mut plan, &mut outcomes)?;
    let is_other = |(was, file): &(&Option<Arc<str>>, &FilePlan)| was.as_deref() != file.text();
    if let Some((_, file)) = merged.iter().zip(plan.all()).find(is_other) {
        return Err(changed(&file.place, NO_MERGE));
    }
    plan.sort();
    plan.settle(outcomes.documents().parsed());
    Ok(plan)
}

impl Merged {
    /// Puts what holds for every sequence into a plan's entry; the rest is its findings and its text.
    fn into_file(self, plan: &mut FilePlan) -> (Vec<Finding>, Option<Arc<str>>) {
        plan.form = self.form;
        plan.digest = Digests { custom: self.digest.custom, target: self.digest.target };
        plan.remarks = self.edits.iter().filter_map(Changed::remark).collect();
        plan.edits = Arc::new(self.edits.into_iter().map(Changed::edit).collect());
        (self.findings.into_iter().map(Told::finding).collect(), self.merged)
    }
}

impl File {
    fn into_plan(
        self,
        to: Release,
        texts: &Texts,
        outcomes: &mut Outcomes,
    ) -> Result<FilePlan, LoadError> {
        let Self { plan: old, set_aside, merged_from, callees } = self;
        let sequence = SequenceName::from_file_name(&old.file);
        let sequence = sequence.ok_or_else(|| changed(&old.place, "it is not a stock sequence"))?;
        let mut plan = FilePlan::new(Which::Stock(sequence), old.scope, old.status);
        (plan.path, plan.place) = (old.path, old.place);
        (plan.base, plan.edited, plan.previews) = (old.base, old.edited, old.previews);
        let (findings, merged) = old.result.into_file(&mut plan);
        let release = plan.base.as_ref().and_then(|b| Release::parse(b.release.as_deref()?));
        let Some((Triple { base, custom, target }, from)) = merged_from.zip(release) else {
            if let Some(text) = merged.filter(|_| plan.status != Status::Failed) {
                let is_there = plan.digest.target.is_some();
                plan.use_target(Arc::new(Written::of_target(text, plan.form, is_there)));
            }
            plan.findings = Arc::new(findings);
            return Ok(plan);
        };
        (plan.custom_text, plan.target_text) =
            (texts.get(&custom).cloned(), texts.get(&target).cloned());
        let by_hand = merged.filter(|_| plan.edited);
        plan.merged = by_hand.map(|text| Arc::new(Written::plain(text, plan.form)));
        let case =
            Case { base: Some(base), target: Some(target), callees, ..Case::of(from, to, custom) };
        with_known(case, &mut plan, (findings, set_aside), outcomes)?;
        Ok(plan)
    }
}

impl Own {
    fn into_plan(
        self,
        (from, to): (Release, Release),
        texts: &Texts,
        outcomes: &mut Outcomes,
    ) -> Result<FilePlan, LoadError> {
        let Self { plan: old, set_aside, merged_from, callees, callers } = self;
        let own = OwnSequence {
            file: old.file,
            name: old.name,
            called_from: old.called_from,
            present_in_target: old.present_in_target,
        };
        let which = Which::Own(Arc::new(own));
        let mut plan = FilePlan::new(which, old.scope, Status::Customised);
        (plan.path, plan.place) = (old.path, old.place);
        let (findings, merged) = old.result.into_file(&mut plan);
        plan.merged = merged.clone().map(|text| Arc::new(Written::plain(text, plan.form)));
        let Some(custom) = merged_from else {
            // Nothing is merged: the text is the operator's.
            let differs = |text: &Arc<Written>| Some(&text.digest) != plan.digest.custom.as_ref();
            if plan.merged.as_ref().is_some_and(differs) {
                return Err(changed(&plan.place, NO_MERGE));
            }
            (plan.custom_text, plan.findings) = (merged, Arc::new(findings));
            return Ok(plan);
        };
        plan.custom_text = texts.get(&custom).cloned();
        let case = Case { callees, callers, ..Case::of(from, to, custom) };
        with_known(case, &mut plan, (findings, set_aside), outcomes)?;
        Ok(plan)
    }
}

/// Gives a file its case, in which that is known what was said of it and does not follow from its
/// texts.
fn with_known(
    case: Case,
    plan: &mut FilePlan,
    (said, set_aside): (Vec<Finding>, Vec<Told>),
    outcomes: &mut Outcomes,
) -> Result<(), LoadError> {
    let alone = Arc::new(case);
    let file = (plan.sequence(), plan.form);
    let ask = |decisions| Question::of(Arc::clone(&alone), file, decisions, None);
    let questions = [ask(Decisions::none()), ask(Decisions::of(&plan.edits))];
    outcomes.ask(&questions, &Unwatched);
    let mut follows: Vec<&Finding> = Vec::new();
    for question in &questions {
        let made = outcomes.get(question);
        let made = made.map_err(|why| changed(&plan.place, &why.to_string()))?;
        follows.extend(made.findings.iter());
    }
    let does_follow = |f: &Finding| {
        follows.iter().any(|o| o.rule == f.rule && o.line == f.line && o.message == f.message)
    };
    let is_known = |f: &Finding| !DERIVED.contains(&f.rule.as_str()) && !does_follow(f);
    let known: Vec<Known> = said
        .into_iter()
        .chain(set_aside.into_iter().map(Told::finding))
        .filter(is_known)
        .map(|finding| Known::always(Finding { edit: None, ..finding }))
        .collect();
    plan.case = Some(Arc::new(Case { known, ..Case::clone(&alone) }));
    Ok(())
}

/// The tenants that lack a file, by what was said of them.
fn lacking(files: &[File]) -> Vec<LackingTenant> {
    let of_file = |File { plan, .. }: &File| {
        let rules = plan.result.findings.iter();
        let said = rules.map(Told::said).find(|(rule, _)| *rule == code::TENANT_RESEED.code)?.1;
        let named = SEEDS.into_iter().filter(|s| said.contains(s.file_name()));
        let lacks = named.map(|s| s.stem().to_owned()).collect();
        Some(LackingTenant { scope: plan.scope, lacks })
    };
    files.iter().filter_map(of_file).collect()
}
