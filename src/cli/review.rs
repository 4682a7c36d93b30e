//! `faultgraft review`.

use std::{
    collections::BTreeMap,
    fs,
    io::{self, IsTerminal},
    path::Path,
};

use faultgraft::{
    model::{Decision, Plan},
    report::{json, review as report},
    review::{self, ReviewError},
};

use super::{Failure, Verdict, args::ReviewArgs, output};

pub fn run(args: ReviewArgs) -> Result<Verdict, Failure> {
    let mut plan = load(&args.plan)?;
    let decisions = decisions(&args, &plan)?;
    if args.list {
        output::report(None, &|width, out| report::list(&plan, width, out))?;
    } else if decisions.is_empty() {
        return Err(no_terminal(&args.plan));
    } else {
        review::decide(&mut plan, &decisions).map_err(refused)?;
        save(&args.plan, &plan)?;
        output::notes(&|width, out| report::left(&plan, width, out));
    }
    Ok(Verdict::of(plan.failed(), plan.needs_a_person()))
}

/// A saved plan.
pub(super) fn load(path: &Path) -> Result<Plan, Failure> {
    let bytes = fs::read(path).map_err(|e| {
        let help = "give the file that `faultgraft plan .. --out plan.json` saved";
        Failure::new(format!("cannot read {}: {e}", path.display()), help)
    })?;
    let place = |mut failure: Failure| {
        failure.message = format!("{}: {}", path.display(), failure.message);
        failure
    };
    Plan::load(&bytes).map_err(|e| place(e.into()))
}

/// The plan in the place of what the file held.
fn save(path: &Path, plan: &Plan) -> Result<(), Failure> {
    let mut bytes = vec![];
    json::write(plan, &mut bytes)?;
    output::save(path, &bytes)
}

/// What the options decide, for every edit that they name.
fn decisions(args: &ReviewArgs, plan: &Plan) -> Result<Vec<(String, Option<Decision>)>, Failure> {
    let mut named: Vec<(&str, Option<Decision>)> = vec![];
    named.extend(args.accept.iter().map(|id| (id.as_str(), Some(Decision::Accept))));
    named.extend(args.reject.iter().map(|id| (id.as_str(), Some(Decision::Reject))));
    named.extend(args.undecide.iter().map(|id| (id.as_str(), None)));
    for take in &args.take {
        let (side, ids) = match take.split_once('=') {
            Some(("custom", ids)) => (Decision::Custom, ids),
            Some(("target", ids)) => (Decision::Target, ids),
            _ => {
                let help = "say --take custom=ID or --take target=ID";
                return Err(Failure::new(format!("{take} names no side"), help));
            }
        };
        named.extend(ids.split(',').map(|id| (id, Some(side))));
    }
    let mut decisions: BTreeMap<String, Option<Decision>> = BTreeMap::new();
    for (pattern, decision) in named {
        let exact = !pattern.contains('*');
        let meant = |edit: &&faultgraft::model::Edit| {
            matches(pattern, &edit.id)
                && (exact || decision.is_none_or(|decision| review::fits(edit, decision)))
        };
        let ids: Vec<&str> = plan.edits().filter(meant).map(|e| e.id.as_str()).collect();
        if ids.is_empty() {
            return Err(no_edit(pattern, exact));
        }
        for id in ids {
            let other = decisions.insert(id.to_owned(), decision);
            if other.is_some_and(|other| other != decision) {
                let help = "name each edit in one option only";
                return Err(Failure::new(format!("{id} is decided in two ways"), help));
            }
        }
    }
    Ok(decisions.into_iter().collect())
}

/// Whether an id is meant by a pattern in which `*` stands for anything.
fn matches(pattern: &str, id: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = id.strip_prefix(first) else { return false };
    let mut last = None;
    for part in parts {
        if let Some(before) = last.replace(part) {
            let Some(at) = rest.find(before) else { return false };
            rest = &rest[at + before.len()..];
        }
    }
    last.map_or(rest.is_empty(), |last| rest.ends_with(last))
}

fn no_edit(pattern: &str, exact: bool) -> Failure {
    let message = match exact {
        true => format!("the plan has no edit {pattern}"),
        false => format!("the plan has no edit like {pattern} that can be so decided"),
    };
    Failure::new(message, "`faultgraft review PLAN.json --list` shows the ids")
}

fn refused(error: ReviewError) -> Failure {
    let help = match &error {
        ReviewError::NoEdit(_) | ReviewError::DoesNotFit { .. } => {
            "`faultgraft review PLAN.json --list` shows what each edit is; nothing was decided"
        }
        ReviewError::Edited(_) | ReviewError::NoTexts(_) => "run `faultgraft plan` again",
        _ => "nothing was decided; report this with the plan",
    };
    Failure::new(error.to_string(), help)
}

fn no_terminal(plan: &Path) -> Failure {
    let plan = plan.display();
    let why = match io::stdin().is_terminal() {
        true => "nothing is named to decide",
        false => "this is no terminal, and nothing is named to decide",
    };
    let help = format!(
        "use `faultgraft review {plan} --list`, and then --accept ID,.. --reject ID,.. or \
         --take custom|target=ID,.."
    );
    Failure::new(why, help)
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_star_stands_for_anything() {
        let id = "tenant:12/fault/3";
        for pattern in ["tenant:12/fault/3", "*", "tenant:*/fault/*", "*/3", "tenant:12*", "t*:*/3"]
        {
            assert!(matches(pattern, id), "{pattern}");
        }
        for pattern in ["", "tenant:12/fault", "*/fault/2", "super*", "tenant:*/main/*", "*/fault"]
        {
            assert!(!matches(pattern, id), "{pattern}");
        }
    }
}
