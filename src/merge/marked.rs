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
