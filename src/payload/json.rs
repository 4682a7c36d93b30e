//! json
use super::placeholder::Placeholder;
use super::value::Reading;
use std::fmt;
use std::ops::Range;

/// Why a format cannot be JSON, whatever its placeholders stand for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JsonProblem {
    /// Where, as a byte offset in the format text.
    pub offset: usize,
    /// What was found and what was expected.
    pub message: String,
}

impl fmt::Display for JsonProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at offset {}", self.message, self.offset)
    }
}

impl std::error::Error for JsonProblem {}

/// A JSON value of a format with its place in the format text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Json {
    /// The bytes of the value, quotes and brackets included.
    pub span: Range<usize>,
    /// What it is.
    pub kind: JsonKind,
}

/// What a [`Json`] is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JsonKind {
    /// A string.
    Text(Vec<Piece>),
    /// A number, `true`, `false`, `null`, an unquoted placeholder, or digits glued to one.
    Bare(Vec<Piece>),
    /// An object.
    Object(Vec<JsonMember>),
    /// An array.
    Array(Vec<Json>),
}

/// One member of an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JsonMember {
    /// The bytes of the key with its quotes.
    pub key_span: Range<usize>,
    /// The key.
    pub key: Vec<Piece>,
    /// The value.
    pub value: Json,
}

/// A piece of a string, key or bare value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Literal text, escapes resolved.
    Literal(String),
    /// A placeholder.
    Hole(Placeholder),
}

/// Parses a JSON format; placeholders may stand inside strings and keys, and where a value may.
pub fn parse(_format: &str, _reading: Reading) -> Result<Json, JsonProblem> {
    todo!()
}
