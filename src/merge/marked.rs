//! Text that remembers which edit wrote which part of it.

use std::ops::Range;

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

/// Text moved from one indentation to another: only the white space between elements, and within
/// JSON, where it means nothing.
pub(super) fn reindent(marked: Marked, from: &str, to: &str) -> Marked {
    if from == to {
        return marked;
    }
    let kept = verbatim(&marked.text);
    let mut kept = kept.iter().peekable();
    let mut out = Marked::default();
    let mut marks = marked.marks.into_iter().peekable();
    let mut at = 0;
    for (i, line) in marked.text.split_inclusive('\n').enumerate() {
        while kept.next_if(|range| range.end < at).is_some() {}
        let stays = i == 0 || kept.peek().is_some_and(|range| range.start < at);
        let cut = match stays {
            true => 0,
            false => {
                let margin = line.len() - line.trim_start_matches([' ', '\t']).len();
                out.push(to);
                margin.min(from.len())
            }
        };
        while let Some((offset, edit)) = marks.next_if(|(offset, _)| *offset < at + line.len()) {
            let inside = (offset - at).saturating_sub(cut);
            out.marks.push((out.text.len() + inside, edit));
        }
        out.push(&line[cut..]);
        at += line.len();
    }
    out
}

/// The stretches of XML in which white space may mean something: text that is not blank,
/// attribute values, CDATA and comments.
fn verbatim(xml: &str) -> Vec<Range<usize>> {
    let mut kept = Vec::new();
    let mut in_format = false;
    let mut at = 0;
    while at < xml.len() {
        let rest = &xml[at..];
        let end_of = |close: &str| rest.find(close).map_or(xml.len(), |n| at + n + close.len());
        let next = if rest.starts_with("<!--") {
            let end = end_of("-->");
            kept.push(at..end);
            end
        } else if rest.starts_with("<![CDATA[") {
            let end = end_of("]]>");
            kept.push(at..end);
            end
        } else if rest.starts_with('<') {
            let end = tag(rest, at, &mut kept);
            let name = rest[1..].split([' ', '\t', '\r', '\n', '>', '/']).next().unwrap_or("");
            in_format = name.rsplit(':').next() == Some("format");
            end
        } else {
            let end = rest.find('<').map_or(xml.len(), |n| at + n);
            let text = xml[at..end].trim();
            let json = in_format && text.starts_with(['{', '[']);
            if !text.is_empty() && !json {
                kept.push(at..end);
            }
            end
        };
        at = next;
    }
    kept
}

/// The end of the tag that `rest` begins with, at offset `at`; its attribute values are kept.
fn tag(rest: &str, at: usize, kept: &mut Vec<Range<usize>>) -> usize {
    let mut quoted: Option<(char, usize)> = None;
    for (offset, c) in rest.char_indices() {
        match (c, quoted) {
            ('"' | '\'', None) => quoted = Some((c, offset)),
            (c, Some((quote, start))) if c == quote => {
                kept.push(at + start..at + offset);
                quoted = None;
            }
            ('>', None) => return at + offset + 1,
            _ => {}
        }
    }
    at + rest.len()
}
