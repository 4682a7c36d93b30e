//! Places in a text.

use std::fmt;

/// A half-open range of bytes in a document's decoded text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The span from `start` to `end`.
    pub fn new(start: usize, end: usize) -> Self {
        Self { start: start as u32, end: end as u32 }
    }

    /// An empty span at `at`.
    pub fn at(at: u32) -> Self {
        Self { start: at, end: at }
    }

    /// Length in bytes.
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether it holds nothing.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// As a range to index text with.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A place in a text, for people: both from 1, the column in characters. Shown as `line:column`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line.
    pub line: u32,
    /// Column in characters.
    pub column: u32,
}

impl Position {
    /// The place of byte `at` of a text.
    pub(super) fn of(text: &[u8], at: usize) -> Self {
        let before = &text[..at.min(text.len())];
        let line_start = last_line_end(before);
        let column = before[line_start..].iter().filter(|&&b| !is_continuation(b)).count() + 1;
        let line = line_ends(before).count() + 1;
        Self { line: line as u32, column: column as u32 }
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// The line end in a tag of a template.
const HIDDEN_END: &[u8] = "\u{10FF0A}".as_bytes();

/// Where each line of a text ends: behind its line end.
pub(super) fn line_ends(text: &[u8]) -> impl Iterator<Item = usize> {
    memchr::memchr2_iter(b'\n', HIDDEN_END[3], text).filter_map(|i| match text[i] {
        b'\n' => Some(i + 1),
        _ => text[..=i].ends_with(HIDDEN_END).then_some(i + 1),
    })
}

fn last_line_end(text: &[u8]) -> usize {
    let plain = memchr::memrchr(b'\n', text).map(|i| i + 1);
    let hidden = memchr::memmem::rfind(text, HIDDEN_END).map(|i| i + HIDDEN_END.len());
    plain.max(hidden).unwrap_or(0)
}

/// Whether a byte continues a character of UTF-8.
fn is_continuation(byte: u8) -> bool {
    byte & 0xC0 == 0x80
}
