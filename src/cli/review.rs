//! `faultgraft review`.

mod editor;
mod keys;
mod menu;
mod saved;
mod session;

use std::{
    collections::BTreeMap,
    io::{self, IsTerminal, Read},
    path::Path,
};

use faultgraft::{
    model::{Decision, Edit, EditId, FilePlan, Plan, Remark},
    regular,
    report::{consequences, review as report},
    review::{self, Decided, DecidedError, Kept, Remarks},
};

use super::{Failure, Verdict, args::ReviewArgs, output};
pub use saved::Saved;

pub fn run(args: ReviewArgs) -> Result<Verdict, Failure> {
    let decides = args.decides() && !args.list;
    let (mut plan, mut saved) = match decides {
        true => Saved::load_held(&args.plan)?,
        false => Saved::load(&args.plan)?,
    };
    let (decisions, remarks) = decisions(&args, &plan)?;
    if args.list {
        output::report(None, &|width, out| report::list(&plan, width, out))?;
    } else if !decisions.is_empty() || args.decisions.is_some() {
        let follows = review::decide(&mut plan, &decisions)?;
        review::remark(&mut plan, &remarks);
        saved.save(&plan)?;
        output::notes(&|width, out| consequences::write(&follows, width, out));
        output::notes(&|width, out| report::left(&plan, width, out));
    } else if args.export.is_some() {
        // Only what was decided before is written.
    } else if io::stdin().is_terminal() && io::stdout().is_terminal() {
        return session::run(plan, saved, args.all);
    } else {
        return Err(no_terminal(&args.plan));
    }
    if let Some(file) = &args.export {
        export(&plan, file)?;
    }
    Ok(Verdict::of(plan.failed(), plan.needs_a_person()))
}

/// Writes the decisions of a plan for other plans.
fn export(plan: &Plan, file: &Path) -> Result<(), Failure> {
    let kept = Kept::of(plan)?;
    output::stream(Some(file), &|out| {
        serde_json::to_writer_pretty(&mut *out, &kept)?;
        writeln!(out)
    })?;
    let decisions = match kept.kept.len() {
        1 => "1 decision".to_owned(),
        n => format!("{n} decisions"),
    };
    output::notes(&|_, out| writeln!(out, "{decisions} written to {}", file.display()));
    Ok(())
}

/// What the options decide, for every edit that they name, and what is said of it.
#[allow(clippy::type_complexity)] // what `review::decide` and `review::remark` take
fn decisions(
    args: &ReviewArgs,
    plan: &Plan,
) -> Result<(Vec<(EditId, Option<Decision>)>, Remarks), Failure> {
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
    let (mut decisions, mut remarks) = (Decisions::new(), Remarks::new());
    let said = Remark::of(args.comment.as_deref(), args.by.as_deref());
    for (pattern, decision) in named {
        let exact = !pattern.contains('*');
        let meant = |(file, edit): (&FilePlan, &Edit)| {
            let id = file.id(edit.number);
            let fits = || exact || decision.is_none_or(|decision| review::fits(edit, decision));
            (matches(pattern, &id.to_string()) && fits()).then_some(id)
        };
        let ids: Vec<EditId> = plan.edits().filter_map(meant).collect();
        if ids.is_empty() {
            return Err(no_edit(pattern, exact));
        }
        for id in ids {
            if said.is_some() && decision.is_some() {
                remarks.insert(id.clone(), said.clone());
            }
            put(&mut decisions, id, decision)?;
        }
    }
    if let Some(file) = &args.decisions {
        let decided = read(file, plan)?;
        for (id, said) in decided.said() {
            remarks.entry(id).or_insert(said);
        }
        for (id, decision) in decided.decisions {
            put(&mut decisions, id, decision)?;
        }
    }
    Ok((decisions.into_iter().collect(), remarks))
}

/// Decisions by the ids of their edits; none takes one back.
type Decisions = BTreeMap<EditId, Option<Decision>>;

fn put(to: &mut Decisions, id: EditId, decision: Option<Decision>) -> Result<(), Failure> {
    if to.get(&id).is_some_and(|other| *other != decision) {
        let help = "name each edit in one option only";
        return Err(Failure::new(format!("{id} is decided in two ways"), help));
    }
    to.insert(id, decision);
    Ok(())
}

/// Reads a file of decisions for this plan.
fn read(file: &Path, plan: &Plan) -> Result<Decided, Failure> {
    let from_stdin = file == Path::new("-");
    let name = if from_stdin { "standard input".to_owned() } else { file.display().to_string() };
    let help = "give the file that the page of `faultgraft report --format html` exports";
    let mut bytes = vec![];
    let done = match from_stdin {
        true => io::stdin().read_to_end(&mut bytes).map(|_| ()),
        false => regular::read(file).map(|read| bytes = read),
    };
    done.map_err(|e| Failure::new(format!("cannot read {name}: {e}"), help))?;
    Decided::read(&bytes, plan).map_err(|e| {
        let help = match &e {
            DecidedError::OtherPlan => {
                "make the page from this plan: `faultgraft report PLAN.json --format html`; nothing \
                 was decided"
            }
            _ => help,
        };
        Failure::new(format!("{name}: {e}"), help)
    })
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

fn no_terminal(plan: &Path) -> Failure {
    let plan = plan.display();
    let why = "this is not a terminal, and nothing is named to decide";
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
