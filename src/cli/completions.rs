//! `faultgraft completions`.

use clap::CommandFactory;

use super::{
    Failure, Verdict,
    args::{Cli, CompletionsArgs},
    output,
};

pub fn run(args: &CompletionsArgs) -> Result<Verdict, Failure> {
    let mut script = vec![];
    clap_complete::generate(args.shell, &mut Cli::command(), "faultgraft", &mut script);
    output::bytes(None, &script)?;
    Ok(Verdict::Done)
}
