//! Text that remembers which edit wrote which part of it.

use crate::xml::{Overlap, Span, Splices};

/// Text in which some places belong to an edit, by its number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Marked {
    pub text: String,
    pub marks: Vec<(usize, usize)>,
}

impl Marked {
    pub(super) fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    pub(super) fn push_marked(&mut self, other: Marked) {
        let at = self.text.len();
        self.marks.extend(other.marks.into_iter().map(|(offset, edit)| (at + offset, edit)));
        self.text.push_str(&other.text);
    }

    /// The same with another line end, where it has a plain one.
    pub(super) fn with_line_ends(self, end: &str) -> Self {
        let mut out = Marked::default();
        let mut marks = self.marks.into_iter().peekable();
        let mut at = 0;
        for line in self.text.split_inclusive('\n') {
            while let Some((offset, edit)) = marks.next_if(|(offset, _)| *offset < at + line.len())
            {
                out.marks.push((out.text.len() + offset - at, edit));
            }
            match line.strip_suffix('\n') {
                Some(line) => {
                    out.push(line.trim_end_matches('\r'));
                    out.push(end);
                }
                None => out.push(line),
            }
            at += line.len();
        }
        let len = out.text.len();
        out.marks.extend(marks.map(|(_, edit)| (len, edit)));
        out
    }

    pub(super) fn mark(&mut self, edit: usize) {
        self.marks.push((self.text.len(), edit));
    }
}

/// A change to the target's text.
pub(super) struct Piece {
    pub span: Span,
    pub new: Marked,
}

/// Applies pieces to a part of the text and keeps track of their marks.
pub(super) fn splice(text: &str, within: Span, mut pieces: Vec<Piece>) -> Result<Marked, Overlap> {
    let mut splices = Splices::new();
    pieces.sort_by_key(|p| (p.span.start, !p.span.is_empty()));
    let mut marks = Vec::new();
    let (mut grown, mut shrunk) = (0, within.start as usize);
    for piece in pieces {
        let at = piece.span.start as usize + grown - shrunk;
        marks.extend(piece.new.marks.iter().map(|&(offset, edit)| (at + offset, edit)));
        grown += piece.new.text.len();
        shrunk += piece.span.len();
        splices.replace(piece.span, piece.new.text)?;
    }
    Ok(Marked { text: splices.apply_within(text, within)?, marks })
}

/// Elements moved from one indentation to another. Only lines that begin with a tag move: any other
/// line is text, of which white space may be a part.
pub(super) fn reindent(marked: Marked, from: &str, to: &str) -> Marked {
    if from == to || marked.text.contains("<![CDATA[") {
        return marked;
    }
    let mut out = Marked::default();
    let mut marks = marked.marks.into_iter().peekable();
    let mut at = 0;
    for (i, line) in marked.text.split_inclusive('\n').enumerate() {
        let tag = line.trim_start_matches([' ', '\t']);
        let moves = i > 0 && tag.starts_with('<');
        let cut = if moves { from.len().min(line.len() - tag.len()) } else { 0 };
        if moves {
            out.push(to);
        }
        while let Some((offset, edit)) = marks.next_if(|(offset, _)| *offset < at + line.len()) {
            let inside = (offset - at).saturating_sub(cut);
            out.marks.push((out.text.len() + inside, edit));
        }
        out.push(&line[cut..]);
        at += line.len();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A text with a mark before each `^`, which is taken out.
    fn marked(text: &str) -> Marked {
        let mut out = Marked::default();
        for (edit, part) in text.split('^').enumerate() {
            if edit > 0 {
                out.mark(edit);
            }
            out.push(part);
        }
        out
    }

    #[test]
    fn marks_keep_their_places_where_line_ends_change() {
        let plain = marked("<a>\n  ^<b>\n\n^  <c/>\n^</b>^\n^").with_line_ends("\r\n");
        assert_eq!(plain, marked("<a>\r\n  ^<b>\r\n\r\n^  <c/>\r\n^</b>^\r\n^"));
        assert_eq!(plain.clone().with_line_ends("\r\n"), plain, "no line end is doubled");
        assert_eq!(plain.with_line_ends("\n"), marked("<a>\n  ^<b>\n\n^  <c/>\n^</b>^\n^"));
    }

    #[test]
    fn marks_keep_their_places_where_the_margin_changes() {
        let text = marked("^<a>\n    ^<b>\n      text ^<i/>\n      ^<c/>\n  ^</b>\n    </a>^");
        let moved = marked("^<a>\n\t^<b>\n      text ^<i/>\n\t  ^<c/>\n\t^</b>\n\t</a>");
        let Marked { text: moved, marks } = moved;
        let reindented = reindent(text, "    ", "\t");
        assert_eq!(reindented.text, moved);
        assert_eq!(reindented.marks[..marks.len()], marks);
        let at_line_start = reindent(marked("<a>\n^    <b/>\n^</a>"), "    ", "\t");
        assert_eq!(at_line_start, marked("<a>\n\t^<b/>\n\t^</a>"));
    }
}
