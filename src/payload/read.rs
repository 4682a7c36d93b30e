//! read
use super::json::JsonProblem;
use super::value::{Arg, Reading, Value};

/// Reads a JSON format as fields.
pub fn read_json(_format: &str, _args: &[Arg], _reading: Reading) -> Result<Value, JsonProblem> {
    todo!()
}

/// Whether a format is valid JSON once placeholders stand for values.
pub fn check(_format: &str) -> Result<(), JsonProblem> {
    todo!()
}
