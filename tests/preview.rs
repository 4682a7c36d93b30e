//! What clients get, old beside new: the command, the plan, and the bounds.

#[path = "preview/bounds.rs"]
mod bounds;
#[path = "preview/command.rs"]
mod command;
#[path = "preview/hurl.rs"]
mod hurl;
#[path = "preview/rows.rs"]
mod rows;
#[path = "support/run.rs"]
mod run;
#[path = "preview/short.rs"]
mod short;
#[path = "support/snapshots.rs"]
mod snapshots;
#[path = "preview/stock.rs"]
mod stock;
#[path = "preview/walks.rs"]
mod walks;

use proptest::test_runner::Config;

/// So many generated cases where `PROPTEST_CASES` names no other number.
fn config(cases: u32) -> Config {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok());
    Config { cases: asked.unwrap_or(cases), failure_persistence: None, ..Config::default() }
}
