//! Three documents are merged: what comes out is XML, nothing of it is made up, and where one side
//! changed nothing it is the other.

use faultgraft::callees::Callees;
use faultgraft::merge::{Decisions, merge};
use faultgraft::model::{Decision, Outcome, Triple};
use faultgraft::outcome::{FileOutcome, Given, OutcomeError, outcome};
use faultgraft::payload::Reading;
use faultgraft::program::form::{Children, Known};
use faultgraft::program::{Ix, Kind, Tree, sequence_in};
use faultgraft::rules::Rewriting;
use faultgraft::stock::{self, Release};
use faultgraft::xml::{Document, NodeKind};

use super::input::{Input, is_finding, lines_of};

pub fn target(data: &[u8]) {
    let input = Input::of(data);
    let stock = |release| {
        stock::get(input.sequence, release).and_then(|stock| Document::parse(stock.text).ok())
    };
    let read =
        |number: usize| input.documents.get(number).and_then(|bytes| Document::read(bytes).ok());
    // One document is the operator's, and of two the first is its base.
    let found = match input.documents.len() {
        1 => (stock(input.from), read(0), stock(input.to)),
        2 => (read(0), read(1), stock(input.to)),
        _ => (read(0), read(1), read(2)),
    };
    let (Some(base), Some(custom), Some(target)) = found else { return };
    let texts = Triple { base: &base, custom: &custom, target: &target };
    merged(&input, texts);
}

fn merged(input: &Input<'_>, texts: Triple<&Document>) {
    let Triple { base, custom, target } = texts;
    let with = |base, custom, target, to: Release| Given {
        sequence: input.sequence,
        texts: Triple { base, custom, target },
        callees: const { &Callees::none() },
        base_release: input.from,
        target_release: to,
    };
    let given = with(base, custom, target, input.to);
    let Some(plain) = becomes(&given, &Decisions::none()) else { return };
    told(&plain, texts);
    let again = becomes(&given, &Decisions::none()).expect("it was merged before");
    assert_eq!(plain.text, again.text, "another merge of the same three texts");
    assert_eq!(plain.edits, again.edits, "other edits of the same three texts");
    assert_eq!(plain.findings, again.findings, "other findings for the same three texts");

    let all = |decision| {
        let each = plain.edits.iter().map(|edit| (edit.number, decision));
        becomes(&given, &each.collect()).expect("it was merged before")
    };
    let rejected = all(Decision::Reject);
    assert_eq!(&*rejected.text, target.text(), "with every edit rejected");
    told(&all(Decision::Custom), texts);

    let unchanged = becomes(&with(base, base, target, input.to), &Decisions::none());
    let unchanged = unchanged.expect("the same documents");
    assert_eq!(&*unchanged.text, target.text(), "of base, base and target");
    assert!(unchanged.edits.is_empty(), "{:?}", unchanged.edits);
    own_line(input, base, custom);
}

/// What becomes of three texts; nothing where one of them is not the sequence.
fn becomes(given: &Given<'_>, decisions: &Decisions) -> Option<FileOutcome> {
    match outcome(given, decisions) {
        Ok(outcome) => Some(outcome),
        Err(OutcomeError::NoSequence(_)) => None,
        Err(defect) => panic!("{defect}"),
    }
}

/// What is said of a merge is in the files.
fn told(merged: &FileOutcome, texts: Triple<&Document>) {
    let doc = Document::parse(&merged.text)
        .unwrap_or_else(|e| panic!("the merged text: {e}\n{}", merged.text));
    let read = Document::read(&merged.bytes)
        .unwrap_or_else(|e| panic!("the merged file: {e}\n{}", merged.text));
    assert_eq!(read.len(), doc.len(), "the file has another form than the text");
    let lines = |doc: &Document| lines_of(doc.text());
    for (edit, number) in merged.edits.iter().zip(1..) {
        assert_eq!(edit.number, number);
        assert!(!edit.summary.is_empty() && !edit.reason.is_empty(), "{edit:?}");
        let within = |line: Option<u32>, doc| line.is_none_or(|l| (1..=lines(doc)).contains(&l));
        assert!(within(edit.base_line, texts.base), "{edit:?}");
        assert!(within(edit.custom_line, texts.custom), "{edit:?}");
        assert!(within(edit.target_line, texts.target), "{edit:?}");
        assert!(within(edit.merged_line, &doc), "{edit:?}");
        assert!(edit.together.iter().all(|&n| (1..=merged.edits.len()).contains(&n)), "{edit:?}");
    }
    let most = [texts.base, texts.custom, texts.target, &doc].map(lines).into_iter().max();
    for finding in &merged.findings {
        is_finding(finding, most.unwrap_or(1));
        assert!(finding.edit.is_none_or(|n| (1..=merged.edits.len()).contains(&n)), "{finding:?}");
    }
}

/// Where the target changed nothing and nothing is rewritten, the merge is the operator's sequence.
fn own_line(input: &Input<'_>, base: &Document, custom: &Document) {
    let rewriting = Rewriting {
        base: Release::V3_2_0,
        target: Release::V3_2_0,
        to_json: false,
        classes_removed: false,
        reading: Reading::default(),
    };
    let element = |doc| sequence_in(doc, input.sequence).expect("it was merged before");
    let (b, c) = (Tree::of(base, element(base)), Tree::of(custom, element(custom)));
    if has_ignored_parts(&b) || has_ignored_parts(&c) {
        return;
    }
    let trees = Triple { base: &b, custom: &c, target: &b };
    let merged = merge(trees, rewriting, const { &Callees::none() }, &Decisions::none());
    let merged = merged.unwrap_or_else(|overlap| panic!("{overlap}"));
    if merged.edits.iter().any(|edit| edit.outcome == Outcome::Conflict) {
        return;
    }
    let doc = Document::parse(&merged.text).unwrap_or_else(|e| panic!("{e}\n{}", merged.text));
    let tree = Tree::of(&doc, element(&doc));
    assert_eq!(
        tree.node(Ix::ROOT).content,
        c.node(Ix::ROOT).content,
        "of base, custom and base:\n{}",
        merged.text
    );
}

/// True if something stands where the gateway does not look: a second part of one name, or another
/// element, in what consists of parts; an element in a JSON payload. It counts when two files are
/// compared, and may be left out, or stand elsewhere, when one is written.
fn has_ignored_parts(tree: &Tree<'_>) -> bool {
    let branch = |kind| matches!(kind, Kind::Then | Kind::Else | Kind::Case | Kind::Default);
    // One format with a text or, in XML, an element; one list of args.
    let is_odd_payload = |n: Ix| {
        let (doc, element) = (tree.doc, tree.node(n).element);
        let elements = |of| doc.children(of).filter(|&c| doc.kind(c) == NodeKind::Element);
        let named = |of, name| elements(of).filter(move |&c| doc.local_name(c) == name);
        let is_xml = |id| matches!(&*doc.attribute_value(id), "xml" | "");
        let is_text = doc.find_attribute(element, "media-type").is_some_and(|id| !is_xml(id));
        let odd_format = |format| {
            doc.attributes(format).any(|id| doc.attribute_name(id) != "key")
                || elements(format).count() > usize::from(!is_text)
        };
        elements(element).count()
            != named(element, "format").count().min(1) + named(element, "args").count().min(1)
            || named(element, "format").any(odd_format)
            || named(element, "args").any(|a| elements(a).count() != named(a, "arg").count())
    };
    tree.all().any(|n| {
        let kinds = || tree.children(n).filter(|&c| !tree.node(c).implied).map(|c| tree.kind(c));
        let count = |kind| kinds().filter(|&k| k == kind).count();
        match tree.kind(n) {
            Kind::Filter => {
                count(Kind::Then) > 1
                    || count(Kind::Else) > 1
                    || kinds().any(branch) && !kinds().all(branch)
                    || count(Kind::Else) == 1 && count(Kind::Then) == 0
            }
            Kind::Switch => count(Kind::Default) > 1 || !kinds().all(branch),
            Kind::PayloadFactory => is_odd_payload(n),
            kind => {
                let has_parts = matches!(kind.form().children, Children::Parts(_));
                let no_part = |k: Kind| k == Kind::Other || k.form().known != Known::Part;
                kinds().any(branch) || has_parts && kinds().any(|k| no_part(k) || count(k) > 1)
            }
        }
    })
}
