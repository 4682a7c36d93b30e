//! What clients get: every answer of a sequence, old beside new.
//!
//! ```text
//! Situation + Request --flow--> Message --walk--> Answer     one side (answer)
//! every way, both sides                  --> Ways            (way, ways, candidates, words)
//! Ways --> Preview: what holds, old, new, what changed       (changes, parts)
//! Plan --> its previews, and a finding where more than the format changed   (of_plan)
//! ```
//!
//! 1. [`situations`] is what goes wrong on a gateway, and what it tells a sequence about it.
//! 2. [`flow`] is what the gateway's Java does before and after the sequence.
//! 3. [`mod@ways`] walks both sides again and again, until each decision was seen to fall each way.
//! 4. [`changes`] compares two answers as a client's code reads them.
//! 5. [`probes`] are the requests by which a client can provoke an error from outside.
//!
//! What the files do not tell, the answer names as unknown.
//!
//! ```
//! use faultgraft::plan::{PlanRequest, plan};
//! use faultgraft::preview::{Request, previewed};
//! use faultgraft::stock::SequenceName;
//!
//! let custom = "fixtures/installations/harbourline-2-6-0/sequences".into();
//! let plan = plan(&PlanRequest { custom, ..PlanRequest::default() })?;
//! let asked = Request { method: Some("POST".to_owned()), ..Request::default() };
//! let (previews, failed) = previewed(&plan, &[SequenceName::Fault], &asked, false);
//! for preview in &previews {
//!     println!("{}: {} ways", preview.file.path, preview.ways.all.len());
//! }
//! # assert!(failed.is_empty() && !previews.is_empty());
//! # Ok::<(), faultgraft::plan::PlanError>(())
//! ```

mod alone;
pub mod answer;
mod candidates;
pub mod changes;
mod compared;
pub mod describe;
mod differs;
pub mod flow;
mod installed;
pub mod of_plan;
pub mod parts;
pub mod probes;
pub(crate) mod seen;
pub mod situations;
pub mod way;
pub mod ways;
mod words;

pub use crate::expression::Location;
pub use crate::gateway::{Body, Format, Value, element::Element};
pub use alone::{alone, events};
pub use answer::Side;
pub use flow::{Flow, Request};
pub use of_plan::{Previewed, previewed, probed};
pub use way::{Sides, Ways};
pub use ways::ways;
