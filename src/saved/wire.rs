//! The form of a saved plan: each text once, one entry for all scopes that have the same file and
//! decided the same, and nothing that follows from the rest but what a person or a script looks
//! for.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::decided::decided;
use super::entry::{Entry, check_texts, kept};
use super::error::LoadError;
use super::previews::Previewed;
use crate::model::{
    Against, Content, CustomInfo, FilePlan, Finding, Formatters, LackingTenant, Level, Listed,
    Plan, TargetInfo, Texts,
};
use crate::outcome::Documents;
use crate::settle::{Outcomes, Question};
use crate::watch::Unwatched;

/// The version of this form.
pub const SCHEMA: u32 = 2;

/// A saved plan.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Saved {
    /// The version of this form.
    schema: u32,
    /// The tool and version that made it.
    tool: String,
    /// The operator's version.
    custom: CustomInfo,
    /// The new release's version.
    target: TargetInfo,
    /// What the diffs start from.
    against: Against,
    /// The rules whose findings are more or less serious than they are by themselves.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    levels: BTreeMap<String, Level>,
    /// The stock sequences.
    files: Vec<Entry>,
    /// The operator's own sequences that they call.
    companions: Vec<Entry>,
    /// What is to be said about the installations, and not about one sequence.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    findings: Vec<Finding>,
    /// What the new gateway leaves alone at start.
    #[serde(default)]
    listed: Listed,
    /// What the gateways write bodies with, beyond what their releases register.
    #[serde(default, skip_serializing_if = "Formatters::is_empty")]
    formatters: Formatters,
    /// The tenants that lack a file without which the gateway overwrites others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    lacking: Vec<LackingTenant>,
    /// Every text that is named, by the SHA-256 of its file. In the text of a template each ASCII
    /// character of a tag stands as the character U+10FF00 plus its code, in private use, so that no
    /// reader of XML or JSON takes it for anything else.
    texts: Texts,
    /// What clients get, which takes longest to work out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    previews: Vec<Previewed>,
}

impl Saved {
    /// A plan as it is saved.
    pub(super) fn of(plan: &Plan) -> Self {
        let mut texts = plan.texts.clone();
        let mut entries = |files: &[FilePlan]| {
            let entry = |files: &Vec<&FilePlan>| Entry::of(files, plan.against, &mut texts);
            together(files).iter().map(entry).collect()
        };
        let (files, companions) = (entries(&plan.files), entries(&plan.companions));
        Self {
            schema: SCHEMA,
            tool: plan.tool.clone(),
            custom: plan.custom.clone(),
            target: plan.target.clone(),
            against: plan.against,
            levels: plan.levels.clone(),
            files,
            companions,
            findings: plan.findings.clone(),
            listed: plan.listed.clone(),
            formatters: (*plan.formatters).clone(),
            lacking: plan.lacking.clone(),
            texts,
            previews: Previewed::all(plan),
        }
    }

    /// The plan, with what becomes of each file.
    ///
    /// # Errors
    ///
    /// It is not as faultgraft wrote it.
    pub(super) fn plan(self) -> Result<Plan, LoadError> {
        check_texts(&self.texts)?;
        let mut outcomes = Outcomes::of(Documents::of(self.texts.clone()));
        let earlier: Vec<Option<Question>> = self.entries().map(Entry::earlier).collect();
        outcomes.ask(earlier.iter().flatten(), &Unwatched);
        let mut plan = self.made(&mut outcomes)?;
        let mut first = 0;
        for (entry, earlier) in self.entries().zip(&earlier) {
            // In all its scopes it is the same.
            let now = plan.all().nth(first);
            first += entry.scopes.len();
            match (earlier, now) {
                (Some(question), _) => {
                    let made = outcomes.get(question);
                    let made = made.map_err(|why| entry.changed(&why.to_string()))?;
                    entry.check(&made.written, &made.edits, None)?;
                }
                (None, Some(file)) => {
                    let before = file.own().and(file.custom_text.as_ref());
                    let merged = file.merged.as_ref();
                    merged.map_or(Ok(()), |m| entry.check(m, &file.edits, before))?;
                }
                (None, None) => {}
            }
        }
        plan.sort();
        plan.settle(outcomes.documents().parsed());
        Ok(plan)
    }

    /// The plan that follows from its texts and decisions, whatever else it says.
    ///
    /// # Errors
    ///
    /// A decision does not fit.
    pub(super) fn made_again(self) -> Result<Plan, LoadError> {
        let mut outcomes = Outcomes::of(Documents::of(self.texts.clone()));
        let mut plan = self.made(&mut outcomes)?;
        plan.sort();
        plan.settle(outcomes.documents().parsed());
        Ok(plan)
    }

    fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.files.iter().chain(&self.companions)
    }

    /// The plan in the order of the entries, with what becomes of each by the decisions.
    fn made(&self, outcomes: &mut Outcomes) -> Result<Plan, LoadError> {
        let plans = |entries: &[Entry]| {
            let plans: Result<Vec<Vec<FilePlan>>, LoadError> =
                entries.iter().map(|e| e.plans(&self.texts)).collect();
            Ok::<_, LoadError>(plans?.into_iter().flatten().collect())
        };
        let (files, companions) = (plans(&self.files)?, plans(&self.companions)?);
        let mut plan = Plan::of(self.target.clone(), self.against, files, companions);
        (plan.tool, plan.custom) = (self.tool.clone(), self.custom.clone());
        (plan.levels, plan.findings) = (self.levels.clone(), self.findings.clone());
        (plan.listed, plan.lacking) = (self.listed.clone(), self.lacking.clone());
        plan.formatters = Arc::new(self.formatters.clone());
        self.previews.iter().for_each(|previewed| previewed.put(&mut plan));
        plan.keep_texts(&self.texts);
        decided(&mut plan, outcomes)?;
        Ok(plan)
    }
}

/// Files of which the same is saved, in the order of the first of each.
fn together(files: &[FilePlan]) -> Vec<Vec<&FilePlan>> {
    let mut numbers: HashMap<(Content<'_>, Vec<Finding>), usize> = HashMap::new();
    let mut groups: Vec<Vec<&FilePlan>> = Vec::new();
    for file in files {
        let key = (file.content_alone(), kept(&file.findings, file.case.as_ref()));
        let number = *numbers.entry(key).or_insert(groups.len());
        match groups.get_mut(number) {
            Some(group) => group.push(file),
            None => groups.push(vec![file]),
        }
    }
    groups
}
