//! What a report of a plan says, in which order, and how it counts: worked out once, and written as
//! text, Markdown and HTML from here, so that no form says more or counts otherwise than another.
//!
//! 1. the verdict;
//! 2. what needs a person, each with the commands that settle it;
//! 3. the files with edits or findings;
//! 4. the rest, in a line for the scopes that have the same;
//! 5. what to do before the gateway is started;
//! 6. which command comes next.

mod alike;
mod commands;
mod detail;
mod findings;
mod needs;
mod next;
mod rest;
mod shown;
mod steps;
mod verdict;

use serde::Serialize;

use super::fold::{Folded, fold};
use super::words;
use crate::model::Plan;

pub(super) use detail::is_of_a_step;
pub use detail::{Detail, Options};
pub(super) use findings::{Group, grouped};
pub(super) use needs::Need;
pub(super) use rest::Row;
pub(super) use shown::Shown;
pub(super) use steps::{Kind, Step};

/// What a report says.
#[derive(Serialize)]
pub(super) struct Overview<'p> {
    #[serde(skip)]
    pub plan: &'p Plan,
    #[serde(skip)]
    pub detail: Detail,
    /// What the new release is called: `stock 4.0.0`.
    #[serde(skip)]
    pub target: String,
    /// The same in short: `4.0.0`.
    #[serde(skip)]
    pub release: String,
    /// In one sentence whether a person is needed, and for what.
    pub verdict: String,
    pub needs_a_person: bool,
    /// Files, edits and findings in numbers, a line each.
    pub counts: Vec<String>,
    pub needs: Vec<Need>,
    /// The stock sequences that are told one by one, then the operator's own.
    #[serde(skip)]
    pub told: Vec<Folded<'p>>,
    pub rest: Vec<Row>,
    pub steps: Vec<Step>,
    pub next: Vec<String>,
    /// The command that decides the saved plan; none where it is not saved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub review: Option<String>,
    /// Where it is not saved: a command that makes the page and saves it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub save: Option<String>,
    /// Whether the base of a told file is one that nobody has read from a release tag.
    pub names_inferred_release: bool,
}

impl<'p> Overview<'p> {
    pub(super) fn of(plan: &'p Plan, options: &Options) -> Self {
        let commands = commands::Commands::of(plan, options.plan_file.as_deref());
        let steps = steps::of(plan, &commands);
        let needs = needs::of(plan, &commands, &steps);
        let told = |file: &&crate::model::FilePlan| detail::is_told(file, options.detail);
        let told = fold(plan.all().filter(told));
        Self {
            plan,
            detail: options.detail,
            target: words::target_name(&plan.target),
            release: words::short_target_name(&plan.target).to_owned(),
            verdict: verdict::verdict(plan, &steps, options.detail),
            needs_a_person: plan.needs_a_person() || plan.failed(),
            counts: verdict::counts(plan),
            needs,
            names_inferred_release: told.iter().any(|f| words::names_inferred_release(f.first)),
            told,
            rest: rest::of(plan, options.detail),
            next: next::of(plan, &commands),
            review: commands.is_saved.then(|| commands.review()),
            save: (!commands.is_saved).then(|| commands.page_and_plan()),
            steps,
        }
    }
}
