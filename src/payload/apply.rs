//! apply
use super::diff::FieldEdit;
use super::patch::ApplyError;
use super::value::Arg;

/// A format after edits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// The format text.
    pub format: String,
    /// The args it needs, in order.
    pub args: Vec<Arg>,
    /// Whether `args` differs from the target's own.
    pub args_changed: bool,
}

/// Applies edits to the target's own format text, of which untouched members stay byte for byte.
pub fn apply(
    _target_format: &str,
    _target_args: &[Arg],
    _edits: &[&FieldEdit],
) -> Result<Applied, ApplyError> {
    todo!()
}
