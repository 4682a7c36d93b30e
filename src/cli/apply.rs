//! `faultgraft apply`.

use std::{collections::HashMap, fmt::Write as _, path::Path};

use faultgraft::{
    apply::{
        Action, Backup, Item, Left, LeftOut, Request, Site, Survey, To, Written, survey, write,
    },
    digest::sha256,
    model::{EditId, Plan, Severity},
    regular,
    report::{Options, afterwards},
    rules,
};

use super::{
    Failure, Verdict,
    args::ApplyArgs,
    ask::{confirmed, files, say, say_wrapped},
    complain, explain, output, undo,
};

pub fn run(args: &ApplyArgs) -> Result<Verdict, Failure> {
    if !args.undo.is_empty() {
        return undo::run(&args.undo, args.yes, args.dry_run);
    }
    let Some(file) = &args.plan else { unreachable!("clap asks for one of the two") };
    if let Some(code) = args.allow.iter().find(|code| rules::find(code).is_none()) {
        return Err(Failure::new(format!("unknown rule {code}"), explain::instead_of(code)));
    }
    let (plan, digest) = read(file)?;
    let request = Request {
        plan: &plan,
        digest,
        to: match &args.dest {
            Some(folder) => To::Folder(folder.clone()),
            None if args.home.is_empty() => To::Planned,
            None => To::Homes(args.home.clone()),
        },
        allow: args.allow.clone(),
        backup: match &args.backup {
            Some(folder) => Backup::In(folder.clone()),
            None if args.no_backup => Backup::None,
            None => Backup::Near,
        },
    };
    let survey = survey(&request)?;
    note(&survey.notes);
    say(&list(&survey))?;
    say_wrapped(&waiting(&survey, file))?;
    let stopped = complain_of(&survey);
    let sites: Vec<&Site> = survey.sites.iter().flatten().collect();
    let pending: usize = sites.iter().map(|s| s.pending().count()).sum();
    let unfinished = sites.iter().any(|s| s.goes_on_with().is_some());
    let verdict = verdict(&plan, &survey, &args.allow);
    if pending == 0 && !unfinished || args.dry_run {
        return Ok(if stopped { Verdict::Failed } else { verdict });
    }
    if pending > 0 && !confirmed(&format!("write {}?", files(pending)), args.yes)? {
        say("nothing was written\n")?;
        return Ok(if stopped { Verdict::Failed } else { verdict });
    }
    let (mut failed, mut any) = (stopped, false);
    for site in &sites {
        match write(&request, site) {
            Ok(written) => {
                any |= written.files > 0;
                say(&done(site, &written))?;
            }
            Err(error) => {
                complain(&error.into());
                failed = true;
            }
        }
    }
    if any {
        let options = Options { plan_file: Some(file.display().to_string()), ..Options::default() };
        output::report(None, &|width, out| afterwards::write(&plan, &options, width, out))?;
    }
    Ok(if failed { Verdict::Failed } else { verdict })
}

fn read(file: &Path) -> Result<(Plan, String), Failure> {
    let name = file.display();
    let bytes = regular::read(file).map_err(|e| {
        let help = "give the file that `faultgraft plan .. --out plan.json` saved";
        Failure::new(format!("cannot read {name}: {e}"), help)
    })?;
    let plan = Plan::load(&bytes)
        .map_err(|e| Failure::new(format!("{name}: {}", e.message), e.help.clone()))?;
    Ok((plan, sha256(&bytes)))
}

/// What is known before anything is written, where nothing fails.
fn verdict(plan: &Plan, survey: &Survey, allow: &[String]) -> Verdict {
    let mut findings = plan.all().flat_map(|f| f.findings.iter()).chain(&plan.findings);
    let error = findings.any(|f| f.severity == Severity::Error && !allow.contains(&f.rule));
    let needs_a_person = error || !survey.undecided.is_empty() || !survey.left_out.is_empty();
    let refused = survey.sites.iter().flatten().flat_map(|site| &site.items);
    let refused = refused.into_iter().any(|i| matches!(i.action, Action::Refused(_)));
    Verdict::of(plan.failed() || refused, needs_a_person)
}

/// What will become of each file, place by place.
fn list(survey: &Survey) -> String {
    let mut text = String::new();
    for site in survey.sites.iter().flatten() {
        let _ = writeln!(text, "{}", site.name.display());
        let count = |action: &Action| site.items.iter().filter(|i| i.action == *action).count();
        let mut refused = 0;
        for (item, others) in folded(&site.items) {
            let (word, why) = match &item.action {
                Action::New => ("new", None),
                Action::Replace => ("replace", None),
                Action::Already => ("as planned", None),
                Action::Refused(why) => ("refused", Some(why)),
            };
            refused += if why.is_some() { 1 + others.len() } else { 0 };
            let why = why.map(|why| format!(": {why}")).unwrap_or_default();
            let _ = writeln!(text, "  {word:<10}  {}{}{why}", item.place, and_others(&others));
        }
        let counts = [
            (count(&Action::New), "new"),
            (count(&Action::Replace), "to replace"),
            (count(&Action::Already), "as planned already"),
            (refused, "refused"),
        ];
        let counts: Vec<String> =
            counts.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}")).collect();
        let _ = match counts.is_empty() {
            true => writeln!(text, "  nothing to do"),
            false => writeln!(text, "  {}", counts.join(", ")),
        };
        if let Some(manifest) = site.goes_on_with() {
            let _ = writeln!(text, "  goes on with the run that stopped: {}", manifest.display());
        } else if let Some(folder) = site.backups.as_ref().filter(|_| site.keeps_files()) {
            let _ =
                writeln!(text, "  the previous files go to a new folder in {}", folder.display());
        }
    }
    text
}

/// What is not written, and what nobody decided.
fn waiting(survey: &Survey, plan: &Path) -> String {
    let mut text = String::new();
    if !survey.left_out.is_empty() {
        let _ = writeln!(text, "left out, not written:");
        survey.left_out.iter().for_each(|left| text += &left_out(left, plan));
    }
    if !survey.undecided.is_empty() {
        let _ = writeln!(
            text,
            "{} to review, nobody decided yet: {}\n  `faultgraft review {}` shows them",
            match survey.undecided.len() {
                1 => "1 edit".to_owned(),
                n => format!("{n} edits"),
            },
            named(&survey.undecided),
            plan.display()
        );
    }
    text
}

/// The files, one that several tenants have named once: with the ids of the other tenants.
fn folded(items: &[Item]) -> Vec<(&Item, Vec<&str>)> {
    let mut numbers: HashMap<(&str, String), usize> = HashMap::new();
    let mut all: Vec<(&Item, Vec<&str>)> = Vec::new();
    for item in items {
        let of_tenant = item.place.strip_prefix("repository/tenants/");
        let Some((id, rest)) = of_tenant.and_then(|place| place.split_once('/')) else {
            all.push((item, vec![]));
            continue;
        };
        let number = *numbers.entry((rest, format!("{:?}", item.action))).or_insert(all.len());
        match all.get_mut(number) {
            Some((_, others)) => others.push(id),
            None => all.push((item, vec![])),
        }
    }
    all
}

/// ` and of the tenants 2, 3`; nothing where there are none.
fn and_others(others: &[&str]) -> String {
    const SHOWN: usize = 5;
    let named = others.iter().take(SHOWN).copied().collect::<Vec<_>>().join(", ");
    match others.len() {
        0 => String::new(),
        1 => format!(" and of tenant {named}"),
        n if n <= SHOWN => format!(" and of the tenants {named}"),
        n => format!(" and of {n} other tenants ({named} ..)"),
    }
}

fn named(ids: &[EditId]) -> String {
    let ids: Vec<String> = ids.iter().map(EditId::to_string).collect();
    ids.join(", ")
}

fn left_out(left: &LeftOut, plan: &Path) -> String {
    let place = &left.place;
    match &left.why {
        Left::Conflicts(ids) => format!(
            "  {place}: undecided: {}; decide with `faultgraft review {}`\n",
            named(ids),
            plan.display()
        ),
        Left::Errors(errors) => {
            let lines =
                errors.iter().map(|(rule, message)| format!("  {place}: {rule}: {message}\n"));
            let codes: Vec<&str> = errors.iter().map(|(rule, _)| rule.as_str()).collect();
            let fix = format!(
                "    fix it and plan again, or write it as it is with --allow {}\n",
                codes.join(",")
            );
            lines.collect::<String>() + &fix
        }
        Left::Calls(callee) => format!("  {place}: it calls {callee}, which is left out\n"),
        Left::Failed(why) => {
            format!("  {place}: it could not be read when the plan was made: {why}\n")
        }
    }
}

/// Says why some sites are not written to; whether there are any.
fn complain_of(survey: &Survey) -> bool {
    let mut any = false;
    for error in survey.sites.iter().filter_map(|site| site.as_ref().err()) {
        complain(&error.clone().into());
        any = true;
    }
    any
}

fn done(site: &Site, written: &Written) -> String {
    note(&written.notes);
    let mut text = format!("{}: {} written\n", site.name.display(), files(written.files));
    if let Some(manifest) = &written.manifest {
        let manifest = manifest.display();
        let _ = writeln!(text, "  undo: faultgraft apply --undo {manifest}");
    }
    text
}

fn note(notes: &[String]) {
    output::notes(&|_, out| notes.iter().try_for_each(|n| writeln!(out, "note: {n}")));
}
