//! A unified diff for the eye: coloured, with the changed words of changed lines marked.

use std::io;

use anstyle::{AnsiColor, Style};
use similar::{ChangeTag, TextDiff};

use super::page::{FAINT, PLAIN, Page, STRONG, Styled};

const HUNK: Style = AnsiColor::Cyan.on_default();
const REMOVED: Style = AnsiColor::Red.on_default();
const ADDED: Style = AnsiColor::Green.on_default();

/// A line of a diff as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    /// What the line starts with: `@`, a blank, `-`, `+` or `\\`.
    pub sign: char,
    /// Its text without that sign, but for a hunk's header, and whether it is what changed.
    pub words: Vec<(bool, String)>,
}

/// Writes a diff made by [`crate::diff::unified`].
///
/// It works from the diff's own lines, so that a plan read back from its file looks the same.
pub(super) fn write(page: &mut Page, diff: &str) -> io::Result<()> {
    let (header, hunks) = split_header(diff);
    for line in header.lines() {
        page.line(&[(STRONG, line)])?;
    }
    write_hunks(page, hunks)
}

/// Writes hunks without a header, made by [`crate::diff::hunks`].
pub(super) fn write_hunks(page: &mut Page, hunks: &str) -> io::Result<()> {
    write_rows(page, &rows(hunks))
}

/// Writes of hunks what changes, with one line around it.
pub(super) fn write_changes(page: &mut Page, hunks: &str) -> io::Result<()> {
    let rows = rows(hunks);
    let is_kept = |at: usize| {
        let near = at.saturating_sub(1)..(at + 2).min(rows.len());
        rows[at].sign == '@' || rows[near].iter().any(|row| matches!(row.sign, '-' | '+'))
    };
    let kept: Vec<Row> = rows
        .iter()
        .enumerate()
        .filter(|(at, _)| is_kept(*at))
        .map(|(_, row)| row.clone())
        .collect();
    write_rows(page, &kept)
}

fn write_rows(page: &mut Page, rows: &[Row]) -> io::Result<()> {
    for row in rows {
        let style = match row.sign {
            '@' => HUNK,
            '-' => REMOVED,
            '+' => ADDED,
            '\\' => FAINT,
            _ => PLAIN,
        };
        let sign = if row.sign == '@' { String::new() } else { row.sign.to_string() };
        let mut parts: Vec<Styled> = vec![(style, &sign)];
        let marked = |changed| if changed { style.invert() } else { style };
        parts.extend(row.words.iter().map(|(changed, word)| (marked(*changed), word.as_str())));
        page.line(&parts)?;
    }
    Ok(())
}

/// The two lines with the names, and the hunks.
pub(super) fn split_header(diff: &str) -> (&str, &str) {
    let header: usize = diff.split_inclusive('\n').take(2).map(str::len).sum();
    diff.split_at(header)
}

/// The lines of hunks, with the changed words of changed lines.
pub(super) fn rows(hunks: &str) -> Vec<Row> {
    let lines: Vec<&str> = hunks.strip_suffix('\n').unwrap_or(hunks).split('\n').collect();
    let line_ends = LineEnds::of(&lines);
    let mut rows = Vec::with_capacity(lines.len());
    for run in lines.chunk_by(|a, b| is_change(a) && is_change(b)) {
        match run {
            [line] if line.starts_with("@@") => rows.push(Row::plain('@', line)),
            [line] if !is_change(line) => {
                let text = line_ends.shown(line);
                rows.push(Row::plain(' ', text.strip_prefix(' ').unwrap_or(&text)));
            }
            run => rows.extend(changed(run, line_ends)),
        }
    }
    rows
}

impl Row {
    fn plain(sign: char, text: &str) -> Self {
        Self { sign, words: vec![(false, text.to_owned())] }
    }
}

fn is_change(line: &str) -> bool {
    line.starts_with(['-', '+', '\\'])
}

/// Removed and added lines that follow one another.
fn changed(run: &[&str], line_ends: LineEnds) -> Vec<Row> {
    let text: Vec<String> = run.iter().map(|line| line_ends.shown(line)).collect();
    let side = |sign| text.iter().filter_map(|line| line.strip_prefix(sign)).collect::<Vec<&str>>();
    let (old, new) = (side('-'), side('+'));
    let diff = TextDiff::from_slices(&old, &new);
    let changes: Vec<_> = diff.iter_all_inline_changes().collect();
    let mut removed = changes.iter().filter(|change| change.tag() != ChangeTag::Insert);
    let mut added = changes.iter().filter(|change| change.tag() != ChangeTag::Delete);
    let mut row = |line: &String| {
        let sign = line.chars().next().unwrap_or(' ');
        let change = match sign {
            '-' => removed.next(),
            '+' => added.next(),
            _ => None,
        };
        match change {
            Some(change) => {
                let words = change.values().iter();
                Row {
                    sign,
                    words: words.map(|(changed, word)| (*changed, (*word).to_owned())).collect(),
                }
            }
            None => Row::plain(sign, line.get(1..).unwrap_or_default()),
        }
    };
    text.iter().map(&mut row).collect()
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
