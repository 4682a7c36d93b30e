//! Markdown in blocks: escaped, fenced, and cut where there is too much of it.

use std::io::{self, Write};

use super::super::page::visible;

/// Lines that stand together. It can be cut between any two of its lines and stays what it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Block {
    /// What the lines need before them: the fence, the head of a table.
    open: Vec<String>,
    lines: Vec<String>,
    /// What they need behind them.
    close: Vec<String>,
}

impl Block {
    /// Markdown as it is, a line each.
    pub(super) fn of(lines: impl IntoIterator<Item = String>) -> Self {
        Self { lines: lines.into_iter().collect(), ..Self::default() }
    }

    /// A heading or a paragraph.
    pub(super) fn line(line: impl Into<String>) -> Self {
        Self::of([line.into()])
    }

    /// A table, its cells in Markdown.
    pub(super) fn table(heads: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Self {
        let row = |cells: &[String]| format!("| {} |", cells.join(" | "));
        let heads: Vec<String> = heads.iter().map(|&head| head.to_owned()).collect();
        let rule = vec!["---".to_owned(); heads.len()];
        Self {
            open: vec![row(&heads), row(&rule)],
            lines: rows.map(|cells| row(&cells)).collect(),
            close: vec![],
        }
    }

    /// Text as it is, in a fence that is longer than any run of backticks in it.
    pub(super) fn fenced(language: &str, text: &str) -> Self {
        let fence = fence(text);
        let line = |line: &str| visible(line.strip_suffix('\r').unwrap_or(line)).into_owned();
        Self {
            open: vec![format!("{fence}{language}")],
            lines: text.strip_suffix('\n').unwrap_or(text).split('\n').map(line).collect(),
            close: vec![fence],
        }
    }

    /// The same, each line further in: inside an item of a list.
    pub(super) fn indented(mut self, by: usize) -> Self {
        for line in self.open.iter_mut().chain(&mut self.lines).chain(&mut self.close) {
            line.insert_str(0, &" ".repeat(by));
        }
        self
    }

    /// How many characters its first `lines` lines are, with the blank line behind it.
    fn size(&self, lines: usize) -> usize {
        let all = self.open.iter().chain(&self.lines[..lines]).chain(&self.close);
        all.map(|line| line.chars().count() + 1).sum::<usize>() + 1
    }

    /// Its first lines, as many as are at most `room` characters; none where not one is.
    fn cut(&self, room: usize) -> Option<Self> {
        let fixed = self.size(0);
        let mut left = room.checked_sub(fixed)?;
        let fits = self.lines.iter().take_while(|line| {
            let size = line.chars().count() + 1;
            let fits = size <= left;
            left = left.saturating_sub(size);
            fits
        });
        let count = fits.count();
        (count > 0).then(|| Self { lines: self.lines[..count].to_vec(), ..self.clone() })
    }

    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        for line in self.open.iter().chain(&self.lines).chain(&self.close) {
            writeln!(out, "{line}")?;
        }
        writeln!(out)
    }
}

/// Writes blocks, a blank line behind each, and `rest` in the place of what would be more than
/// `most` characters in all.
pub(super) fn write(
    blocks: &[Block],
    most: usize,
    rest: &Block,
    out: &mut dyn Write,
) -> io::Result<()> {
    let size = |block: &Block| block.size(block.lines.len());
    let whole: usize = blocks.iter().map(size).sum();
    if whole <= most {
        return blocks.iter().try_for_each(|block| block.write(out));
    }
    let mut room = most.saturating_sub(size(rest));
    for block in blocks {
        if size(block) > room {
            if let Some(part) = block.cut(room) {
                part.write(out)?;
            }
            break;
        }
        block.write(out)?;
        room -= size(block);
    }
    rest.write(out)
}

/// A fence that is longer than any run of backticks in a text.
pub(in crate::report) fn fence(text: &str) -> String {
    "`".repeat(longest_run(text).max(2) + 1)
}

fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

/// Text that shows as it is: nothing in it is markup, a link, or the name of a person or an issue.
pub(in crate::report) fn escaped(text: &str) -> String {
    let text = visible(text);
    let mut out = String::with_capacity(text.len() + 8);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if "\\`*_[]<&|~$".contains(c) || (c == ':' && chars.peek() == Some(&'/')) {
            out.push('\\');
        }
        out.push(c);
        if matches!(c, '@' | '#') {
            // A word joiner: without it GitHub and GitLab would tell the person, or link the issue.
            out.push('\u{2060}');
        }
    }
    out
}

/// Text as a code span, also in a table.
pub(in crate::report) fn code(text: &str) -> String {
    let text = visible(text).replace('|', "\\|");
    let ticks = "`".repeat(longest_run(&text) + 1);
    match text.is_empty() || text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']) {
        true => format!("{ticks} {text} {ticks}"),
        false => format!("{ticks}{text}{ticks}"),
    }
}
