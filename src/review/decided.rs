//! Decisions as a file, as the HTML report exports them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Remarks;
use crate::model::{Decision, EditId, Plan, Remark};

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
    /// What is said of them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub remarks: BTreeMap<EditId, Remark>,
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
    /// It says why something was decided, and not what.
    #[error("there is a remark on {0}, about which nothing is decided")]
    Undecided(EditId),
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
        let is_decided = |id: &EditId| decided.decisions.get(id).is_some_and(Option::is_some);
        match decided.remarks.keys().find(|id| !is_decided(id)) {
            Some(id) => Err(DecidedError::Undecided(id.clone())),
            None => Ok(decided),
        }
    }

    /// What is said of each decision in it; none where nothing is.
    pub fn said(&self) -> Remarks {
        let said = |id: &EditId| self.remarks.get(id).and_then(Remark::trimmed);
        self.decisions.keys().map(|id| (id.clone(), said(id))).collect()
    }
}
