//! The forms of a plan.

use std::path::Path;

use clap::{Args, ValueEnum};
use faultgraft::report::{Detail, Options};

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PlanFormat {
    /// The report to read
    Text,
    /// Only the diffs, for `git apply`
    Patch,
    /// The plan as a value
    Json,
    /// The report for a pull request or a change ticket
    Markdown,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations, in a job of GitHub Actions
    Github,
    /// One page for the browser, which needs nothing else
    Html,
}

/// How much the report tells.
#[derive(Debug, Args)]
pub struct ShownArgs {
    /// Only what needs you, and one line a file
    #[arg(long, conflicts_with = "full")]
    pub brief: bool,

    /// Every diff as a whole, those of new and of stock files too
    #[arg(long)]
    pub full: bool,
}

impl ShownArgs {
    /// The same for the report of a plan that is saved in `plan`, where it is.
    pub fn options(&self, plan: Option<&Path>) -> Options {
        let detail = match (self.brief, self.full) {
            (true, _) => Detail::Brief,
            (_, true) => Detail::Full,
            _ => Detail::Normal,
        };
        Options { detail, plan_file: plan.map(|plan| plan.display().to_string()) }
    }
}
