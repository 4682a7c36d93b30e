//! A page of text: prose in lines that fit the terminal, with hanging indent and ANSI styles.

use std::{
    borrow::Cow,
    fmt::Write as _,
    io::{self, Write},
};

use anstyle::{AnsiColor, Style};
use textwrap::core::{Word, display_width};
use textwrap::wrap_algorithms::wrap_first_fit;

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
pub(super) type Styled<'a> = (Style, &'a str);

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

    /// Text that has its styles already.
    pub(super) fn styled(&mut self, text: &[u8]) -> io::Result<()> {
        self.out.write_all(text)
    }

    /// One line that is not to be read first.
    pub(super) fn faint(&mut self, text: &str) -> io::Result<()> {
        self.line(&[(FAINT, text)])
    }

    /// One line as it is, however long.
    pub(super) fn line(&mut self, parts: &[Styled]) -> io::Result<()> {
        for (style, text) in parts {
            write!(self.out, "{style}{}{style:#}", visible(text))?;
        }
        writeln!(self.out)
    }

    /// `lead`, then `text` in lines that fit, the second and later ones indented by `indent`.
    pub(super) fn prose(&mut self, lead: &[Styled], indent: usize, text: &str) -> io::Result<()> {
        let words: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
        self.wrapped(lead, indent, &words.join(" "))
    }

    /// Lines that have blanks of their own in front, each in as many as fit.
    pub(super) fn lines(&mut self, text: &str) -> io::Result<()> {
        text.lines().try_for_each(|line| {
            let rest = line.trim_start_matches(' ');
            let blanks = line.len() - rest.len();
            self.wrapped(&[(PLAIN, &line[..blanks])], blanks + 4, rest)
        })
    }

    /// Prose in one style.
    pub(super) fn styled_prose(
        &mut self,
        style: Style,
        indent: usize,
        text: &str,
    ) -> io::Result<()> {
        write!(self.out, "{style}")?;
        self.prose(&[], indent, text)?;
        write!(self.out, "{style:#}")
    }

    /// As much of a line as fits, with `..` where it is cut.
    pub(super) fn cut(&mut self, lead: &[Styled], text: &str) -> io::Result<()> {
        let text = visible(text);
        let taken: usize = lead.iter().map(|(_, part)| display_width(part)).sum();
        let room = self.width.saturating_sub(taken).max(MIN_PROSE);
        let mut parts = lead.to_vec();
        if display_width(&text) <= room {
            parts.push((PLAIN, &text));
            return self.line(&parts);
        }
        let mut width = 0;
        let fits = |c: char| {
            width += display_width(c.encode_utf8(&mut [0; 4]));
            width + 2 <= room
        };
        let end = text.chars().take_while({
            let mut fits = fits;
            move |&c| fits(c)
        });
        let end: usize = end.map(char::len_utf8).sum();
        let cut = format!("{}..", text[..end].trim_end());
        parts.push((PLAIN, &cut));
        self.line(&parts)
    }

    /// As [`Page::prose`], with all blanks of the text, in lines that fit.
    pub(super) fn wrapped(&mut self, lead: &[Styled], indent: usize, text: &str) -> io::Result<()> {
        let parts: Vec<(Style, Cow<'_, str>)> =
            lead.iter().map(|(style, part)| (*style, visible(part))).collect();
        let mut column: usize = parts.iter().map(|(_, part)| display_width(part)).sum();
        let limit = self.width.max(indent + MIN_PROSE);
        let text = visible(text);
        let words: Vec<Word<'_>> = pieces(&text).map(Word::from).collect();
        let first = words.first().map_or(0, |word| display_width(word.word));
        let is_full = column > indent && column + first > limit;
        for (at, (style, part)) in parts.iter().enumerate() {
            let is_last = is_full && at + 1 == parts.len();
            let part = if is_last { part.trim_end() } else { part };
            write!(self.out, "{style}{part}{style:#}")?;
        }
        if is_full {
            write!(self.out, "\n{:indent$}", "")?;
            column = indent;
        }
        let widths = [limit.saturating_sub(column), limit - indent].map(|width| width as f64);
        for (number, line) in wrap_first_fit(&words, &widths).into_iter().enumerate() {
            if number > 0 {
                write!(self.out, "\n{:indent$}", "")?;
            }
            for (at, word) in line.iter().enumerate() {
                let blank = if at + 1 < line.len() { word.whitespace } else { "" };
                write!(self.out, "{}{blank}", word.word)?;
            }
        }
        writeln!(self.out)
    }
}

/// Writes lines that have blanks of their own in front, each in as many as fit.
///
/// # Errors
///
/// Writing fails.
pub fn lines(text: &str, width: usize, out: &mut dyn Write) -> io::Result<()> {
    Page::new(out, width).lines(text)
}

/// A text in the pieces that may stand on lines of their own: it can be broken behind blanks,
/// between two tags, and behind the comma of a list, but never inside a word.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let is_break = |(one, next): (char, char)| match one {
            ' ' => next != ' ',
            '>' => next == '<',
            ',' => matches!(next, '"' | '{' | '['),
            _ => false,
        };
        let pairs = rest.char_indices().zip(rest.chars().skip(1));
        let mut breaks = pairs.filter(|((_, one), next)| is_break((*one, *next)));
        let end = breaks.next().map_or(rest.len(), |((at, one), _)| at + one.len_utf8());
        let (piece, after) = rest.split_at(end);
        rest = after;
        (!piece.is_empty()).then_some(piece)
    })
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
    fn prose_is_wrapped_under_its_indent() {
        assert_eq!(
            prose("note: ", 6, "one two three four five six seven eight", 30),
            "note: one two three four five\n      six seven eight\n"
        );
    }

    #[test]
    fn a_word_that_does_not_fit_behind_a_long_lead_begins_a_line() {
        let lead = "sequences/fault.xml:17:10: warning: ";
        assert_eq!(
            prose(lead, 2, "<property name=\"messageType\"> makes JSON", 40),
            format!("{}\n  <property name=\"messageType\"> makes\n  JSON\n", lead.trim_end())
        );
    }

    #[test]
    fn lines_keep_their_indent() {
        let mut out = Vec::new();
        Page::new(&mut out, 30).lines("left out:\n  fault.xml: 4.0.0 does not know it\n").unwrap();
        let expected = "left out:\n  fault.xml: 4.0.0 does not\n      know it\n";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
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
    fn xml_is_broken_between_its_tags_and_json_between_its_members() {
        let xml = "it was <am:fault><am:code>900901</am:code><am:message>Not valid</am:message></am:fault>";
        assert_eq!(
            prose("", 2, xml, 40),
            "it was <am:fault>\n  <am:code>900901</am:code>\n  <am:message>Not \
             valid</am:message>\n  </am:fault>\n"
        );
        let json = "{\"code\":\"900901\",\"message\":\"1,000 calls\"}";
        assert_eq!(
            prose("", 2, json, 30),
            "{\"code\":\"900901\",\n  \"message\":\"1,000 calls\"}\n"
        );
    }

    #[test]
    fn a_wide_letter_takes_two_columns() {
        let text = "\u{8ABF}\u{67FB} ".repeat(8);
        assert!(prose("", 0, &text, 30).lines().all(|line| line.chars().count() <= 17));
    }

    #[test]
    fn a_terminal_obeys_nothing_in_the_text() {
        assert_eq!(prose("", 0, "a\u{1b}[2J\u{9b}5mb\nc", 80), "a\\u{1b}[2J\\u{9b}5mb c\n");
    }
}
