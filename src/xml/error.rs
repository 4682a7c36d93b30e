//! Why a file was not read, for the person who has to repair it.

use super::hidden::shown;
use super::limits::MAX_BYTES;
use super::span::Position;

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
        Self { position, ..Self::whole_file(problem, message, help) }
    }

    /// An error of [`Problem::IllFormed`] at byte `at` of `text`.
    #[cold]
    pub(super) fn ill_formed(place: (&str, usize), message: String, help: &str) -> Self {
        Self::new(Problem::IllFormed, place, message, help)
    }

    /// An error that concerns the file as a whole.
    pub(super) fn whole_file(problem: Problem, message: String, help: &str) -> Self {
        Self {
            problem,
            message: one_line(message),
            help: one_line(help.to_owned()),
            position: None,
        }
    }
}

/// A message may quote this many characters at most.
const LONGEST: usize = 300;

/// The message in one line that can be shown anywhere, whatever of the input it quotes.
fn one_line(message: String) -> String {
    let mut message = shown(&message).into_owned();
    if let Some((end, _)) = message.char_indices().nth(LONGEST) {
        message.truncate(end);
        message.push_str("...");
    }
    on_one_line(message)
}

/// A message without the line ends, and other control characters, of the input that it quotes.
pub(crate) fn on_one_line(message: String) -> String {
    match message.contains(char::is_control) {
        true => message.replace(char::is_control, " "),
        false => message,
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

/// The error for a file of `size` bytes, for callers that ask for the size before they read.
pub fn too_large(size: u64) -> XmlError {
    let message = format!("the file has {size} bytes, and at most {MAX_BYTES} are read");
    let help = "A sequence is never this large: check that this is the right file.";
    XmlError::whole_file(Problem::TooLarge, message, help)
}

/// Refuses what is larger than is ever read.
pub(super) fn refuse_large(size: u64) -> Result<(), XmlError> {
    if size > MAX_BYTES { Err(too_large(size)) } else { Ok(()) }
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
    fn quoted_input_cannot_break_the_message() {
        let error = XmlError::ill_formed(("", 0), format!("a\n\u{1B}{}", "é".repeat(400)), "");
        assert_eq!(error.message, format!("a  {}...", "é".repeat(297)));
    }

    #[test]
    fn without_position_there_is_only_the_message() {
        let error = XmlError::whole_file(Problem::Empty, "the file is empty".to_owned(), "");
        assert_eq!(error.to_string(), "the file is empty");
    }
}
