//! What the page shows, as a value: everything that is the same in several places stands in it once.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;

use super::super::text::{of_custom, of_target};
use super::super::words;
use super::entry::{Entry, FindingOf};
use super::pool::{Pool, Pools};
use super::view::{self, Rows};
use crate::model::{Plan, Preview, SkipList, Summary};
use crate::rules;

/// The data of the page.
#[derive(Serialize)]
pub(super) struct Data<'p> {
    /// The form of the decisions that the page exports.
    schema: u32,
    tool: &'p str,
    /// Which plan the decisions are for.
    plan: String,
    custom: String,
    target: String,
    /// What the new release's side is called.
    target_name: String,
    summary: &'p Summary,
    scopes: Vec<&'p str>,
    entries: Vec<Group<'p>>,
    /// About the installations.
    findings: Vec<FindingOf<'p>>,
    skip_list: &'p SkipList,
    /// When each rule that is named applies.
    rules: BTreeMap<&'p str, &'static str>,
    diffs: Vec<Rows>,
    texts: Vec<&'p str>,
    sides: Vec<BTreeMap<&'static str, Option<Vec<String>>>>,
    /// What clients will see, by the keys that entries name.
    previews: BTreeMap<&'p str, &'p [Preview]>,
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
    pub(super) fn of(plan: &'p Plan) -> Self {
        let target_name = words::target_name(&plan.target);
        let mut pools = Pools { target: target_name.clone(), ..Pools::default() };
        let mut scopes: Pool<&'p str> = Pool::default();
        let mut folds = Folds::default();
        for file in &plan.files {
            let entry = Entry::of_file(file, plan, &mut pools);
            let scope = (scopes.number(&file.scope), &*file.scope);
            folds.add(entry, scope, [&file.path, &file.place]);
        }
        for companion in &plan.companions {
            let entry = Entry::of_companion(companion, plan, &mut pools);
            let places = [&*companion.path, &*companion.place];
            folds.add(entry, (scopes.number(&companion.scope), &companion.scope), places);
        }
        Self {
            schema: crate::model::SCHEMA,
            tool: &plan.tool,
            plan: plan.identity(),
            custom: of_custom(plan),
            target: of_target(plan),
            target_name,
            summary: &plan.summary,
            scopes: scopes.into_vec(),
            entries: folds.groups(),
            findings: plan.findings.iter().map(FindingOf::of).collect(),
            skip_list: &plan.skip_list,
            rules: named_rules(plan),
            diffs: pools.diffs.into_vec().into_iter().map(Rows::of).collect(),
            texts: pools.texts.into_vec(),
            sides: pools.sides.into_vec().into_iter().map(view::sides).collect(),
            previews: previews(plan),
        }
    }
}

/// Entries that are the same in several tenants; the super tenant and the defaults stand by
/// themselves.
#[derive(Default)]
struct Folds<'p> {
    /// With the scope of what stands by itself.
    numbers: HashMap<(Entry<'p>, Option<&'p str>), usize>,
    places: Vec<([&'p str; 2], Vec<[usize; 2]>)>,
}

impl<'p> Folds<'p> {
    fn add(&mut self, entry: Entry<'p>, (scope, name): (usize, &'p str), places: [&'p str; 2]) {
        let alone = Some(name).filter(|name| !name.starts_with("tenant:"));
        let number = *self.numbers.entry((entry, alone)).or_insert(self.places.len());
        if number == self.places.len() {
            self.places.push((places, Vec::new()));
        }
        let runs = &mut self.places[number].1;
        match runs.last_mut() {
            Some([_, last]) if *last + 1 == scope => *last = scope,
            _ => runs.push([scope, scope]),
        }
    }

    fn groups(self) -> Vec<Group<'p>> {
        let mut entries: Vec<(usize, Entry)> =
            self.numbers.into_iter().map(|((entry, _), number)| (number, entry)).collect();
        entries.sort_unstable_by_key(|(number, _)| *number);
        let all = entries.into_iter().zip(self.places);
        all.map(|((_, entry), ([path, place], scopes))| Group { scopes, path, place, entry })
            .collect()
    }
}

/// The previews that entries name.
fn previews(plan: &Plan) -> BTreeMap<&str, &[Preview]> {
    let named = plan.files.iter().filter(|f| !f.edits.is_empty());
    let named = named.filter_map(|f| f.previews.as_deref());
    named.filter_map(|key| Some((key, plan.previews.get(key)?.as_slice()))).collect()
}

/// When each rule applies that decided an edit or has a finding.
fn named_rules(plan: &Plan) -> BTreeMap<&str, &'static str> {
    let of_edits = plan.edits().filter_map(|e| e.rule.as_deref());
    let of_files = plan.files.iter().flat_map(|f| &f.findings);
    let of_companions = plan.companions.iter().flat_map(|c| &c.findings);
    let findings = of_files.chain(of_companions).chain(&plan.findings);
    let codes = of_edits.chain(findings.map(|f| f.rule.as_str()));
    codes.filter_map(|code| Some((code, rules::find(code)?.when))).collect()
}
