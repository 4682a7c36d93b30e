//! The commands: each reads its arguments, calls the library once, and shows the result.

mod anonymise;
mod apply;
mod args;
mod ask;
mod completions;
mod exit;
mod explain;
mod failure;
mod levels;
mod lint;
mod man;
mod merge;
mod merge_driver;
mod output;
mod plan;
mod preview;
mod progress;
mod report;
mod review;
mod schema;
mod stock;
mod timings;
mod undo;
mod update_levels;

use clap::Parser;
use faultgraft::guard;

use args::{Cli, Color, Command};
use exit::Verdict;
use failure::{Failure, complain};

/// Runs the command line and gives the exit code.
pub fn run() -> u8 {
    let Cli { command, global } = Cli::parse();
    match global.color {
        Color::Auto => anstream::ColorChoice::Auto,
        Color::Always => anstream::ColorChoice::Always,
        Color::Never => anstream::ColorChoice::Never,
    }
    .write_global();
    guard::quiet();
    let done = guard::guarded(|| answer(command)).unwrap_or_else(|panicked| {
        let help = "report it with the files that you gave; nothing more was written";
        Err(Failure::new(format!("faultgraft failed: {panicked}"), help))
    });
    match done {
        Ok(verdict) => verdict.code(global.exit_zero),
        Err(failure) => {
            complain(&failure);
            Verdict::Failed.code(global.exit_zero)
        }
    }
}

fn answer(command: Command) -> Result<Verdict, Failure> {
    match command {
        Command::Plan(args) => plan::run(args),
        Command::Merge(args) => merge::run(args),
        Command::Report(args) => report::run(&args),
        Command::Review(args) => review::run(args),
        Command::Apply(args) => apply::run(&args),
        Command::Preview(args) => preview::run(args),
        Command::Lint(args) => lint::run(args),
        Command::Schema(_) => schema::run(),
        Command::Explain(args) => explain::run(&args),
        Command::Stock(command) => stock::run(command),
        Command::MergeDriver(args) => merge_driver::run(&args),
        Command::Completions(args) => completions::run(&args),
        Command::Man(args) => man::run(&args),
    }
}
