//! All that is tested from outside of the library, as one program: it is linked once.
//!
//! `cargo test --test it review` runs one part; each says at its head what it is about.

/// The command line as the program has it, for the pages about its commands.
#[path = "../../src/cli"]
#[allow(dead_code, unused_imports, missing_docs)]
mod command_line {
    pub mod args;
}

mod support;

mod address;
mod annotations;
mod anonymised;
mod apply;
mod bad_input;
mod bases;
mod both_changed;
mod callees;
mod cases;
mod cli;
mod decisions;
mod docs;
mod fuzzing;
mod golden;
mod homes;
mod html;
mod installations;
mod later_releases;
mod limits;
mod lint;
mod merge_driver;
mod mistakes;
mod ordinary_customisations;
mod packs;
mod patch;
mod preview;
mod properties;
mod report_length;
mod response;
mod review;
mod review_terminal;
mod safe_means_the_same;
mod shells;
mod stock;
mod stock_is_stock;
mod structure;
mod templates;
mod update_levels;
mod upgrade;
mod wording;
