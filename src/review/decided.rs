//! Decisions as a file, as the HTML report exports them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::model::{Decision, EditId, Plan};

/// The version of this form.
const SCHEMA: u32 = 1;

/// What was decided about the edits of one plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    /// The version of this form.
    pub schema: u32,
    /// The [identity](Plan::identity) of the plan.
    pub plan: String,
    /// By the ids of the edits; none takes a decision back.
    pub decisions: BTreeMap<EditId, Option<Decision>>,
}

/// Why a file of decisions is not taken.
#[derive(Debug, thiserror::Error)]
pub enum DecidedError {
    /// It is none.
    #[error("these are not decisions of faultgraft's: {0}")]
    Malformed(#[from] serde_json::Error),
    /// It is one of another version.
    #[error("the decisions are in form {0}, and this faultgraft reads form {SCHEMA}")]
    Schema(u32),
    /// Its ids are those of other edits.
    #[error("the decisions are for another plan: one of other files, or with other edits")]
    OtherPlan,
}

impl Decided {
    /// The version of this form.
    pub const SCHEMA: u32 = SCHEMA;

    /// Reads decisions that are for `plan`. Whether its ids are known is for
    /// [`decide`](super::decide) to say.
    ///
    /// # Errors
    ///
    /// They are not decisions, or not for this plan.
    pub fn read(bytes: &[u8], plan: &Plan) -> Result<Self, DecidedError> {
        let decided: Self = serde_json::from_slice(bytes)?;
        if decided.schema != SCHEMA {
            return Err(DecidedError::Schema(decided.schema));
        }
        if decided.plan != plan.identity() {
            return Err(DecidedError::OtherPlan);
        }
        Ok(decided)
    }
}
