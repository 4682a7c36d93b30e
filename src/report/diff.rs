//! A unified diff for the eye: coloured, with the changed words of changed lines marked.

use std::io;

use anstyle::{AnsiColor, Style};
use similar::{ChangeTag, TextDiff};

use super::page::{FAINT, PLAIN, Page, Part, STRONG};

const HUNK: Style = AnsiColor::Cyan.on_default();
const REMOVED: Style = AnsiColor::Red.on_default();
const ADDED: Style = AnsiColor::Green.on_default();

/// Writes a diff made by [`crate::diff::unified`].
///
/// It works from the diff's own lines, so that a plan read back from its file looks the same.
pub(super) fn write(page: &mut Page, diff: &str) -> io::Result<()> {
    let lines: Vec<&str> = diff.strip_suffix('\n').unwrap_or(diff).split('\n').collect();
    let (header, body) = lines.split_at(lines.len().min(2));
    for line in header {
        page.line(&[(STRONG, line)])?;
    }
    write_lines(page, body)
}

/// Writes hunks without a header, made by [`crate::diff::hunks`].
pub(super) fn write_hunks(page: &mut Page, hunks: &str) -> io::Result<()> {
    let lines: Vec<&str> = hunks.strip_suffix('\n').unwrap_or(hunks).split('\n').collect();
    write_lines(page, &lines)
}

fn write_lines(page: &mut Page, body: &[&str]) -> io::Result<()> {
    let line_ends = LineEnds::of(body);
    for run in body.chunk_by(|a, b| is_change(a) && is_change(b)) {
        match run {
            [line] if line.starts_with("@@") => page.line(&[(HUNK, line)])?,
            [line] if !is_change(line) => page.line(&[(PLAIN, &line_ends.shown(line))])?,
            run => write_run(page, run, line_ends)?,
        }
    }
    Ok(())
}

fn is_change(line: &str) -> bool {
    line.starts_with(['-', '+', '\\'])
}

/// Removed and added lines that follow one another; the words that differ are reversed.
fn write_run(page: &mut Page, run: &[&str], line_ends: LineEnds) -> io::Result<()> {
    let text: Vec<String> = run.iter().map(|line| line_ends.shown(line)).collect();
    let side = |sign| text.iter().filter_map(|line| line.strip_prefix(sign)).collect::<Vec<&str>>();
    let (old, new) = (side('-'), side('+'));
    let diff = TextDiff::from_slices(&old, &new);
    let changes: Vec<_> = diff.iter_all_inline_changes().collect();
    let mut removed = changes.iter().filter(|change| change.tag() != ChangeTag::Insert);
    let mut added = changes.iter().filter(|change| change.tag() != ChangeTag::Delete);
    for line in &text {
        let (sign, style, change) = match line.as_bytes().first() {
            Some(b'-') => ("-", REMOVED, removed.next()),
            Some(b'+') => ("+", ADDED, added.next()),
            _ => ("", FAINT, None),
        };
        let words: Vec<Part> = match change {
            Some(change) => change
                .values()
                .iter()
                .map(|(emphasised, word)| (if *emphasised { style.invert() } else { style }, *word))
                .collect(),
            None => vec![(style, line)],
        };
        page.line(&[&[(style, sign)], words.as_slice()].concat())?;
    }
    Ok(())
}

/// How carriage returns at line ends are shown.
#[derive(Clone, Copy)]
enum LineEnds {
    /// Every line has the same end: it is not shown.
    Same,
    /// Some lines differ in it: it is shown as `^M`, as git does.
    Mixed,
}

impl LineEnds {
    fn of(lines: &[&str]) -> Self {
        let mut body = lines.iter().filter(|line| !line.starts_with(['@', '\\']));
        let first = body.next().is_some_and(|line| line.ends_with('\r'));
        if body.all(|line| line.ends_with('\r') == first) { Self::Same } else { Self::Mixed }
    }

    fn shown(self, line: &str) -> String {
        match (self, line.strip_suffix('\r')) {
            (Self::Same, Some(text)) => text.to_owned(),
            (Self::Mixed, Some(text)) => format!("{text}^M"),
            (_, None) => line.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::unified;

    fn shown(old: &str, new: &str) -> String {
        let mut out = Vec::new();
        write(&mut Page::new(&mut out, 100), &unified("a/fault.xml", "b/fault.xml", old, new))
            .unwrap();
        String::from_utf8(out).unwrap()
    }

    fn plain(old: &str, new: &str) -> String {
        anstream::adapter::strip_str(&shown(old, new)).to_string()
    }

    #[test]
    fn without_colour_it_is_the_diff_itself() {
        let (old, new) = ("<a>\n<b c=\"1\"/>\n<d/>\n</a>", "<a>\n<b c=\"2\"/>\n<d/>\n</a>\n");
        assert_eq!(plain(old, new), unified("a/fault.xml", "b/fault.xml", old, new));
    }

    #[test]
    fn the_changed_word_is_reversed() {
        let shown = shown("<log level=\"custom\"/>\n", "<log level=\"full\"/>\n");
        assert!(shown.contains("\u{1b}[7m\u{1b}[31mcustom\u{1b}[0m"), "{shown:?}");
        assert!(shown.contains("\u{1b}[7m\u{1b}[32mfull\u{1b}[0m"), "{shown:?}");
    }

    #[test]
    fn carriage_returns_show_only_where_lines_differ_in_them() {
        assert!(!plain("<a>\r\n<b/>\r\n", "<a>\r\n<c/>\r\n").contains("^M"));
        assert!(plain("<a>\n<b/>\n", "<a>\n<b/>\r\n").contains("+<b/>^M\n"));
        assert!(plain("<a>\n<b/>\n", "<a>\n<b/>\r\n").contains("-<b/>\n"));
    }

    #[test]
    fn a_removed_line_of_dashes_is_no_header() {
        let diff = plain("<a>\n<!--\n-- x\n-->\n", "<a>\n<!--\n-->\n");
        assert!(diff.contains("\n--- x\n"), "{diff}");
    }
}
