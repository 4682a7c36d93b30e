//! write
use super::value::{Arg, Value};

/// A new compact one-line JSON format for a value, and its args.
pub fn to_json(_value: &Value) -> (String, Vec<Arg>) {
    todo!()
}
