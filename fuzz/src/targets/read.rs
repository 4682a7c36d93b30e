//! A file is read, changed and written: no byte changes that nobody asked to change.

use faultgraft::program::read_file;
use faultgraft::xml::{Document, NodeId, NodeKind, Span, Splices};

use super::input::{is_refused_with_its_place, lines};

/// Of so many nodes each is taken out in turn; of more of them, about as many.
const MOST: usize = 20;

pub fn target(data: &[u8]) {
    for name in ["fault.xml", "fault.xml.j2", "fault.xml.erb"] {
        match read_file(name, data) {
            Ok(doc) => {
                assert_eq!(doc.to_bytes(), data, "{name} does not go back to its bytes");
                places(&doc, lines(data));
                if name == "fault.xml" {
                    again(&doc);
                    splices(&doc);
                }
            }
            Err(error) => is_refused_with_its_place(&error, data),
        }
    }
}

fn all(doc: &Document) -> impl Iterator<Item = NodeId> {
    std::iter::once(doc.root()).chain(doc.descendants(doc.root()))
}

/// Each node lies inside its parent and behind its siblings.
fn places(doc: &Document, lines: u32) {
    let text = doc.text();
    for node in all(doc) {
        let own = doc.node(node);
        assert!(text.get(own.span.range()).is_some() && text.get(own.inner.range()).is_some());
        assert!(doc.line(node) <= lines);
        let position = doc.position(own.span.start);
        assert_eq!(position.line, doc.line(node));
        for attribute in doc.attributes(node) {
            let attribute = doc.attribute(attribute);
            assert!(own.inner.start < attribute.span.start && attribute.span.end < own.inner.end);
        }
        if doc.kind(node) != NodeKind::Element {
            continue;
        }
        let content = doc.content(node);
        let mut done = content.start;
        for child in doc.children(node) {
            let span = doc.node(child).span;
            assert_eq!(done, span.start, "a gap before a child");
            assert_eq!(doc.parent(child), Some(node));
            done = span.end;
        }
        assert_eq!(done, content.end, "a gap before the end tag");
    }
}

/// What was decoded is read as the file was.
fn again(doc: &Document) {
    let same = Document::parse(doc.text()).expect("a text that was read");
    assert_eq!((same.len(), same.root()), (doc.len(), doc.root()));
    let parts = |doc: &Document| -> Vec<(Span, Option<NodeId>)> {
        all(doc).map(|n| (doc.node(n).span, doc.parent(n))).collect()
    };
    assert_eq!(parts(&same), parts(doc));
}

/// Nothing changes where each node is put in its own place; and what is well-formed stays so where
/// one is taken out.
fn splices(doc: &Document) {
    let text = doc.text();
    assert_eq!(Splices::new().apply(text).as_deref(), Ok(text));
    let mut same = Splices::new();
    for child in doc.children(doc.root()) {
        let span = doc.node(child).span;
        same.replace(span, doc.slice(span)).expect("siblings do not overlap");
        let nested = doc.descendants(child).next().map(|n| doc.node(n).span);
        if let Some(nested) = nested.filter(|n| !n.is_empty()) {
            assert!(same.replace(nested, "").is_err(), "a change inside of another is taken");
        }
    }
    assert_eq!(same.apply(text).as_deref(), Ok(text));
    let all: Vec<NodeId> = doc.descendants(doc.root()).collect();
    for &node in all.iter().step_by(all.len() / MOST + 1) {
        let span = doc.node(node).span;
        let mut without = Splices::new();
        without.replace(span, "").expect("one change");
        let left = without.apply(text).expect("inside of the text");
        // `]]` and `>` of two texts are an end of CDATA when they meet.
        let joins = left[..span.start as usize].ends_with([']']);
        if !joins {
            Document::parse(&left).unwrap_or_else(|e| panic!("{e}\n{left}"));
        }
    }
}
