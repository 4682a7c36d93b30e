//! What clients get, old beside new: the command, the plan, and the bounds.

mod bounds;
mod command;
mod hurl;
mod rows;
mod short;
mod stock;
mod walks;

use proptest::test_runner::Config;

/// So many generated cases where `PROPTEST_CASES` names no other number.
fn config(cases: u32) -> Config {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok());
    Config { cases: asked.unwrap_or(cases), failure_persistence: None, ..Config::default() }
}
