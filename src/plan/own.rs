//! The operator's own sequences that no fault sequence calls: nothing in an installation is passed
//! over without a word.

use std::collections::{BTreeMap, BTreeSet};

use super::calls::Calls;
use super::input::InScope;
use crate::companions::{OwnFile, api_level};
use crate::deployment::skip_list;
use crate::model::{Finding, Listed, Scope, Severity};
use crate::rules::code;
use crate::stock::{self, Release};

/// So many scopes are named where what is said is the same in more.
const NAMED: usize = 5;

/// What is to be said of the own files of all scopes, once for scopes of which it is the same.
pub(super) fn about(
    scopes: &[InScope],
    calls: &mut Calls<'_>,
    (to, listed): (Release, &Listed),
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut uncalled: BTreeMap<Vec<String>, Vec<Scope>> = BTreeMap::new();
    for scope in scopes {
        let files = scope.own.iter().chain(&scope.publisher);
        let unread = files.filter_map(|file| Some((file, file.document.as_ref().err()?)));
        for (file, why) in unread.filter(|(_, why)| why.is_unreadable()) {
            let mut why = why.clone();
            why.message = format!("{}: {}", file.found.relative, why.message);
            why.path = Some(file.found.relative.clone());
            findings.push(why);
        }
        let files = calls.uncalled(scope);
        findings.extend(doubles(&files));
        let shipped = |file: &&&OwnFile| {
            Release::ALL.iter().any(|&release| stock::ships_file(release, file.found.name()))
        };
        let files = files.iter().filter(|file| !shipped(file) && api_level(file).is_none());
        let names: BTreeSet<String> = files.map(|file| file.found.name().to_owned()).collect();
        if !names.is_empty() && to.answers_json() {
            uncalled.entry(names.into_iter().collect()).or_default().push(scope.scope);
        }
    }
    findings.extend(uncalled.iter().map(|(files, scopes)| not_called(files, scopes, listed)));
    findings
}

fn not_called(files: &[String], scopes: &[Scope], listed: &Listed) -> Finding {
    let named = scopes.iter().take(NAMED).map(Scope::to_string).collect::<Vec<_>>().join(", ");
    let more = match scopes.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let what = match files {
        [one] => format!("{one} is a sequence of yours that no fault sequence calls: it is"),
        _ => format!(
            "{} are sequences of yours that no fault sequence calls: they are",
            files.join(", ")
        ),
    };
    let message = format!("{named}{more}: {what} not copied");
    let mut finding = code::NOT_CALLED.finding(Severity::Note, message, None);
    let missing = skip_list(listed, files).to_add;
    let missing: Vec<String> = missing.iter().map(|file| format!("\"{file}\"")).collect();
    let (it, needs) = if files.len() == 1 { ("it", "that file") } else { ("them", "those files") };
    finding.help = match &missing[..] {
        [] => format!("If anything else calls {it}, copy {needs}: deployment.toml lists {it}."),
        missing => format!(
            "If anything else calls {it}, copy {needs}, and add {} to sequences in \
             [apim.sync_runtime_artifacts.gateway.skip_list] of deployment.toml: 4.x deletes at \
             start what is not listed there.",
            missing.join(", ")
        ),
    };
    finding
}

/// That two files define the same sequence.
fn doubles(files: &[&OwnFile]) -> Vec<Finding> {
    let mut first: BTreeMap<String, &OwnFile> = BTreeMap::new();
    let mut findings = Vec::new();
    for file in files {
        for name in file.names() {
            let Some(other) = first.get(&name) else {
                first.insert(name, file);
                continue;
            };
            let (one, two) = (&other.found.relative, &file.found.relative);
            let message = format!("{one} and {two} both define {name}");
            let mut finding = code::DUPLICATE_SEQUENCE.finding(Severity::Error, message, None);
            finding.path = Some(two.clone());
            findings.push(finding);
        }
    }
    findings
}
