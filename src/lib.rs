//! faultgraft carries an operator's edits of WSO2 API Manager's gateway fault sequences from an
//! old release into the JSON-emitting sequences of 4.0.0 and later.
//!
//! A [`Plan`](model::Plan) is a value: it holds what it was made from, what becomes of each file,
//! and the decisions. What a reviewer saw is what is written.
//!
//! ```
//! use faultgraft::apply::{self, Backup, Request, To};
//! use faultgraft::model::Decision;
//! use faultgraft::plan::{PlanRequest, plan};
//! use faultgraft::review;
//!
//! // What the operator changed, and what becomes of it in 4.0.0.
//! let custom = "fixtures/installations/harbourline-2-6-0/sequences".into();
//! let mut plan = plan(&PlanRequest { custom, ..PlanRequest::default() })?;
//!
//! // What waits for a person: here each is left out.
//! for step in review::steps(&plan, false) {
//!     let answer = Some(Decision::Reject);
//!     let answers: Vec<_> = step.into_iter().map(|id| (id, answer)).collect();
//!     review::decide(&mut plan, &answers)?;
//! }
//!
//! // Written into a folder; what was there before is kept beside it.
//! let folder = tempfile::tempdir()?;
//! let request = Request {
//!     plan: &plan,
//!     digest: String::new(),
//!     to: To::Folder(folder.path().join("sequences")),
//!     allow: Vec::new(),
//!     backup: Backup::Near,
//! };
//! for site in apply::survey(&request)?.sites {
//!     apply::write(&request, &site?)?;
//! }
//! assert!(folder.path().join("sequences/fault.xml").is_file());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! | to | look at |
//! |---|---|
//! | work out what becomes of a file, a folder, a home | [`plan`] |
//! | read what a plan says | [`model`] |
//! | show it to people and to other programs | [`report`] |
//! | decide | [`review`] |
//! | keep it as a file, and read it again | [`saved`] |
//! | see what clients will get | [`preview`] |
//! | write it to a gateway, and take it back | [`apply`] |
//! | look at sequences without a merge | [`lint`] |
//! | know what releases ship | [`stock`], [`update_levels`] |
//!
//! These modules are what other programs may build on.
//!
//! # How it works
//!
//! The way of the data, a module a stage. The stages are open to this package's command, tests,
//! benchmarks and fuzz targets; they change as they need to, and this documentation leaves them
//! out. They are documented in the source.
//!
//! 1. `pack` finds the operator's sequences: a file, a folder, an API Manager home.
//! 2. `xml` turns bytes into a lossless document and back; `program` reads it as typed
//!    mediators, each once, and as a tree in canonical form; `expression` reads what stands in
//!    their attributes. `flow` follows data through it and the sequences that it calls, which
//!    `callees` are: who reads what, for which clients, and who gets each body.
//! 3. [`stock`] holds what every release ships, and [`update_levels`] what the operator added to
//!    that; `identify` finds the release the operator started from.
//! 4. `matching` says which node is which, base to custom and base to target.
//! 5. `edits` lists what the operator changed.
//! 6. `payload` reads payloads as fields, and writes them as JSON.
//! 7. `rules` knows what must be rewritten, and what a reviewer must know.
//! 8. `merge` decides each edit and splices it into the target's own text.
//! 9. `validate` reads the result again, and `proof` compares its data flow with that of the
//!    operator's file, edit by edit: what differs is not called safe.
//! 10. `companions` finds the operator's own sequences that the merged ones call;
//!     `deployment`, `classes` and `formatters` look at what the gateways have for them.
//! 11. `outcome` takes these steps for one [`Case`](model::Case), which is all that the outcome of
//!     a file depends on, and for the decisions; `settle` makes the [`Plan`](model::Plan) of the
//!     outcomes: equal cases once, and what follows from all files together.
//! 12. [`report`] shows the plan, [`review`] decides its edits, [`saved`] is its file, and [`apply`]
//!     writes what it says. A plan that is planned, decided or read again is made by 11.
//! 13. `gateway` runs a program for one message on the engine of a release, and computes what the
//!     client gets; [`preview`] does so for every way through it, on the old gateway and on the new.
//!
//! What all of them speak of is plain data of [`model`]; the work on each file is guarded
//! (`guard`), so that a panic fails that file alone. No stage imports one that imports it:
//! `tests/it/structure.rs`.
//!
//! [`plan::plan`] walks them all; [`lint`] takes the way to the rules without a merge, and
//! [`plan::merge_versions`] merges what git gives it, with `conflict_markers`.

#![forbid(unsafe_code)]
#![deny(missing_docs)]

pub mod apply;
pub mod lint;
pub mod model;
pub mod plan;
pub mod preview;
pub mod report;
pub mod review;
pub mod saved;
pub mod stock;
pub mod update_levels;

mod companions;
mod parallel;
mod settle;
mod subsequence;
mod watch;

// Open to this package alone: nothing of them is promised to other programs.
#[doc(hidden)]
pub mod callees;
#[doc(hidden)]
pub mod classes;
#[doc(hidden)]
pub mod conflict_markers;
#[doc(hidden)]
pub mod deployment;
#[doc(hidden)]
pub mod diff;
#[doc(hidden)]
pub mod digest;
#[doc(hidden)]
pub mod edits;
#[doc(hidden)]
pub mod expression;
#[doc(hidden)]
pub mod flow;
#[doc(hidden)]
pub mod formatters;
#[doc(hidden)]
pub mod gateway;
#[doc(hidden)]
pub mod guard;
#[doc(hidden)]
pub mod identify;
#[doc(hidden)]
pub mod matching;
#[doc(hidden)]
pub mod merge;
#[doc(hidden)]
pub mod nearest;
#[doc(hidden)]
pub mod outcome;
#[doc(hidden)]
pub mod pack;
#[doc(hidden)]
pub mod payload;
#[doc(hidden)]
pub mod program;
#[doc(hidden)]
pub mod proof;
#[doc(hidden)]
pub mod regular;
#[doc(hidden)]
pub mod rules;
#[doc(hidden)]
pub mod timings;
#[doc(hidden)]
pub mod validate;
#[doc(hidden)]
pub mod write;
#[doc(hidden)]
pub mod xml;
