//! Why a file was not read, for the person who has to repair it.

use super::tree::Position;

/// A file that cannot be read: what is wrong, where, and what to do.
#[derive(Debug, thiserror::Error, Clone, PartialEq)]
#[error("{}{message}", at(*position))]
pub struct XmlError {
    /// The kind of problem.
    pub problem: Problem,
    /// What was found and what was expected: one sentence, with the names of the input.
    pub message: String,
    /// What to do about it.
    pub help: String,
    /// Where it is; none where it is the file as a whole.
    pub position: Option<Position>,
}

impl XmlError {
    /// An error at byte `at` of `text`.
    pub(super) fn new(
        problem: Problem,
        (text, at): (&str, usize),
        message: String,
        help: &str,
    ) -> Self {
        let position = Some(Position::of(text.as_bytes(), at));
        Self { problem, message, help: help.to_owned(), position }
    }

    /// An error of [`Problem::IllFormed`] at byte `at` of `text`.
    #[cold]
    pub(super) fn ill_formed(place: (&str, usize), message: String, help: &str) -> Self {
        Self::new(Problem::IllFormed, place, message, help)
    }

    /// An error that concerns the file as a whole.
    pub(super) fn whole_file(problem: Problem, message: String, help: &str) -> Self {
        Self { problem, message, help: help.to_owned(), position: None }
    }
}

/// The start of a message that has a position.
fn at(position: Option<Position>) -> String {
    position.map_or_else(String::new, |p| format!("{p}: "))
}

/// The kinds of reasons not to read a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Problem {
    /// Nothing but white space.
    Empty,
    /// XML that breaks a rule of XML 1.0 or of Namespaces in XML.
    IllFormed,
    /// A document type declaration, which Synapse configurations have no use for.
    Doctype,
    /// An encoding that is not supported, or bytes that are not in it.
    Encoding,
    /// Elements nested deeper than [`MAX_DEPTH`](super::MAX_DEPTH).
    TooDeep,
    /// More than [`MAX_BYTES`](super::MAX_BYTES).
    TooLarge,
    /// Something else: a template that is yet to be rendered, a script, an archive, a binary.
    NotXml,
}

impl Problem {
    /// The stable code for reports.
    pub fn code(self) -> &'static str {
        match self {
            Self::Empty => "empty-file",
            Self::IllFormed => "ill-formed",
            Self::Doctype => "doctype",
            Self::Encoding => "encoding",
            Self::TooDeep => "too-deep",
            Self::TooLarge => "too-large",
            Self::NotXml => "not-xml",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_message_begins_with_the_position() {
        let error = XmlError::ill_formed(("a\nbé<", 5), "oops".to_owned(), "");
        assert_eq!(error.to_string(), "2:3: oops");
    }

    #[test]
    fn without_position_there_is_only_the_message() {
        let error = XmlError::whole_file(Problem::Empty, "the file is empty".to_owned(), "");
        assert_eq!(error.to_string(), "the file is empty");
    }
}
