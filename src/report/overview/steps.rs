//! What to do before the new gateway is started.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::super::fold::names;
use super::super::words::{self, count, list};
use super::alike::alike;
use super::commands::Commands;
use crate::model::{CustomKind, FilePlan, Plan, Scope};
use crate::rules::code;

/// Something to do before the start.
#[derive(Serialize)]
pub(in crate::report) struct Step {
    /// The sort of thing that it is.
    #[serde(skip)]
    pub kind: Kind,
    /// What to do, in a sentence or two.
    pub what: String,
    /// The command that does it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub command: Option<String>,
    /// What to do it with.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<String>,
    /// Lines to paste.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub lines: String,
}

/// The sort of thing that a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::report) enum Kind {
    /// To copy files to the gateway, which `apply` does.
    Copy,
    /// To have `deployment.toml` name files.
    SkipList,
    /// To copy jars.
    Jars,
    /// To upload sequences in the Publisher.
    Upload,
    /// To fill the folders of tenants.
    Tenants,
}

impl Step {
    fn of(kind: Kind, what: String) -> Self {
        Self { kind, what, command: None, items: vec![], lines: String::new() }
    }
}

/// The steps, in their order.
pub(super) fn of(plan: &Plan, commands: &Commands<'_>) -> Vec<Step> {
    let steps =
        [copy(plan, commands), skip_list(plan), jars(plan), upload(plan, commands), tenants(plan)];
    steps.into_iter().flatten().collect()
}

fn copy(plan: &Plan, commands: &Commands<'_>) -> Option<Step> {
    let goes = |file: &&FilePlan| file.differs_from_target() && !file.is_upload();
    let files: Vec<&FilePlan> = plan.all().filter(goes).collect();
    if files.is_empty() {
        return None;
    }
    let command = match plan.custom.kind {
        CustomKind::File if !commands.is_saved => commands.merge(),
        _ => commands.apply(),
    };
    let place = match &plan.target.path {
        Some(path) => path.clone(),
        None => "the new gateway".to_owned(),
    };
    let what = format!("Copy {} to {place}.", count(files.len(), "merged file"));
    let items = to_copy(&files);
    Some(Step { command: Some(command), items, ..Step::of(Kind::Copy, what) })
}

/// The files to copy: those with edits by their names, the stock ones by their number.
fn to_copy(files: &[&FilePlan]) -> Vec<String> {
    let is_stock = |file: &&&FilePlan| file.own().is_none() && file.edits.is_empty();
    let mut items = names(files.iter().filter(|file| !is_stock(file)).copied());
    let mut stock: BTreeMap<Scope, BTreeSet<&str>> = BTreeMap::new();
    for file in files.iter().filter(is_stock) {
        stock.entry(file.scope).or_default().insert(file.file());
    }
    items.extend(alike(stock).iter().map(|(files, scopes)| {
        let verb = if scopes.len() == 1 { "lacks" } else { "lack" };
        let whose = words::scopes(scopes);
        format!("{} that {whose} {verb} there", count(files.len(), "stock file"))
    }));
    items
}

fn skip_list(plan: &Plan) -> Option<Step> {
    let list = &plan.skip_list;
    if list.toml.is_empty() {
        return None;
    }
    let names = words::list(if list.to_add.is_empty() { &list.sequences } else { &list.to_add });
    let what = format!(
        "Have deployment.toml of the new gateway name {names}: otherwise 4.x deletes {} at start. {}",
        if list.to_add.len() == 1 { "it" } else { "them" },
        list.place
    );
    Some(Step { lines: list.toml.clone(), ..Step::of(Kind::SkipList, what) })
}

fn jars(plan: &Plan) -> Option<Step> {
    let mut items: Vec<String> = Vec::new();
    for file in plan.all() {
        for finding in file.findings.iter().filter(|f| f.rule == code::CUSTOM_CLASS.code) {
            let item = format!("{}: {}", file.file(), finding.message);
            if !items.contains(&item) {
                items.push(item);
            }
        }
    }
    let what = "Copy the jars of your own classes, rebuilt for the new release, to \
                repository/components/lib or dropins. Check that they do not read the old XML body."
        .to_owned();
    (!items.is_empty()).then(|| Step { items, ..Step::of(Kind::Jars, what) })
}

fn upload(plan: &Plan, commands: &Commands<'_>) -> Option<Step> {
    let uploads: Vec<&FilePlan> = plan.companions.iter().filter(|c| c.is_upload()).collect();
    let what = "Upload these in the Publisher; the gateway gets them from there.".to_owned();
    (!uploads.is_empty()).then(|| Step {
        command: Some(commands.apply_to_folder()),
        items: uploads.iter().map(|file| format!("{} (from {})", file.file(), file.path)).collect(),
        ..Step::of(Kind::Upload, what)
    })
}

/// The tenants whose folder the gateway would fill again, where the plan does not fill it.
fn tenants(plan: &Plan) -> Option<Step> {
    let written: BTreeSet<(Scope, &str)> = plan
        .files
        .iter()
        .filter(|file| file.differs_from_target())
        .map(|file| (file.scope, file.stem()))
        .collect();
    let is_written = |scope: Scope, stem: &str| written.contains(&(scope, stem));
    let lacking: Vec<_> = plan
        .lacking
        .iter()
        .filter(|tenant| tenant.lacks.iter().any(|stem| !is_written(tenant.scope, stem)))
        .collect();
    let lacks: BTreeSet<String> = lacking
        .iter()
        .flat_map(|tenant| tenant.lacks.iter().filter(|stem| !is_written(tenant.scope, stem)))
        .map(|stem| format!("_{}_.xml", stem.trim_matches('_')))
        .collect();
    let scopes: Vec<Scope> = lacking.iter().map(|tenant| tenant.scope).collect();
    let release = words::short_target_name(&plan.target);
    let what = format!(
        "Put {} of {release} into the folder of {} before each is first loaded: otherwise the \
         gateway copies its ten stock sequences over what stands there.",
        list(&lacks.into_iter().collect::<Vec<_>>()),
        words::scopes(&scopes),
    );
    (!scopes.is_empty()).then(|| Step::of(Kind::Tenants, what))
}
