//! Edits that are decided together.

use crate::model::{Decision, Edit, Outcome};

/// What a decision on one edit means for another that is decided with it.
pub(super) fn likewise(edit: &Edit, decision: Decision) -> Decision {
    let keeps = matches!(decision, Decision::Accept | Decision::Custom);
    match (edit.outcome, keeps) {
        (Outcome::Conflict, true) => Decision::Custom,
        (Outcome::Conflict, false) => Decision::Target,
        (_, true) => Decision::Accept,
        (_, false) => Decision::Reject,
    }
}
