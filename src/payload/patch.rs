//! patch
use super::diff::FieldEdit;
use super::json::JsonProblem;
use super::value::Value;

/// Why edits could not be applied.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ApplyError {
    /// The target's format is not JSON.
    #[error("the target's payload is not JSON: {0}")]
    Target(JsonProblem),
    /// The target has no such place.
    #[error("the target's payload has no place {}", .0.join("/"))]
    NoPlace(Vec<String>),
    /// The result is not JSON.
    #[error("the edited payload is not JSON: {0}")]
    Result(JsonProblem),
}

/// The value with edits applied.
pub fn patch(_value: &Value, _edits: &[&FieldEdit]) -> Result<Value, ApplyError> {
    todo!()
}
