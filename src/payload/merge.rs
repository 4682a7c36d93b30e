//! merge
use super::diff::FieldEdit;
use super::value::Value;

/// What becomes of a [`FieldEdit`] in the target's payload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldOutcome {
    /// The target has what the base had: the edit applies.
    Apply,
    /// The target already says what the operator says.
    AlreadyThere,
    /// Operator and target changed the same field, or one deleted what the other changed.
    Conflict {
        /// The base's field.
        base: Option<Value>,
        /// The target's field.
        target: Option<Value>,
    },
}

/// What becomes of each edit, in the order of `edits`.
pub fn merge(_base: &Value, _target: &Value, _edits: &[FieldEdit]) -> Vec<FieldOutcome> {
    todo!()
}
