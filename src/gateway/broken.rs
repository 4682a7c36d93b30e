//! Whether what a client gets as JSON is JSON: the gateway sends a JSON payload as it is written
//! and looks at its first character only.

use serde::de::IgnoredAny;

use super::formatter::{Response, Sent};

/// What is wrong with a body that is sent as JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// What is wrong, in the words of serde_json, without the place.
    pub why: String,
    /// The line of the body, from 1.
    pub line: usize,
    /// The column in bytes, from 1; 0 at the start of a line.
    pub column: usize,
}

impl Response {
    /// What is wrong with the body where its content type says JSON and it is none.
    /// [`Response::body_from`] says which mediator wrote it. None also for a body that the walk
    /// does not know, and for one that the formatter itself fails to write.
    pub fn broken(&self) -> Option<Broken> {
        let Sent::Text(body) = &self.body else { return None };
        if !is_json(self.content_type.as_deref()?) {
            return None;
        }
        let error = serde_json::from_str::<IgnoredAny>(body).err()?;
        let (line, column) = (error.line(), error.column());
        let why = error.to_string();
        let why = why.strip_suffix(&format!(" at line {line} column {column}")).unwrap_or(&why);
        Some(Broken { why: why.to_owned(), line, column })
    }
}

/// `application/json` and its kin, as `application/problem+json`.
fn is_json(content_type: &str) -> bool {
    let essence = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    matches!(essence.as_str(), "application/json" | "text/json") || essence.ends_with("+json")
}
