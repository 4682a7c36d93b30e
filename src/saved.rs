//! A plan as the file that `plan --out` saves, and back.
//!
//! The file holds the cases of the plan and the decisions; what becomes of each file is worked out
//! again when it is read. So a decision counts however it got there, and a text that does not follow
//! from the decisions is not taken: what is written to a gateway is what a reviewer saw.
//!
//! ```
//! use faultgraft::model::Plan;
//! use faultgraft::plan::{PlanRequest, plan};
//! use faultgraft::saved;
//!
//! let custom = "fixtures/installations/harbourline-2-6-0/sequences".into();
//! let plan = plan(&PlanRequest { custom, ..PlanRequest::default() })?;
//! let mut file = Vec::new();
//! saved::write(&plan, &mut file)?;
//!
//! let mut again = Vec::new();
//! saved::write(&Plan::load(&file)?, &mut again)?;
//! assert!(again == file);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod anonymised;
mod decided;
mod entry;
mod error;
mod expanded;
mod first;
mod previews;
mod stands;
mod wire;

use std::io;

use serde::Deserialize;

use crate::model::Plan;
use error::{malformed, no_plan};

pub use anonymised::Anonymised;
pub use error::LoadError;
pub use expanded::Expanded;
pub use wire::SCHEMA;

/// The one member that says whether the others can be read.
#[derive(Deserialize)]
struct Head {
    schema: Option<u64>,
}

/// Writes a plan as the file that can be read again, indented, with a newline at its end.
///
/// # Errors
///
/// Writing fails.
pub fn write(plan: &Plan, out: &mut dyn io::Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &wire::Saved::of(plan))?;
    writeln!(out)
}

/// Writes the JSON Schema of such a file, made from its types.
///
/// # Errors
///
/// Writing fails.
pub fn write_schema(out: &mut dyn io::Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &schemars::schema_for!(wire::Saved))?;
    writeln!(out)
}

impl Plan {
    /// Reads a plan from the bytes of its file, and works out what becomes of its files by the
    /// decisions in it.
    ///
    /// # Errors
    ///
    /// It is not a plan, or one of another form; a text in it was changed by hand, or does not follow
    /// from the decisions; a decision does not fit its edit.
    pub fn load(bytes: &[u8]) -> Result<Self, LoadError> {
        let head: Head = serde_json::from_slice(bytes).map_err(|e| malformed(&e))?;
        match head.schema {
            None => Err(no_plan("it is JSON without the member `schema`".to_owned())),
            Some(0) => Err(LoadError {
                message: "the plan was made by an older faultgraft".to_owned(),
                help: "run `faultgraft plan` again with this one".to_owned(),
            }),
            Some(1) => first::read(bytes),
            Some(schema) if schema == u64::from(SCHEMA) => {
                let saved: wire::Saved =
                    serde_json::from_slice(bytes).map_err(|e| malformed(&e))?;
                saved.plan()
            }
            Some(_) => Err(LoadError {
                message: "the plan was made by a newer faultgraft".to_owned(),
                help: "use that faultgraft, or run `faultgraft plan` again with this one"
                    .to_owned(),
            }),
        }
    }
}
