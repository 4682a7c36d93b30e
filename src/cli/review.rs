//! `faultgraft review`.

mod editor;
mod keys;
mod menu;
mod saved;
mod session;

use std::{
    collections::BTreeMap,
    io::{self, IsTerminal},
    path::Path,
};

use faultgraft::{
    model::{Decision, Plan},
    report::review as report,
    review::{self, ReviewError},
};

use super::{Failure, Verdict, args::ReviewArgs, output};
use saved::Saved;

pub fn run(args: ReviewArgs) -> Result<Verdict, Failure> {
    let (mut plan, mut saved) = Saved::load(&args.plan)?;
    let decisions = decisions(&args, &plan)?;
    if args.list {
        output::report(None, &|width, out| report::list(&plan, width, out))?;
    } else if !decisions.is_empty() {
        review::decide(&mut plan, &decisions).map_err(refused)?;
        saved.save(&plan)?;
        output::notes(&|width, out| report::left(&plan, width, out));
    } else if io::stdin().is_terminal() && io::stdout().is_terminal() {
        return session::run(plan, saved, args.all);
    } else {
        return Err(no_terminal(&args.plan));
    }
    Ok(Verdict::of(plan.failed(), plan.needs_a_person()))
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
            Some(("both", ids)) => return Err(no_both(ids, &args.plan)),
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

/// No conflict can be settled with both sides as they are.
fn no_both(ids: &str, plan: &Path) -> Failure {
    let help = format!(
        "--take custom=ID or --take target=ID takes one; `faultgraft review {}` on a terminal, key \
         b, opens the merged file with both in your editor",
        plan.display()
    );
    Failure::new(format!("{ids}: both sides cannot stand in one file as they are"), help)
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
    let why = "this is no terminal, and nothing is named to decide";
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
