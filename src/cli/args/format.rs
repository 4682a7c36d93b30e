//! The forms of a plan.

use clap::ValueEnum;

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
