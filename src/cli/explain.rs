//! `faultgraft explain`.

use std::io;

use faultgraft::{
    nearest::did_you_mean,
    report::explain,
    rules::{self, Rule},
};

use super::{Failure, Verdict, args::ExplainArgs, output};

pub fn run(args: &ExplainArgs) -> Result<Verdict, Failure> {
    match &args.rule {
        None => output::report(None, &|width, out| explain::list(rules::ALL, width, out)),
        Some(code) => {
            let rule = find(code)?;
            output::report(None, &|width, out: &mut dyn io::Write| explain::rule(rule, width, out))
        }
    }?;
    Ok(Verdict::Done)
}

fn find(code: &str) -> Result<&'static Rule, Failure> {
    rules::find(code).ok_or_else(|| Failure::new(format!("unknown rule {code}"), instead_of(code)))
}

/// What to do about a code that is none.
pub(super) fn instead_of(code: &str) -> String {
    let near = did_you_mean(code, rules::ALL.iter().map(|r| r.code));
    format!("{near}`faultgraft explain` lists them all")
}
