//! The embedded stock against the reference outlines, where they are at hand: element by element,
//! attribute by attribute, text by text.
//!
//! The outlines stand in `stock/` of the reference folder: `../shared` beside this project, or
//! what `FAULTGRAFT_SHARED` names. Without the folder the tests say so and pass.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use faultgraft::stock::{self, Release, SequenceName, Stock};
use faultgraft::xml::{Document, NodeId, NodeKind};

const SYNAPSE: &str = "http://ws.apache.org/ns/synapse";
const APIMANAGER: &str = "http://wso2.org/apimanager";

/// How many element lines the outlines have in all: what a full comparison has compared.
const ELEMENTS: usize = 1108;

/// The folder of outlines; none, said on stderr, where it is not there. A folder that was named
/// must be there.
fn reference(test: &str) -> Option<PathBuf> {
    let named = env::var_os("FAULTGRAFT_SHARED").map(PathBuf::from);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let folder = named.as_ref().unwrap_or(&beside).join("stock");
    if folder.is_dir() {
        return Some(folder);
    }
    assert!(named.is_none(), "FAULTGRAFT_SHARED has no folder {}", folder.display());
    // Not eprintln!, which the test harness swallows.
    writeln!(io::stderr().lock(), "{test}: skipped, no folder {}", folder.display())
        .expect("stderr");
    None
}

/// A block of an outline file: the releases as labelled there, and the lines.
struct Block {
    releases: Vec<String>,
    lines: Vec<String>,
}

fn blocks(outline: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    for line in outline.lines().filter(|l| !l.trim().is_empty()) {
        match line.strip_prefix("@ releases ") {
            Some(releases) => blocks.push(Block {
                releases: releases.split_whitespace().map(str::to_owned).collect(),
                lines: Vec::new(),
            }),
            None => blocks.last_mut().expect("`@ releases` first").lines.push(line.to_owned()),
        }
    }
    blocks
}

/// A sequence as the lines of an outline.
fn outline(stock: &Stock) -> Vec<String> {
    let doc = Document::parse(stock.text).expect("embedded stock is XML");
    let mut lines = Vec::new();
    element(&doc, doc.root(), 0, &mut lines);
    lines
}

fn element(doc: &Document, id: NodeId, depth: usize, lines: &mut Vec<String>) {
    let prefix = match doc.namespace(id) {
        SYNAPSE => "",
        APIMANAGER => "am:",
        other => panic!("an element in namespace `{other}`"),
    };
    let mut line = format!("{}{prefix}{}", "  ".repeat(depth), doc.local_name(id));
    for attr in doc.attributes(id) {
        line += &format!(" {}=\"{}\"", doc.attribute_name(attr), doc.attribute_value(attr));
    }
    let plain = |c| matches!(doc.kind(c), NodeKind::Element | NodeKind::Text);
    assert!(doc.children(id).all(plain), "more than elements and text in `{line}`");
    let text = doc.own_text(id);
    let folded = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let is_leaf = doc.child_elements(id).next().is_none();
    assert!(is_leaf || folded.is_empty(), "text beside elements in `{line}`");
    assert!(!is_leaf || folded == text, "white space to fold in `{line}`");
    if !folded.is_empty() {
        line += &format!(" | {folded}");
    }
    lines.push(line);
    for child in doc.child_elements(id) {
        element(doc, child, depth + 1, lines);
    }
}

#[test]
fn embedded_stock_is_what_the_outlines_say() {
    let Some(folder) = reference("embedded_stock_is_what_the_outlines_say") else { return };
    let (mut contents, mut elements) = (0, 0);
    for &sequence in SequenceName::ALL {
        let file = folder.join(Path::new(sequence.file_name()).with_extension("txt"));
        let blocks = blocks(&fs::read_to_string(&file).expect("an outline for every sequence"));
        let variants: Vec<_> = stock::variants(sequence).collect();
        assert_eq!(blocks.len(), variants.len(), "contents of {sequence}");
        for block in blocks {
            let first = Release::parse(&block.releases[0]).expect("a known release");
            let stock = stock::get(sequence, first).expect("embedded");
            let labels: Vec<_> = stock.releases.iter().map(|r| r.label()).collect();
            assert_eq!(labels, block.releases, "releases of {sequence}");
            let embedded = outline(stock);
            for (at, (ours, theirs)) in embedded.iter().zip(&block.lines).enumerate() {
                assert_eq!(ours, theirs, "line {} of {sequence} {first}", at + 1);
            }
            assert_eq!(embedded.len(), block.lines.len(), "elements of {sequence} {first}");
            contents += 1;
            elements += embedded.len();
        }
    }
    assert_eq!(contents, stock::all().len());
    assert_eq!(elements, ELEMENTS);
}

#[test]
fn shipped_files_are_what_the_reference_lists() {
    let Some(folder) = reference("shipped_files_are_what_the_reference_lists") else { return };
    let listed = fs::read_to_string(folder.join("shipped.txt")).expect("the list of files");
    let mut releases = Vec::new();
    for line in listed.lines() {
        let (label, files) = line.split_once(": ").expect("`release: files`");
        let release = Release::parse(label).expect("a known release");
        assert_eq!(release.label(), label);
        let mut ours: Vec<_> = stock::shipped(release).collect();
        ours.sort_unstable();
        let mut theirs: Vec<_> = files.split_whitespace().collect();
        theirs.sort_unstable();
        assert_eq!(ours, theirs, "files of {label}");
        releases.push(release);
    }
    assert_eq!(releases, Release::ALL);
}

#[test]
fn the_reference_has_no_sequence_that_is_not_embedded() {
    let test = "the_reference_has_no_sequence_that_is_not_embedded";
    let Some(folder) = reference(test) else { return };
    let mut outlines = 0;
    for entry in fs::read_dir(folder).expect("a readable folder") {
        let file = entry.expect("an entry").file_name().into_string().expect("a plain name");
        let Some(stem) = file.strip_suffix(".txt").filter(|s| *s != "shipped") else { continue };
        assert!(SequenceName::from_file_name(&format!("{stem}.xml")).is_some(), "{file}");
        outlines += 1;
    }
    assert_eq!(outlines, SequenceName::ALL.len());
}
