//! A page of text: prose in lines that fit the terminal, with hanging indent and ANSI styles.

use std::{
    borrow::Cow,
    fmt::Write as _,
    io::{self, Write},
};

use anstyle::{AnsiColor, Style};

use crate::xml::shown;

/// The width of a report that goes to no terminal, in columns.
pub const PLAIN_WIDTH: usize = 100;

/// Prose in longer lines than this is hard to read; no report is wider.
pub const MAX_WIDTH: usize = 110;

/// Prose needs this much room beside its indent, however narrow the terminal.
const MIN_PROSE: usize = 24;

pub(super) const PLAIN: Style = Style::new();
pub(super) const STRONG: Style = Style::new().bold();
pub(super) const FAINT: Style = Style::new().dimmed();
pub(super) const GOOD: Style = AnsiColor::Green.on_default();
pub(super) const ALARM: Style = AnsiColor::Yellow.on_default().bold();
pub(super) const BAD: Style = AnsiColor::Red.on_default().bold();

/// A piece of a line and its style.
pub(super) type Part<'a> = (Style, &'a str);

/// Where a report is written.
pub(super) struct Page<'w> {
    out: &'w mut dyn Write,
    width: usize,
}

impl<'w> Page<'w> {
    pub(super) fn new(out: &'w mut dyn Write, width: usize) -> Self {
        Self { out, width: width.min(MAX_WIDTH) }
    }

    pub(super) fn blank(&mut self) -> io::Result<()> {
        writeln!(self.out)
    }

    /// One line as it is, however long.
    pub(super) fn line(&mut self, parts: &[Part]) -> io::Result<()> {
        for (style, text) in parts {
            write!(self.out, "{style}{}{style:#}", visible(text))?;
        }
        writeln!(self.out)
    }

    /// `lead`, then `text` in lines that fit, the second and later ones indented by `indent`.
    pub(super) fn prose(&mut self, lead: &[Part], indent: usize, text: &str) -> io::Result<()> {
        let mut column = 0;
        for (style, part) in lead {
            let part = visible(part);
            write!(self.out, "{style}{part}{style:#}")?;
            column += columns(&part);
        }
        let limit = self.width.max(indent + MIN_PROSE);
        let text = visible(text);
        let mut start_of_line = true;
        for word in text.split(' ').filter(|word| !word.is_empty()) {
            let width = columns(word);
            let blank = usize::from(!start_of_line);
            if !start_of_line && column + blank + width > limit {
                write!(self.out, "\n{:indent$}{word}", "")?;
                column = indent + width;
            } else {
                write!(self.out, "{:blank$}{word}", "")?;
                column += blank + width;
            }
            start_of_line = false;
        }
        writeln!(self.out)
    }
}

fn columns(text: &str) -> usize {
    text.chars().count()
}

/// `text` without anything that a terminal would obey: control characters as their escapes.
pub(super) fn visible(text: &str) -> Cow<'_, str> {
    match shown(text) {
        Cow::Borrowed(text) => escaped(text),
        Cow::Owned(text) => Cow::Owned(escaped(&text).into_owned()),
    }
}

fn escaped(text: &str) -> Cow<'_, str> {
    if !text.chars().any(|c| c.is_control() && c != '\t') {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '\t' => shown.push(c),
            '\n' => shown.push(' '),
            c if c.is_control() => write!(shown, "{}", c.escape_default()).unwrap_or_default(),
            c => shown.push(c),
        }
    }
    Cow::Owned(shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prose(lead: &str, indent: usize, text: &str, width: usize) -> String {
        let mut out = Vec::new();
        Page::new(&mut out, width).prose(&[(PLAIN, lead)], indent, text).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn prose_hangs_under_its_indent() {
        assert_eq!(
            prose("note: ", 6, "one two three four five six seven eight", 30),
            "note: one two three four five\n      six seven eight\n"
        );
    }

    #[test]
    fn a_long_word_stands_on_its_own_and_a_narrow_terminal_breaks_nothing() {
        let class = "org.example.a.class.with.a.very.long.name";
        assert_eq!(
            prose("  ", 2, &format!("the {class} is"), 20),
            format!("  the\n  {class}\n  is\n")
        );
        assert_eq!(prose("  ", 2, class, 0), format!("  {class}\n"));
    }

    #[test]
    fn a_terminal_obeys_nothing_in_the_text() {
        assert_eq!(prose("", 0, "a\u{1b}[2J\u{9b}5mb\nc", 80), "a\\u{1b}[2J\\u{9b}5mb c\n");
    }
}
