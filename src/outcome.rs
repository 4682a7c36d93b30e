//! From what a file depends on, and the decisions, to what is written and what is said of it.
//!
//! ```text
//! Case --Documents--> trees --merge--> prepared --Decisions--> text, edits, findings
//! ```
//!
//! Nothing else is read: a plan that is made, one that is read again and one in which something
//! was decided all come here, so they cannot differ.

mod by_hand;
mod documents;
mod file;
mod given;
mod own;
mod rivals;
mod sequence;

use crate::guard::guarded;
use crate::merge::Decisions;
use crate::model::Case;

pub use by_hand::{NotTaken, by_hand};
pub use documents::Documents;
pub use file::{File, FileOutcome, OutcomeError};
pub use given::Given;
pub(crate) use sequence::Draft;
pub use sequence::outcome;

/// What becomes of a case by decisions.
///
/// # Errors
///
/// A text that is not there; a defect of faultgraft, after which nothing of it may be used.
pub fn outcome_of(
    case: &Case,
    file: File,
    documents: &Documents,
    decisions: &Decisions,
) -> Result<FileOutcome, OutcomeError> {
    let one = guarded(|| match file.sequence {
        Some(sequence) => sequence::of_case(case, (sequence, file.form), documents, decisions),
        None => own::of_case(case, file.form, documents, decisions),
    })??;
    Ok(one.with_known(&case.known).shown())
}
