//! What the page shows, as a value: everything that is the same in several places stands in it once.

use std::collections::BTreeMap;

use serde::Serialize;

use super::super::fold::Folded;
use super::super::overview::Overview;
use super::super::text::{of_custom, of_target};
use super::super::words;
use super::entry::Entry;
use super::finding::FindingOf;
use super::follows::Known;
use super::pool::{Pool, Pools};
use super::view::{self, Rows};
use crate::digest::sha256;
use crate::model::{Plan, Preview, Scope, Summary};
use crate::review::Decided;
use crate::rules;

/// The data of the page.
#[derive(Serialize)]
pub(super) struct Data<'p> {
    /// The form of the decisions that the page exports.
    schema: u32,
    tool: &'p str,
    /// Which plan the decisions are for.
    plan: String,
    /// Under which name a browser keeps decisions: another one for every plan, and for the same plan
    /// once something is decided in it.
    keep: String,
    custom: String,
    target: String,
    /// What the new release's version is called.
    target_name: String,
    summary: &'p Summary,
    /// The verdict, what needs a person, and what is left to do: as in every other form.
    overview: Overview<'p>,
    scopes: Vec<Scope>,
    entries: Vec<Group<'p>>,
    /// About the installations.
    findings: Vec<FindingOf<'p>>,
    /// When each rule that is named applies.
    rules: BTreeMap<&'p str, &'static str>,
    diffs: Vec<Rows>,
    texts: Vec<&'p str>,
    sides: Vec<BTreeMap<&'static str, Option<Vec<String>>>>,
    /// What clients will see, by the numbers that entries name.
    previews: Vec<&'p [Preview]>,
}

/// An entry with the scopes that have it.
#[derive(Serialize)]
struct Group<'p> {
    /// Runs of scopes by their numbers, first and last.
    scopes: Vec<[usize; 2]>,
    /// Where it was read and would be written, in the first of them.
    path: &'p str,
    place: &'p str,
    #[serde(flatten)]
    entry: Entry<'p>,
}

impl<'p> Data<'p> {
    pub(super) fn of(overview: Overview<'p>, folded: &[Folded<'p>], known: &'p Known) -> Self {
        let plan = overview.plan;
        let target_name = words::short_target_name(&plan.target).to_owned();
        let mut pools = Pools { target: target_name.clone(), ..Pools::default() };
        let mut scopes: Pool<Scope> = Pool::default();
        let mut entries = Vec::new();
        for folded in folded {
            let entry = Entry::of(folded.first, (plan, known), &mut pools);
            let mut runs: Vec<[usize; 2]> = Vec::new();
            for scope in folded.scopes.iter().map(|&scope| scopes.number(scope)) {
                match runs.last_mut() {
                    Some([_, last]) if *last + 1 == scope => *last = scope,
                    _ => runs.push([scope, scope]),
                }
            }
            let (path, place) = (&*folded.first.path, &*folded.first.place);
            entries.push(Group { scopes: runs, path, place, entry });
        }
        Self {
            schema: Decided::SCHEMA,
            tool: &plan.tool,
            plan: plan.identity(),
            keep: keep(plan),
            custom: of_custom(plan),
            target: of_target(plan),
            target_name,
            summary: &plan.summary,
            overview,
            scopes: scopes.into_vec(),
            entries,
            findings: plan.findings.iter().map(FindingOf::of).collect(),
            rules: named_rules(plan),
            diffs: pools.diffs.into_vec().into_iter().map(Rows::of).collect(),
            texts: pools.texts.into_vec(),
            sides: pools.sides.into_vec().into_iter().map(view::sides).collect(),
            previews: pools.previews.into_vec(),
        }
    }
}

/// A digest of the plan with its decisions, and of where it was read.
fn keep(plan: &Plan) -> String {
    let decided = plan.edits().filter(|(_, edit)| edit.decision.is_some());
    let decided: Vec<_> = decided
        .map(|(file, edit)| (file.id(edit.number), edit.decision, file.remark(edit)))
        .collect();
    // Strings and lists cannot fail to become JSON.
    let all = (plan.identity(), &plan.custom.path, decided);
    sha256(&serde_json::to_vec(&all).unwrap_or_default())
}

/// When each rule applies that decided an edit or has a finding.
fn named_rules(plan: &Plan) -> BTreeMap<&str, &'static str> {
    let of_edits = plan.edits().filter_map(|(_, e)| e.rule.as_deref());
    let findings = plan.all().flat_map(|f| f.findings.iter()).chain(&plan.findings);
    let codes = of_edits.chain(findings.map(|f| f.rule.as_str()));
    codes.filter_map(|code| Some((code, rules::find(code)?.when))).collect()
}
