//! faultgraft carries an operator's edits of WSO2 API Manager's gateway fault sequences from an
//! old release into the JSON-emitting sequences of 4.0.0.
//!
//! The way of the data, a module a stage:
//!
//! 1. [`pack`] finds the operator's sequences: a file, a folder, an API Manager home.
//! 2. [`xml`] turns bytes into a lossless document and back; [`program`] reads it as typed
//!    mediators, each once, and as a tree in canonical form; [`expression`] reads what stands in
//!    their attributes. [`flow`] follows data through it and the sequences that it calls, which
//!    [`callees`] are: who reads what, for which clients, and who gets each body.
//! 3. [`stock`] holds what every release ships, and [`update_levels`] what the operator added to
//!    that; [`identify`] finds the release the operator started from.
//! 4. [`matching`] says which node is which, base to custom and base to target.
//! 5. [`edits`] lists what the operator changed.
//! 6. [`payload`] reads payloads as fields, and writes them as JSON.
//! 7. [`rules`] knows what must be rewritten, and what a reviewer must know.
//! 8. [`merge`] decides each edit and splices it into the target's own text.
//! 9. [`validate`] reads the result again, and [`proof`] compares its data flow with that of the
//!    operator's file, edit by edit: what differs is not called safe.
//! 10. [`companions`] finds the operator's own sequences that the merged ones call;
//!     [`deployment`], [`classes`] and [`formatters`] look at what the gateways have for them.
//! 11. [`outcome`] takes these steps for one [`Case`](model::Case), which is all that the outcome of
//!     a file depends on, and for the decisions; [`settle`] makes the [`Plan`](model::Plan) of the
//!     outcomes: equal cases once, and what follows from all files together.
//! 12. [`report`] shows the plan, [`review`] decides its edits, [`saved`] is its file, and [`apply`]
//!     writes what it says. A plan that is planned, decided or read again is made by 11.
//! 13. [`gateway`] runs a program for one message on the engine of a release, and computes what the
//!     client gets; [`preview`] does so for every way through it, on the old gateway and on the new.
//!
//! What all of them speak of is plain data of [`model`]; the work on each file is [`guard`]ed, so
//! that a panic fails that file alone. No stage imports one that imports it: `tests/it/structure.rs`.
//!
//! [`plan::plan`] walks them all; [`lint`] takes the way to the rules without a merge, and
//! [`plan::merge_versions`] merges what git gives it, with [`conflict_markers`].

#![forbid(unsafe_code)]
#![deny(missing_docs)]

pub mod apply;
pub mod callees;
pub mod classes;
pub mod companions;
pub mod conflict_markers;
pub mod deployment;
pub mod diff;
pub mod digest;
pub mod edits;
pub mod expression;
pub mod flow;
pub mod formatters;
pub mod gateway;
pub mod guard;
pub mod identify;
pub mod lint;
pub mod matching;
pub mod merge;
pub mod model;
pub mod nearest;
pub mod outcome;
pub mod pack;
mod parallel;
pub mod payload;
pub mod plan;
pub mod preview;
pub mod program;
pub mod proof;
pub mod regular;
pub mod report;
pub mod review;
pub mod rules;
pub mod saved;
pub mod settle;
pub mod stock;
pub mod update_levels;
pub mod validate;
pub mod watch;
pub mod write;
pub mod xml;
