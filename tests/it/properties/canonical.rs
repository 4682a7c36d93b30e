//! Canonical text, and conflict markers around what two texts differ in.

use faultgraft::conflict_markers::{Marks, mark};
use faultgraft::program::{Ix, outline};
use faultgraft::xml::Document;
use proptest::prelude::*;

use super::cases::*;
use super::generate::Taste;

const BROKEN: Taste = Taste { broken: true };

/// The canonical text without comments, which have no meaning, and the root's content hash.
fn canonical(text: &str) -> (String, u64) {
    let doc = doc(text);
    let tree = tree(&doc);
    let text = outline(&tree);
    let mediators = text.lines().filter(|line| !line.trim_start().starts_with("<!-- "));
    (mediators.collect::<Vec<_>>().join("\n"), tree.node(Ix::ROOT).content)
}

/// One side of each part, as `choose` says by the part's number.
fn chosen(text: &str, choose: impl Fn(usize) -> bool) -> String {
    let (mut part, mut side) = (0, None);
    let mut out = String::new();
    for line in text.split_inclusive('\n') {
        match line.get(..40) {
            Some(marker) if marker.bytes().all(|b| b == b'<') => {
                side = Some(choose(part));
                part += 1;
            }
            Some(marker) if marker.bytes().all(|b| b == b'=') => side = side.map(|ours| !ours),
            Some(marker) if marker.bytes().all(|b| b == b'>') => side = None,
            _ if side.unwrap_or(true) => out += line,
            _ => {}
        }
    }
    out
}

/// Without what stands before and after the root, which both sides of a merge have alike.
fn root_of(text: &str) -> String {
    let doc = doc(text);
    doc.slice(doc.node(doc.root()).span).to_owned()
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn canonical_texts_are_equal_where_the_sequences_are(case in any_case()) {
        let t = case.texts(BROKEN);
        let (base, base_content) = canonical(&t.base);
        let (custom, custom_content) = canonical(&t.custom);
        let story = story(&t.base, &t.custom, "", &format!("{base}\n\n{custom}"));
        prop_assert_eq!(base == custom, base_content == custom_content, "{}", story);
        let (respelled, _) = canonical(&case.respelled(&t.custom_model, false));
        prop_assert_eq!(&custom, &respelled, "respelled{}", story);
    }

    #[test]
    fn marked_parts_can_be_settled_one_by_one(case in any_case()) {
        let t = case.texts(BROKEN);
        let marks = Marks { size: 40, custom_first: true };
        let (base, custom) = (root_of(&t.base), root_of(&t.custom));
        let text = mark(&doc(&base), &doc(&custom), marks);
        let ends = |text: &str| text.replace("\r\n", "\n").trim_end().to_owned();
        prop_assert_eq!(ends(&chosen(&text, |_| true)), ends(&custom));
        prop_assert_eq!(ends(&chosen(&text, |_| false)), ends(&base));
        let mixed = chosen(&text, |part| (case.spelling >> (part % 32)) & 1 == 1);
        let wrong = Document::parse(&mixed).err().map(|e| e.message);
        // A prefix that one side declares and another part of it uses goes with both parts.
        let wrong = wrong.filter(|message| !message.contains("prefix"));
        prop_assert_eq!(wrong, None, "{}\n-- mixed --\n{}", text, mixed);
    }
}
