//! What is fuzzed: for each target the function that takes any bytes and panics where faultgraft
//! does not keep what it promises, and the inputs to begin with.
//!
//! cargo-fuzz runs them (`fuzz_targets/`), and so does the ordinary test suite, for a fixed number
//! of cases (`tests/it/fuzzing.rs`). A panic that faultgraft stops at the boundary of one file
//! counts as a failure too.

pub mod mutate;

pub mod deployment;
pub mod expression;
pub mod flow;
pub mod identify;
pub mod lint;
pub mod merge;
pub mod merge_driver;
pub mod payload;
pub mod plan;
pub mod preview;
pub mod read;
pub mod zip;

mod input;
mod seeds;

/// One target.
pub struct Target {
    /// Its name, as `cargo fuzz run` takes it.
    pub name: &'static str,
    /// Tries it on an input.
    pub run: fn(&[u8]),
    /// What to begin with: the fixtures, in the form that the target reads.
    pub seeds: fn() -> Vec<Vec<u8>>,
}

macro_rules! targets {
    ($($name:ident: $seeds:ident,)*) => {
        /// All of them.
        pub const TARGETS: &[Target] = &[
            $(Target { name: stringify!($name), run: $name::target, seeds: seeds::$seeds },)*
        ];
    };
}

targets! {
    read: files,
    identify: sequences,
    merge: sequences,
    payload: payloads,
    expression: expressions,
    flow: sequences,
    preview: sequences,
    plan: plans,
    zip: archives,
    deployment: configurations,
    lint: sequences,
    merge_driver: versions,
}
