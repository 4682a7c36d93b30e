//! Conflict markers as git writes them, around what differs between two texts of one sequence.
//!
//! A text of XML is not a list of lines: where one side opens an element that the other does not
//! have, choosing a side line by line would leave an end tag alone. So a marked part grows until
//! both of its sides open and close the same elements, and cuts no tag: whichever is chosen of each
//! part, every tag is whole and has its other one. (A prefix that one part declares and another uses goes with both.)

use std::ops::Range;

use similar::{DiffOp, TextDiff};

use crate::xml::{Document, NodeId, NodeKind};

/// How the parts are marked.
#[derive(Debug, Clone, Copy)]
pub struct Marks {
    /// How many characters a marker has.
    pub size: usize,
    /// Whether the operator's version is git's `ours`, which stands first.
    pub custom_first: bool,
}

/// The target's text with the parts marked in which custom's text differs.
pub fn mark(target: &Document, custom: &Document, marks: Marks) -> String {
    let sides = Sides { target: Side::of(target), custom: Side::of(custom) };
    let end = if target.text().contains("\r\n") { "\r\n" } else { "\n" };
    let line = |sign: &str, label: &str| format!("{}{label}{end}", sign.repeat(marks.size));
    let (start, middle, close) = (line("<", " ours"), line("=", ""), line(">", " theirs"));
    let mut text = String::new();
    let mut at = 0;
    for block in sides.blocks() {
        let (t, c) = (&sides.target, &sides.custom);
        text += t.text(at..block.target.start);
        at = block.target.end;
        let (t, c) = (t.text(block.target), c.text(block.custom));
        let (ours, theirs) = if marks.custom_first { (c, t) } else { (t, c) };
        for part in [&*start, ours, &middle, theirs, &close] {
            if !text.is_empty() && !text.ends_with('\n') {
                text += end;
            }
            text += part;
        }
    }
    text + sides.target.text(at..sides.target.lines())
}

/// One text by its lines.
struct Side<'d> {
    doc: &'d Document,
    /// The first byte of each line, and the end of the text.
    starts: Vec<usize>,
}

impl<'d> Side<'d> {
    fn of(doc: &'d Document) -> Self {
        let lines = doc.text().split_inclusive('\n').scan(0, |at, line| {
            *at += line.len();
            Some(*at)
        });
        Self { doc, starts: std::iter::once(0).chain(lines).collect() }
    }

    fn lines(&self) -> usize {
        self.starts.len() - 1
    }

    fn bytes(&self, lines: Range<usize>) -> Range<usize> {
        self.starts[lines.start]..self.starts[lines.end]
    }

    fn text(&self, lines: Range<usize>) -> &'d str {
        &self.doc.text()[self.bytes(lines)]
    }

    /// The elements that end in these lines and begin before them, and those that begin in them and
    /// end after them.
    fn open(&self, lines: &Range<usize>) -> [Vec<&'d str>; 2] {
        let bytes = self.bytes(lines.clone());
        let mut open = [vec![], vec![]];
        for element in self.nodes().filter(|&n| self.doc.kind(n) == NodeKind::Element) {
            let span = self.doc.node(element).span.range();
            let (begins, ends) = (bytes.contains(&span.start), bytes.contains(&(span.end - 1)));
            let name = self.doc.slice(self.doc.node(element).name);
            match (begins, ends) {
                (false, true) => open[0].push(name),
                (true, false) => open[1].push(name),
                _ => {}
            }
        }
        open
    }

    /// Whether a line begins inside a tag, a comment or a CDATA section.
    fn cuts(&self, line: usize) -> bool {
        let at = self.starts[line];
        self.nodes().any(|n| {
            let node = self.doc.node(n);
            let whole = match node.kind {
                NodeKind::Element => node.inner,
                NodeKind::Text => return false,
                _ => node.span,
            };
            whole.range().contains(&at) && whole.range().start != at
        })
    }

    fn nodes(&self) -> impl Iterator<Item = NodeId> {
        let root = self.doc.root();
        std::iter::once(root).chain(self.doc.descendants(root))
    }
}

/// Lines of both texts that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Block {
    target: Range<usize>,
    custom: Range<usize>,
}

struct Sides<'d> {
    target: Side<'d>,
    custom: Side<'d>,
}

impl Sides<'_> {
    /// The parts that differ, in order; none touches another.
    fn blocks(&self) -> Vec<Block> {
        let units = self.units();
        let differs = |block: &Block| {
            self.target.text(block.target.clone()) != self.custom.text(block.custom.clone())
        };
        let mut found: Vec<Range<usize>> = Vec::new();
        for n in (0..units.len()).filter(|&n| differs(&units[n])) {
            if found.last().is_some_and(|last| last.contains(&n)) {
                continue;
            }
            let mut wide = self.widened(&units, n..n + 1);
            while let Some(last) = found.pop_if(|last| last.end >= wide.start) {
                wide = self.widened(&units, last.start.min(wide.start)..last.end.max(wide.end));
            }
            found.push(wide);
        }
        found.into_iter().map(|range| joined(&units, &range)).collect()
    }

    /// Both texts cut into lines that are equal and runs of lines that are not.
    fn units(&self) -> Vec<Block> {
        let lines = |side: &Side<'_>| -> Vec<String> {
            (0..side.lines()).map(|n| side.text(n..n + 1).to_owned()).collect()
        };
        let (target, custom) = (lines(&self.target), lines(&self.custom));
        let (target, custom): (Vec<&str>, Vec<&str>) = (
            target.iter().map(String::as_str).collect(),
            custom.iter().map(String::as_str).collect(),
        );
        let mut units = Vec::new();
        for op in TextDiff::from_slices(&target, &custom).ops() {
            match *op {
                DiffOp::Equal { old_index, new_index, len } => {
                    units.extend((0..len).map(|n| Block {
                        target: old_index + n..old_index + n + 1,
                        custom: new_index + n..new_index + n + 1,
                    }))
                }
                ref other => {
                    units.push(Block { target: other.old_range(), custom: other.new_range() });
                }
            }
        }
        units
    }

    /// The units, with as many around them as both sides need to open and close the same elements.
    fn widened(&self, units: &[Block], mut range: Range<usize>) -> Range<usize> {
        loop {
            let block = joined(units, &range);
            let (t, c) = (&self.target, &self.custom);
            let [closed, opened] = t.open(&block.target);
            let [also_closed, also_opened] = c.open(&block.custom);
            let cut = |target, custom| t.cuts(target) || c.cuts(custom);
            let up = closed != also_closed || cut(block.target.start, block.custom.start);
            let down = opened != also_opened || cut(block.target.end, block.custom.end);
            if !up && !down {
                return range;
            }
            range.start -= usize::from(up && range.start > 0);
            range.end += usize::from(down && range.end < units.len());
        }
    }
}

fn joined(units: &[Block], range: &Range<usize>) -> Block {
    let (first, last) = (&units[range.start], &units[range.end - 1]);
    Block {
        target: first.target.start..last.target.end,
        custom: first.custom.start..last.custom.end,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MARKS: Marks = Marks { size: 7, custom_first: true };

    fn marked(target: &str, custom: &str, marks: Marks) -> String {
        mark(&Document::parse(target).unwrap(), &Document::parse(custom).unwrap(), marks)
    }

    /// One side of every part, or what stands there in any case.
    fn chosen(text: &str, ours: bool) -> String {
        let mut side = None;
        let mut out = String::new();
        for line in text.split_inclusive('\n') {
            match line.get(..7) {
                Some("<<<<<<<") => side = Some(true),
                Some("=======") => side = Some(false),
                Some(">>>>>>>") => side = None,
                _ if side.is_none_or(|side| side == ours) => out += line,
                _ => {}
            }
        }
        out
    }

    #[test]
    fn only_the_line_that_differs_is_marked() {
        let (target, custom) =
            ("<a>\n<b c=\"1\"/>\n<d/>\n</a>\n", "<a>\n<b c=\"2\"/>\n<d/>\n</a>\n");
        assert_eq!(
            marked(target, custom, MARKS),
            "<a>\n<<<<<<< ours\n<b c=\"2\"/>\n=======\n<b c=\"1\"/>\n>>>>>>> theirs\n<d/>\n</a>\n"
        );
        let marks = Marks { size: 3, custom_first: false };
        assert_eq!(
            marked(target, custom, marks),
            "<a>\n<<< ours\n<b c=\"1\"/>\n===\n<b c=\"2\"/>\n>>> theirs\n<d/>\n</a>\n"
        );
    }

    #[test]
    fn a_start_tag_that_both_sides_have_is_marked_alone() {
        let text = |attribute: &str| format!("<a>\n<b {attribute}>\n<c/>\n</b>\n</a>\n");
        let marked = marked(&text("x=\"1\""), &text("x=\"2\""), MARKS);
        assert!(marked.ends_with(">>>>>>> theirs\n<c/>\n</b>\n</a>\n"), "{marked}");
    }

    #[test]
    fn a_wrapper_of_one_side_is_one_part() {
        let (target, custom) = ("<a>\n<b/>\n<c/>\n</a>\n", "<a>\n<w>\n<b/>\n<c/>\n</w>\n</a>\n");
        let text = marked(target, custom, MARKS);
        assert_eq!(text.matches("<<<<<<<").count(), 1, "{text}");
        assert_eq!((chosen(&text, true), chosen(&text, false)), (custom.into(), target.into()));
    }

    /// The lines that a diff calls new need not be an element: `</b>`, `<b>` between two of a kind.
    #[test]
    fn whichever_side_is_chosen_the_text_is_well_formed() {
        let cases = [
            ("<a>\n<b>\n<x/>\n</b>\n</a>", "<a>\n<b>\n<x/>\n</b>\n<b>\n<y/>\n</b>\n</a>"),
            ("<a>\n<b>\n<x/></b>\n<c>\n</c></a>", "<a>\n<c>\n<b>\n<x/></b>\n</c></a>"),
            ("<a>\n<if>\n<x/>\n</if>\n<y/>\n</a>", "<a>\n<or>\n<x/>\n</or>\n<y/>\n</a>"),
            ("<a><b/></a>", "<a><c/></a>"),
            ("<a>\n<![CDATA[\nx\n]]>\n</a>", "<a>\n<![CDATA[\ny\n]]>\n<!--\n--></a>"),
            ("<a>\n<b\nx='1'\ny='1'/>\n</a>", "<a>\n<b\nx='2'/>\n<c\ny='1'/>\n</a>"),
        ];
        for (target, custom) in cases {
            let text = marked(target, custom, MARKS);
            for (ours, side) in [(true, custom), (false, target)] {
                assert_eq!(chosen(&text, ours).trim_end(), side, "{text}");
            }
            for part in 0..text.matches("<<<<<<<").count() {
                let mixed = mixed(&text, part);
                assert!(Document::parse(&mixed).is_ok(), "{text}\n{mixed}");
            }
        }
    }

    /// Ours of one part, theirs of all others.
    fn mixed(text: &str, ours: usize) -> String {
        let parts: Vec<&str> = text.split("<<<<<<< ours\n").collect();
        let side = |(n, part): (usize, &&str)| match n {
            0 => (*part).to_owned(),
            n => chosen(&format!("<<<<<<< ours\n{part}"), n - 1 == ours),
        };
        parts.iter().enumerate().map(side).collect()
    }

    #[test]
    fn line_ends_are_those_of_the_text() {
        let text = marked("<a>\r\n<b/>\r\n</a>\r\n", "<a>\r\n<c/>\r\n</a>\r\n", MARKS);
        assert!(text.lines().count() == 8 - 1 && text.matches("\r\n").count() == 7, "{text:?}");
    }

    #[test]
    fn equal_texts_have_no_markers() {
        assert_eq!(marked("<a/>", "<a/>", MARKS), "<a/>");
    }
}
