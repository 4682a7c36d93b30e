//! The commands: each reads its arguments, calls the library once, and shows the result.

mod apply;
mod args;
mod completions;
mod exit;
mod explain;
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
mod undo;

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use clap::Parser;
use faultgraft::{apply::ApplyError, guard, plan::PlanError, saved::LoadError};

use args::{Cli, Color, Command};

/// Why a command failed: what is wrong and, where something can be done, what.
#[derive(Debug)]
struct Failure {
    message: String,
    help: Option<String>,
}

impl Failure {
    fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { message: message.into(), help: Some(help.into()) }
    }
}

impl From<PlanError> for Failure {
    fn from(error: PlanError) -> Self {
        Self::new(error.message, error.help)
    }
}

impl From<LoadError> for Failure {
    fn from(error: LoadError) -> Self {
        Self::new(error.message, error.help)
    }
}

impl From<ApplyError> for Failure {
    fn from(error: ApplyError) -> Self {
        let lines = error.changes.iter().map(|c| format!("\n  {}: {}", c.path.display(), c.how));
        let message = lines.fold(format!("{error}"), |message, line| message + &line);
        Self::new(message, error.help)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self { message: format!("cannot write: {error}"), help: None }
    }
}

/// What a command comes to, before `--exit-zero`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Done,
    NeedsAPerson,
    /// The same, and `--exit-zero` must not hide it: git would commit the markers.
    Conflict,
    Failed,
}

impl Verdict {
    fn of(failed: bool, needs_a_person: bool) -> Self {
        match (failed, needs_a_person) {
            (true, _) => Self::Failed,
            (false, true) => Self::NeedsAPerson,
            (false, false) => Self::Done,
        }
    }

    fn code(self, exit_zero: bool) -> u8 {
        match self {
            Self::Done => exit::DONE,
            Self::NeedsAPerson if exit_zero => exit::DONE,
            Self::NeedsAPerson | Self::Conflict => exit::NEEDS_A_PERSON,
            Self::Failed => exit::FAILED,
        }
    }
}

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
            exit::FAILED
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

/// `error: ...` and `help: ...` on standard error, where a failure to write has nowhere to go.
fn complain(failure: &Failure) {
    const ERROR: Style = AnsiColor::Red.on_default().bold();
    const HELP: Style = Style::new().bold();
    let mut stderr = anstream::stderr().lock();
    let _ = writeln!(stderr, "{ERROR}error:{ERROR:#} {}", failure.message);
    if let Some(help) = failure.help.as_ref().filter(|help| !help.is_empty()) {
        let _ = writeln!(stderr, "{HELP}help:{HELP:#} {help}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_code_wins_and_exit_zero_hides_only_1() {
        assert_eq!(Verdict::of(true, true).code(true), 2);
        assert_eq!(Verdict::of(false, true).code(false), 1);
        assert_eq!(Verdict::of(false, true).code(true), 0);
        assert_eq!(Verdict::of(false, false).code(false), 0);
    }
}
