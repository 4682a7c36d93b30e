//! Plans in the form that faultgraft wrote before it saved cases: what was said of a file stood
//! there, and what followed from other files with it.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;

use super::decided::decided;
use super::error::{LoadError, changed, malformed};
use super::wire::check_texts;
use crate::merge::Decisions;
use crate::model::{
    Against, CallerText, Case, Companion, CustomInfo, Edit, FilePlan, Finding, Known,
    LackingTenant, Level, Listed, Plan, SkipList, Status, TargetInfo, Texts, Triple,
};
use crate::outcome::Documents;
use crate::rules::code;
use crate::settle::{DERIVED, Outcomes, Question, SEEDS};
use crate::stock::{Release, SequenceName};
use crate::watch::Unwatched;
use crate::xml::Form;

#[derive(Deserialize)]
struct First {
    tool: String,
    custom: CustomInfo,
    target: TargetInfo,
    files: Vec<File>,
    companions: Vec<Own>,
    #[serde(default)]
    findings: Vec<Finding>,
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
    plan: FilePlan,
    #[serde(default)]
    set_aside: Vec<Finding>,
    merged_from: Option<Triple<String>>,
    #[serde(default)]
    callees: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct Own {
    #[serde(flatten)]
    plan: Companion,
    #[serde(default)]
    set_aside: Vec<Finding>,
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
    let mut oldest: BTreeMap<String, Release> = BTreeMap::new();
    for (file, from) in first.files.iter().filter_map(|f| Some((f, from_of(f)?))) {
        let known = oldest.entry(file.plan.scope.clone()).or_insert(from);
        *known = from.min(*known);
    }
    let mut merged: Vec<(String, Option<Arc<str>>)> = Vec::new();
    let mut files = Vec::new();
    for file in first.files {
        merged.push((file.plan.place.clone(), file.plan.merged.clone()));
        files.push(file.into_plan(to, &first.texts, &mut outcomes)?);
    }
    let mut companions = Vec::new();
    for own in first.companions {
        merged.push((own.plan.place.clone(), own.plan.merged.clone()));
        let from = oldest.get(&own.plan.scope).copied().unwrap_or(to);
        companions.push(own.into_plan((from, to), &first.texts, &mut outcomes)?);
    }
    let mut plan = Plan::of(first.target, first.against, files, companions);
    (plan.tool, plan.custom, plan.levels) = (first.tool, first.custom, first.levels);
    (plan.findings, plan.lacking) = (first.findings, lacking);
    let listed = first.skip_list.sequences.into_iter();
    let sequences = listed.filter(|file| !first.skip_list.to_add.contains(file)).collect();
    plan.listed = Listed { sequences, ..Listed::default() };
    plan.keep_texts(&first.texts);
    decided(&mut plan, &mut outcomes)?;
    let of_files = plan.files.iter().map(|f| &f.merged);
    let now = of_files.chain(plan.companions.iter().map(|c| &c.merged));
    if let Some(((place, _), _)) = merged.iter().zip(now).find(|((_, was), now)| was != *now) {
        let why = "its merged text does not follow from the decisions";
        return Err(changed(place, why));
    }
    plan.sort();
    plan.settle();
    Ok(plan)
}

impl File {
    fn into_plan(
        self,
        to: Release,
        texts: &Texts,
        outcomes: &mut Outcomes,
    ) -> Result<FilePlan, LoadError> {
        let Self { mut plan, set_aside, merged_from, callees } = self;
        let release = plan.base.as_ref().and_then(|b| Release::parse(b.release.as_deref()?));
        let Some((Triple { base, custom, target }, from)) = merged_from.zip(release) else {
            if let Some(text) = plan.merged.clone().filter(|_| plan.status != Status::Failed) {
                plan.use_target(&text, &plan.form.encode(&text).into());
            }
            return Ok(plan);
        };
        (plan.custom_text, plan.target_text) =
            (texts.get(&custom).cloned(), texts.get(&target).cloned());
        let case =
            Case { base: Some(base), target: Some(target), callees, ..Case::of(from, to, custom) };
        let said: Vec<Finding> = plan.findings.iter().cloned().chain(set_aside).collect();
        let sequence = SequenceName::parse(&plan.sequence);
        let case = with_known(case, (sequence, plan.form), (&plan.edits, said), outcomes)
            .map_err(|why| changed(&plan.place, &why))?;
        plan.case = Some(Arc::new(case));
        Ok(plan)
    }
}

impl Own {
    fn into_plan(
        self,
        (from, to): (Release, Release),
        texts: &Texts,
        outcomes: &mut Outcomes,
    ) -> Result<Companion, LoadError> {
        let Self { mut plan, set_aside, merged_from, callees, callers } = self;
        let Some(custom) = merged_from else {
            plan.custom_text = plan.merged.clone().unwrap_or_default();
            return Ok(plan);
        };
        plan.custom_text = texts.get(&custom).cloned().unwrap_or_default();
        let case = Case { callees, callers, ..Case::of(from, to, custom) };
        let said: Vec<Finding> = plan.findings.iter().cloned().chain(set_aside).collect();
        let case = with_known(case, (None, plan.form), (&plan.edits, said), outcomes)
            .map_err(|why| changed(&plan.place, &why))?;
        plan.case = Some(Arc::new(case));
        Ok(plan)
    }
}

/// Takes for known what was said of a file and does not follow from its texts.
fn with_known(
    case: Case,
    file: (Option<SequenceName>, Form),
    (edits, said): (&[Edit], Vec<Finding>),
    outcomes: &mut Outcomes,
) -> Result<Case, String> {
    let alone = Arc::new(case);
    let ask = |decisions| Question::of(Arc::clone(&alone), file, decisions, None);
    let questions = [ask(Decisions::none()), ask(Decisions::of(edits))];
    outcomes.ask(&questions, &Unwatched);
    let mut follows: Vec<&Finding> = Vec::new();
    for question in &questions {
        let made = outcomes.get(question).map_err(|why| why.to_string())?;
        follows.extend(&made.outcome.findings);
    }
    let does_follow = |f: &Finding| {
        follows.iter().any(|o| o.rule == f.rule && o.line == f.line && o.message == f.message)
    };
    let is_known = |f: &Finding| !DERIVED.contains(&f.rule.as_str()) && !does_follow(f);
    let known: Vec<Known> = said
        .into_iter()
        .filter(is_known)
        .map(|finding| Known::always(Finding { edit: None, ..finding }))
        .collect();
    Ok(Case { known, ..Case::clone(&alone) })
}

/// The tenants that lack a file, by what was said of them.
fn lacking(files: &[File]) -> Vec<LackingTenant> {
    let mut lacking = Vec::new();
    for file in files {
        let said = file.plan.findings.iter().find(|f| f.rule == code::TENANT_RESEED.code);
        let Some(said) = said else { continue };
        let named = SEEDS.into_iter().filter(|s| said.message.contains(s.file_name()));
        let lacks = named.map(|s| s.stem().to_owned()).collect();
        lacking.push(LackingTenant { scope: file.plan.scope.clone(), lacks });
    }
    lacking
}
