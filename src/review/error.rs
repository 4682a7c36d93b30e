//! Why a decision cannot be made.

use crate::model::{Decision, EditId, Outcome};
use crate::outcome::{NotTaken, OutcomeError};
use crate::settle::Unmade;
use crate::validate::Defect;
use crate::xml::XmlError;

/// Why a decision cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum ReviewError {
    /// No edit of that id.
    #[error("the plan has no edit {0}")]
    NoEdit(String),
    /// A decision that says nothing about such an edit.
    #[error("{id} is {}", instead(*.outcome))]
    DoesNotFit {
        /// The edit.
        id: EditId,
        /// What the plan makes of it.
        outcome: Outcome,
        /// What was to be decided.
        decision: Decision,
    },
    /// The file was edited by hand, which decisions do not see.
    #[error("{0} was edited by hand, and decisions do not change it any more")]
    Edited(String),
    /// A plan without the texts that a decision needs.
    #[error("the plan lacks the texts of {0}")]
    NoTexts(String),
    /// Nothing becomes of a file.
    #[error("{file}: {why}")]
    Failed {
        /// The file.
        file: String,
        /// Why.
        why: OutcomeError,
    },
    /// An edited text that is not XML.
    #[error("{0}")]
    IllFormed(XmlError),
    /// An edited text that would not do.
    #[error("{0}")]
    Refused(Defect),
}

impl From<Unmade> for ReviewError {
    fn from(unmade: Unmade) -> Self {
        match unmade.why {
            NotTaken::IllFormed(error) => Self::IllFormed(error),
            NotTaken::Refused(defect) => Self::Refused(defect),
            NotTaken::Unknown(OutcomeError::NoText) => Self::NoTexts(unmade.place),
            NotTaken::Unknown(why) => Self::Failed { file: unmade.place, why },
        }
    }
}

fn instead(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Conflict => "a conflict: take your version (custom) or the new release's (target)",
        _ => "not a conflict: accept or reject it",
    }
}
