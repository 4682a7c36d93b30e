//! Why a command failed, and how that is said.

use std::{
    io::{self, Write},
    path::Path,
};

use anstyle::{AnsiColor, Style};
use faultgraft::{
    apply::ApplyError, plan::PlanError, review::ReviewError, saved::LoadError,
    update_levels::UpdateLevelError,
};

/// Why a command failed: what is wrong and, where something can be done, what.
#[derive(Debug)]
pub struct Failure {
    pub message: String,
    pub help: Option<String>,
}

impl Failure {
    pub fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { message: message.into(), help: Some(help.into()) }
    }

    pub fn unreadable(path: &Path, error: &io::Error) -> Self {
        Self::new(format!("cannot read {}: {error}", path.display()), "")
    }
}

impl From<PlanError> for Failure {
    fn from(error: PlanError) -> Self {
        Self::new(error.message, error.help)
    }
}

impl From<UpdateLevelError> for Failure {
    fn from(error: UpdateLevelError) -> Self {
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

impl From<ReviewError> for Failure {
    fn from(error: ReviewError) -> Self {
        let help = match &error {
            ReviewError::NoEdit(_) | ReviewError::DoesNotFit { .. } => {
                "`faultgraft review PLAN.json --list` shows what each edit is; nothing was decided"
            }
            ReviewError::Edited(_) | ReviewError::NoTexts(_) => "run `faultgraft plan` again",
            _ => "nothing was decided; report this with the plan",
        };
        Self::new(error.to_string(), help)
    }
}

/// `error: ...` and `help: ...` on standard error, where a failure to write has nowhere to go.
pub fn complain(failure: &Failure) {
    const ERROR: Style = AnsiColor::Red.on_default().bold();
    const HELP: Style = Style::new().bold();
    let mut stderr = anstream::stderr().lock();
    let _ = writeln!(stderr, "{ERROR}error:{ERROR:#} {}", failure.message);
    if let Some(help) = failure.help.as_ref().filter(|help| !help.is_empty()) {
        let _ = writeln!(stderr, "{HELP}help:{HELP:#} {help}");
    }
}
