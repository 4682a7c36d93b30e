//! What needs a person, each with what settles it.

use std::collections::HashMap;

use serde::Serialize;

use super::super::words;
use super::commands::Commands;
use super::findings::{Group, grouped};
use super::steps::{Kind, Step};
use crate::model::{Edit, EditId, FilePlan, Finding, Outcome, Plan, Scope, Severity, Status};
use crate::rules::code;

/// Something that needs a person.
#[derive(Serialize)]
pub(in crate::report) struct Need {
    /// The file, with the scopes that have it so.
    pub place: String,
    /// The edit's number; none for an error.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edit: Option<usize>,
    /// The first of the edits' ids; none for an error.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The rule of an error.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// What it is about.
    pub what: String,
    /// What is asked, or what to do.
    pub asked: String,
    /// What can be answered: in words, and as a command.
    pub answers: Vec<(String, String)>,
}

/// An option of `review`, and what it says before the ids of the edits.
type Choice = (&'static str, &'static str);

const ACCEPT: Choice = ("--accept", "");
const REJECT: Choice = ("--reject", "");
const TAKE_CUSTOM: Choice = ("--take", "custom=");
const TAKE_TARGET: Choice = ("--take", "target=");

/// So many ids are named in a command; more are decided together in a review.
const MOST_IDS: usize = 3;

/// Everything that needs a person: edits to decide, then errors.
pub(super) fn of(plan: &Plan, commands: &Commands<'_>, steps: &[Step]) -> Vec<Need> {
    let waiting: Vec<_> = plan.edits().filter(|(_, edit)| edit.needs_decision()).collect();
    let mut needs: Vec<Need> =
        alike(waiting).into_iter().map(|alike| of_edits(&alike, plan, commands)).collect();
    needs.extend(errors_of_files(plan, commands));
    needs.extend(plan.findings.iter().filter(|f| is_error(f)).map(|finding| Need {
        place: finding.path.clone().unwrap_or_else(|| "the installation".to_owned()),
        edit: None,
        id: None,
        rule: Some(finding.rule.clone()),
        what: finding.message.clone(),
        asked: finding.help.clone(),
        answers: vec![],
    }));
    let skip_list = steps.iter().position(|step| step.kind == Kind::SkipList);
    let of_list = |need: &&mut Need| need.rule.as_deref() == Some(code::SKIP_LIST.code);
    for need in needs.iter_mut().filter(of_list) {
        if let Some(at) = skip_list {
            need.asked = format!("Do step {} at the end of this report, then plan again.", at + 1);
        }
    }
    needs
}

fn is_error(finding: &Finding) -> bool {
    finding.severity == Severity::Error
}

/// Edits that are the same in several tenants.
struct Alike<'p> {
    file: &'p FilePlan,
    edit: &'p Edit,
    scopes: Vec<Scope>,
}

/// Folds the edits that are the same in several tenants; the other scopes stand by themselves.
fn alike<'p>(edits: Vec<(&'p FilePlan, &'p Edit)>) -> Vec<Alike<'p>> {
    let mut numbers: HashMap<(&str, usize, &str, &str), usize> = HashMap::new();
    let mut all: Vec<Alike> = Vec::new();
    for (file, edit) in edits {
        let key = (file.stem(), edit.number, edit.summary.as_str(), edit.reason.as_str());
        let number = match file.scope.is_tenant() {
            true => *numbers.entry(key).or_insert(all.len()),
            false => all.len(),
        };
        match all.get_mut(number) {
            Some(alike) => alike.scopes.push(file.scope),
            None => all.push(Alike { file, edit, scopes: vec![file.scope] }),
        }
    }
    all
}

fn of_edits(alike: &Alike<'_>, plan: &Plan, commands: &Commands<'_>) -> Need {
    let Alike { file, edit, scopes } = alike;
    let target = words::short_target_name(&plan.target);
    let answers = match ids(alike, plan) {
        Some(ids) => answers(edit.outcome, target)
            .into_iter()
            .map(|(words, option)| (words, commands.decide(option, &ids)))
            .collect(),
        None => vec![("decide all of them with one answer".to_owned(), commands.review())],
    };
    Need {
        place: words::of_scopes(scopes, file.file()),
        edit: Some(edit.number),
        id: Some(file.id(edit.number).to_string()),
        rule: None,
        what: format!("{}: {}", edit.kind, edit.summary),
        asked: format!("{}. {}", words::question(edit, target), edit.reason),
        answers,
    }
}

/// How a command names edits that are alike; none where it would be too long.
fn ids(alike: &Alike<'_>, plan: &Plan) -> Option<String> {
    let Alike { file, edit, scopes } = alike;
    if scopes.len() <= MOST_IDS {
        let id = |scope: &Scope| EditId { scope: *scope, ..file.id(edit.number) }.to_string();
        return Some(scopes.iter().map(id).collect::<Vec<_>>().join(","));
    }
    let has = |file: &FilePlan| file.edits.iter().any(|e| e.number == edit.number);
    let same_id = |f: &&FilePlan| f.scope.is_tenant() && f.stem() == file.stem() && has(f);
    let is_all = plan.all().filter(same_id).count() == scopes.len();
    is_all.then(|| format!("tenant:*/{}/{}", file.stem(), edit.number))
}

/// What can be answered about an edit of that outcome, and how a command says so.
fn answers(outcome: Outcome, target: &str) -> Vec<(String, Choice)> {
    match outcome {
        Outcome::Conflict => {
            vec![("your version".to_owned(), TAKE_CUSTOM), (words::version_of(target), TAKE_TARGET)]
        }
        Outcome::Carried | Outcome::Rewritten => {
            vec![("keep it".to_owned(), ACCEPT), ("leave it out".to_owned(), REJECT)]
        }
        Outcome::Dropped => vec![("go on without it".to_owned(), ACCEPT)],
        Outcome::AlreadyThere => vec![(format!("leave it to {target}"), ACCEPT)],
    }
}

/// The errors about files, those of one rule on one file as one.
fn errors_of_files(plan: &Plan, commands: &Commands<'_>) -> Vec<Need> {
    let mut numbers: HashMap<(String, String, String), usize> = HashMap::new();
    let mut found: Vec<(Need, &FilePlan, Vec<Scope>)> = Vec::new();
    for file in plan.all() {
        for group in grouped(file.findings.iter().filter(|f| is_error(f))) {
            let need = of_errors(&group, file, commands);
            let key = (file.file().to_owned(), group.rule.to_owned(), need.what.clone());
            let number = match file.scope.is_tenant() {
                true => *numbers.entry(key).or_insert(found.len()),
                false => found.len(),
            };
            match found.get_mut(number) {
                Some((.., scopes)) => scopes.push(file.scope),
                None => found.push((need, file, vec![file.scope])),
            }
        }
    }
    let placed = |(need, file, scopes): (Need, &FilePlan, Vec<Scope>)| Need {
        place: words::of_scopes(&scopes, file.file()),
        ..need
    };
    found.into_iter().map(placed).collect()
}

fn of_errors(group: &Group<'_>, file: &FilePlan, commands: &Commands<'_>) -> Need {
    let said: Vec<String> = group
        .messages()
        .into_iter()
        .map(|(place, message)| match &*place {
            "" => message.to_owned(),
            place => format!("{place}: {message}"),
        })
        .collect();
    let answers = match file.status {
        Status::Failed => vec![],
        _ => vec![("write it all the same".to_owned(), commands.apply_all_the_same(group.rule))],
    };
    Need {
        place: String::new(),
        edit: None,
        id: None,
        rule: Some(group.rule.to_owned()),
        what: said.join("; "),
        asked: group.helps().join(" "),
        answers,
    }
}
