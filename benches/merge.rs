//! How long a merge takes, beside what it cannot do without.
//!
//! *Merging* is the whole way in one process: the bytes of base, custom and target are read into
//! documents and trees, the merge is decided and rendered, and the merged text is validated and
//! proven.
//! *Tokenising* reads the events of the same three files with quick-xml, and walks over their
//! attributes, with quick-xml's own checks as they are by default. The command is measured against
//! `git merge-file -p` on the same three files, and a plan of many tenants against tokenising all
//! their files.
//!
//! `cargo bench --bench merge` runs everything and ends with the table of ratios;
//! `cargo bench --bench merge -- ratios` prints only the table.

// A benchmark reports on standard output.
#![allow(clippy::print_stdout)]

#[path = "merge/generate.rs"]
mod generate;
#[path = "merge/ratios.rs"]
mod ratios;

use std::fs;
use std::hint::black_box;
use std::iter;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use criterion::{BenchmarkId, Criterion};
use faultgraft::callees::Callees;
use faultgraft::matching::Versions;
use faultgraft::merge::{Decisions, merge};
use faultgraft::model::Triple;
use faultgraft::plan::{MergeRequest, merge_one};
use faultgraft::program::Tree;
use faultgraft::proof::{Claim, doubts};
use faultgraft::rules::Rewriting;
use faultgraft::stock::{self, Release, SequenceName, Stock};
use faultgraft::validate::{self, validate};
use faultgraft::xml::Document;
use quick_xml::Reader;
use quick_xml::events::Event;

use generate::Files;
use mimalloc::MiMalloc;
use ratios::Pair;
use rayon::prelude::*;
use walkdir::{DirEntry, WalkDir};

/// As in the command.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    if std::env::args().any(|a| a == "--test") {
        return assert!(!merged(&generate::files(200)).is_empty());
    }
    fault(&mut criterion);
    generated(&mut criterion);
    criterion.final_summary();
    table();
}

/// A customised fault.xml of 2.6.0 with its base and the embedded target.
fn fault_files() -> Files {
    let stock = |release| {
        stock::get(SequenceName::Fault, release).expect("every release ships fault.xml").text
    };
    Files {
        base: stock(Release::V2_6_0).to_owned(),
        custom: include_str!("../fixtures/installations/harbourline-2-6-0/sequences/fault.xml")
            .to_owned(),
        target: stock(Release::V4_0_0).to_owned(),
    }
}

fn fault(criterion: &mut Criterion) {
    let files = fault_files();
    let mut group = criterion.benchmark_group("fault.xml");
    group.bench_function("tokenise", |b| b.iter(|| tokenise(&files)));
    group.bench_function("merge", |b| b.iter(|| merged(&files)));
    for (name, base) in [("merge_one, base given", Some("2.6.0")), ("merge_one, identified", None)]
    {
        let request = MergeRequest {
            name: "fault.xml".to_owned(),
            bytes: files.custom.clone().into_bytes(),
            base_release: base.map(str::to_owned),
            ..MergeRequest::default()
        };
        group.bench_function(name, |b| b.iter(|| merge_one(&request)));
    }
    group.finish();
}

fn generated(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("generated");
    group.sample_size(10).measurement_time(Duration::from_secs(8));
    for mediators in [2_000, 20_000, 100_000] {
        let files = generate::files(mediators);
        let id = |what| BenchmarkId::new(what, mediators);
        group.bench_function(id("tokenise"), |b| b.iter(|| tokenise(&files)));
        group.bench_function(id("merge"), |b| b.iter(|| merged(&files)));
    }
    group.finish();
}

/// The merged text, from bytes to validated and proven.
fn merged(files: &Files) -> String {
    let read = |text: &String| Document::read(text.as_bytes()).expect("it is well-formed");
    let docs = [&files.base, &files.custom, &files.target].map(read);
    let [base, custom, target] = docs.each_ref().map(|doc| Tree::of(doc, doc.root()));
    let trees = Triple { base: &base, custom: &custom, target: &target };
    let rewriting = Rewriting::between(Release::V3_2_0, Release::V4_0_0);
    let merged =
        merge(trees, rewriting, &Callees::none(), &Decisions::none()).expect("splices agree");
    let doc = validate::read(&merged.text).expect("the merge is well-formed");
    let tree = validate(&doc, &custom, &target).expect("the merge is valid");
    black_box(doubts(&Claim {
        versions: &Versions::of(trees, &tree),
        sequence: None,
        releases: (Release::V3_2_0, Release::V4_0_0),
        callees: &Callees::none(),
        edits: &merged.edits,
        edit_of: &merged.edit_of,
    }));
    merged.text
}

/// The number of attributes, so that none is skipped.
fn tokenise(files: &Files) -> usize {
    [&files.base, &files.custom, &files.target].map(|text| tokens(text)).iter().sum()
}

fn tokens(text: &str) -> usize {
    let mut reader = Reader::from_reader(text.as_bytes());
    let mut count = 0;
    loop {
        match reader.read_event().expect("it is well-formed") {
            Event::Eof => return count,
            Event::Start(tag) | Event::Empty(tag) => {
                for attribute in tag.attributes() {
                    count += attribute.expect("it is well-formed").value.len().min(1);
                }
            }
            event => {
                black_box(event);
            }
        }
    }
}

/// All ratios, each of two medians taken in turn.
fn table() {
    println!("\nmerge: bytes of three files to the validated merged text, in one process");
    println!("tokenise: the same three files through quick-xml's read_event and attributes\n");
    println!("{:<26}{:>12}{:>12}{:>9}", "mediators", "merge", "tokenise", "ratio");
    line("fault.xml of 2.6.0", 501, &fault_files());
    line("2,000", 101, &generate::files(2_000));
    line("20,000", 31, &generate::files(20_000));
    line("100,000", 15, &generate::files(100_000));
    doubling();
    process();
    homes();
}

fn line(name: &str, rounds: usize, files: &Files) {
    let pair = Pair::measure(
        rounds,
        || drop(black_box(merged(files))),
        || {
            black_box(tokenise(files));
        },
    );
    row(name, &pair);
}

fn row(name: &str, pair: &Pair) {
    let [ours, theirs] = [pair.ours, pair.theirs].map(|d| format!("{d:.2?}"));
    println!("{name:<26}{ours:>12}{theirs:>12}{:>8.2}x", pair.ratio());
}

fn doubling() {
    let (large, small) = (generate::files(100_000), generate::files(50_000));
    let pair =
        Pair::measure(15, || drop(black_box(merged(&large))), || drop(black_box(merged(&small))));
    println!("\n{:<26}{:>12}{:>12}{:>9}", "doubling", "100,000", "50,000", "ratio");
    row("merge", &pair);
}

/// The whole command against git's textual merge of the same files.
fn process() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = |name: &str| folder.path().join(name);
    let files = fault_files();
    for (name, text) in
        [("base.xml", &files.base), ("fault.xml", &files.custom), ("target.xml", &files.target)]
    {
        fs::write(path(name), text).expect("the temporary folder takes files");
    }
    let faultgraft = |args: &[&str]| {
        run(
            folder.path(),
            env!("CARGO_BIN_EXE_faultgraft"),
            &[&["merge", "fault.xml"], args].concat(),
        );
    };
    let git =
        || run(folder.path(), "git", &["merge-file", "-p", "fault.xml", "base.xml", "target.xml"]);
    println!("\n{:<26}{:>12}{:>12}{:>9}", "process", "faultgraft", "git", "ratio");
    row("base given", &Pair::measure(301, || faultgraft(&["--base-release", "2.6.0"]), git));
    row("base identified", &Pair::measure(301, || faultgraft(&[]), git));
}

/// The plan of a home with many tenants, against reading and tokenising all its files and the
/// target's on as many cores.
fn homes() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    home(&folder.path().join("old"), Release::V2_6_0);
    home(&folder.path().join("new"), Release::V4_0_0);
    let files: Vec<PathBuf> = WalkDir::new(folder.path())
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file())
        .map(DirEntry::into_path)
        .collect();
    let plan = || {
        let args = ["plan", "old", "--target", "new", "--brief"];
        run(folder.path(), env!("CARGO_BIN_EXE_faultgraft"), &args);
    };
    let read = || {
        let one = |file: &PathBuf| tokens(&fs::read_to_string(file).expect("it was written"));
        black_box(files.par_iter().map(one).sum::<usize>());
    };
    println!("\n{:<26}{:>12}{:>12}{:>9}", "homes", "plan", "tokenise", "ratio");
    row(&format!("{TENANTS} tenants"), &Pair::measure(5, plan, read));
}

const TENANTS: usize = 2_000;

/// A home whose tenants have the release's stock; on the old gateway each made the same edit.
fn home(path: &Path, release: Release) {
    let edit = "<property name=\"TENANT\" value=\"known\"/>";
    let text = |stock: &Stock| match release {
        Release::V2_6_0 if stock.sequence == SequenceName::Fault => {
            stock.text.replacen("<log ", &format!("{edit}<log "), 1)
        }
        _ => stock.text.to_owned(),
    };
    let stock: Vec<(&str, String)> = SequenceName::ALL
        .iter()
        .filter_map(|&name| stock::get(name, release))
        .map(|stock| (stock.sequence.file_name(), text(stock)))
        .collect();
    let tenants = (1..=TENANTS).map(|id| format!("tenants/{id}"));
    for scope in iter::once("deployment/server".to_owned()).chain(tenants) {
        let to = path.join("repository").join(scope).join("synapse-configs/default/sequences");
        fs::create_dir_all(&to).expect("the temporary folder takes folders");
        for (file, text) in &stock {
            fs::write(to.join(file), text).expect("the temporary folder takes files");
        }
    }
}

fn run(folder: &Path, program: &str, args: &[&str]) {
    let mut command = Command::new(program);
    command.args(args).current_dir(folder).stdin(Stdio::null());
    let output = command.output().expect("the program starts");
    assert!(!output.stdout.is_empty(), "{program} printed nothing");
}
