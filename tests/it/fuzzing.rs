//! The targets of `fuzz/` for a fixed number of inputs: each seed as it is, and seeds with changes.
//!
//! `docs/fuzzing.md` says what each target checks, and how to run them for longer. An input that
//! fails here is kept in a file that the message names.

#[path = "../../fuzz/src/targets/mod.rs"]
#[allow(dead_code)]
mod targets;

use std::env;
use std::fs;
use std::panic::{self, AssertUnwindSafe};
use std::path::Path;

use faultgraft::digest::sha256;
pub use targets::mutate::{Chance, mutated};
use targets::{TARGETS, Target};

/// How many changed inputs a target gets, where `FUZZ_CASES` does not say.
const CASES: usize = 100;

fn try_it(target: &Target, input: &[u8]) {
    if panic::catch_unwind(AssertUnwindSafe(|| (target.run)(input))).is_ok() {
        return;
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(target.name);
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join(&sha256(input)[..12]);
    fs::write(&file, input).unwrap();
    panic!("{} fails on {}", target.name, file.display());
}

/// The inputs on which a target failed once.
fn found(target: &Target) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/found").join(target.name);
    let entries = fs::read_dir(folder).into_iter().flatten();
    entries.map(|entry| fs::read(entry.unwrap().path()).unwrap()).collect()
}

fn try_all(name: &str) {
    let target = TARGETS.iter().find(|target| target.name == name).unwrap();
    for input in found(target) {
        try_it(target, &input);
    }
    let seeds = (target.seeds)();
    let own = env::var("FUZZ_CASES").ok().and_then(|n| n.parse().ok());
    let cases: usize = own.unwrap_or(CASES);
    for number in 0..cases.max(seeds.len()) {
        let seed = &seeds[number % seeds.len()];
        if number < seeds.len() {
            try_it(target, seed);
        }
        if number < cases {
            try_it(target, &mutated(seed, number as u32));
        }
    }
}

macro_rules! each {
    ($($name:ident,)*) => {
        $(
            #[test]
            fn $name() {
                try_all(stringify!($name));
            }
        )*

        #[test]
        fn every_target_is_tried() {
            let names: Vec<&str> = TARGETS.iter().map(|target| target.name).collect();
            assert_eq!(names, [$(stringify!($name)),*]);
        }
    };
}

each! {
    read,
    identify,
    merge,
    payload,
    expression,
    flow,
    preview,
    plan,
    zip,
    deployment,
    lint,
    merge_driver,
}
