//! Findings about sequences as they stand, and every rule with files that have it and files that
//! come close.

mod support {
    pub mod run;
}

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use faultgraft::lint::{LintRequest, Linted, lint};
use faultgraft::plan::{MergeRequest, merge_one};
use faultgraft::rules;
use faultgraft::stock::{self, Release, SequenceName};
use support::run::{Done, faultgraft};

/// Rules about what a merge changes: a file alone has none of them.
const OF_THE_MERGE: [&str; 4] =
    ["helper-customised", "template-leaks", "wrapper-lost", "inert-becomes-active"];

/// Rules whose fixtures stand elsewhere: they are about files, folders, or decide edits only.
const ELSEWHERE: [&str; 30] = [
    "unreadable",
    "unsafe-entry",
    "absent-in-target",
    "defect",
    "expected-absent",
    "release-mismatch",
    "deployment-toml",
    "bad-jar",
    "tenant-reseed",
    "payload-field",
    "custom-json-payload",
    "same-in-target",
    "superseded-stock",
    "both-changed",
    "redundant-in-target",
    "name-changed",
    "duplicate-sequence",
    "definitions-root",
    "not-xml",
    "wrong-root",
    "empty-file",
    "ill-formed",
    "doctype",
    "encoding",
    "too-deep",
    "too-large",
    "missing-sequence",
    "companion-carried",
    "skip-list",
    "wrapper-kept",
];

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/rules")
}

fn request(path: &Path, release: Release, include_stock: bool) -> LintRequest {
    let levels = rules::Levels::default();
    LintRequest { paths: vec![path.to_owned()], release, include_stock, levels }
}

fn found_in(file: &Path, rule: &str) -> bool {
    if OF_THE_MERGE.contains(&rule) {
        let request = MergeRequest {
            name: "custom.xml".to_owned(),
            bytes: fs::read(file).unwrap(),
            ..MergeRequest::default()
        };
        let plan = merge_one(&request).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
        return plan.findings.iter().any(|f| f.rule == rule);
    }
    let found = lint(&request(file, Release::V4_0_0, false)).unwrap();
    found.iter().flat_map(|f| &f.findings).any(|f| f.rule == rule)
}

#[test]
fn every_rule_is_found_where_it_is_and_nowhere_near() {
    let mut wrong = Vec::new();
    for rule in rules::ALL.iter().map(|r| r.code).filter(|c| !ELSEWHERE.contains(c)) {
        let folder = fixtures().join(rule);
        let (mut hits, mut misses) = (0, 0);
        for file in fs::read_dir(&folder).into_iter().flatten().map(|e| e.unwrap().path()) {
            let name = file.file_name().unwrap().to_string_lossy().into_owned();
            let expected = name.starts_with("yes-");
            hits += usize::from(expected);
            misses += usize::from(name.starts_with("no-"));
            if found_in(&file, rule) != expected {
                wrong.push(format!("{rule}/{name}"));
            }
        }
        if hits < 2 || misses < 1 {
            wrong.push(format!("{rule}: {hits} files that have it, {misses} that come close"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_folder_of_fixtures_is_a_rule() {
    for folder in fs::read_dir(fixtures()).unwrap().map(|e| e.unwrap().path()) {
        let code = folder.file_name().unwrap().to_string_lossy().into_owned();
        assert!(rules::find(&code).is_some(), "{code}");
    }
}

/// A folder with what a release ships.
fn shipped(release: Release) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for &sequence in SequenceName::ALL {
        if let Some(stock) = stock::get(sequence, release) {
            fs::write(folder.path().join(sequence.file_name()), stock.text).unwrap();
        }
    }
    folder
}

fn rules_of(found: &[Linted]) -> BTreeSet<&str> {
    found.iter().flat_map(|f| &f.findings).map(|f| f.rule.as_str()).collect()
}

#[test]
fn what_a_release_ships_is_clean_there() {
    for &release in Release::ALL {
        let folder = shipped(release);
        let found = lint(&request(folder.path(), release, false)).unwrap();
        assert_eq!(rules_of(&found), BTreeSet::new(), "{release}");
    }
}

#[test]
fn what_4_x_ships_loads_there() {
    for &release in Release::ALL.iter().filter(|r| r.answers_json()) {
        let folder = shipped(release);
        let found = lint(&request(folder.path(), release, true)).unwrap();
        let errors: Vec<_> = found
            .iter()
            .flat_map(|f| &f.findings)
            .filter(|f| f.severity == faultgraft::model::Severity::Error)
            .collect();
        assert!(errors.is_empty(), "{release}: {errors:?}");
    }
}

#[test]
fn old_stock_is_named_for_what_4_0_0_makes_of_it() {
    for release in [Release::V2_6_0, Release::V3_2_0] {
        let folder = shipped(release);
        let found = lint(&request(folder.path(), Release::V4_0_0, false)).unwrap();
        let rules = rules_of(&found);
        for rule in ["removed-class", "error-message-type", "xml-payload"] {
            assert!(rules.contains(rule), "{release}: no {rule} in {rules:?}");
        }
        assert!(!rules.contains("custom-class"), "{release}: {rules:?}");
    }
}

#[test]
fn the_exit_code_says_how_bad_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, body: &str| {
        let text = format!(
            "<sequence xmlns=\"http://ws.apache.org/ns/synapse\" name=\"own\">{body}</sequence>"
        );
        fs::write(folder.path().join(name), text).unwrap();
    };
    write("clean.xml", "<log level=\"custom\"/>");
    write("note.xml", "<log level=\"full\"/>");
    write("error.xml", "<foo/>");
    fs::write(folder.path().join("broken.xml"), "<sequence>").unwrap();
    let code = |args: &[&str]| Done::of(&mut faultgraft(folder.path(), args)).code;
    assert_eq!(code(&["lint", "clean.xml", "note.xml"]), Some(0));
    assert_eq!(code(&["lint", "clean.xml", "error.xml"]), Some(1));
    assert_eq!(code(&["lint", "error.xml", "--exit-zero"]), Some(0));
    assert_eq!(code(&["lint", "error.xml", "broken.xml"]), Some(2));
    assert_eq!(code(&["lint", "not-there.xml"]), Some(2));
    let done = Done::of(&mut faultgraft(folder.path(), &["lint", "error.xml", "--format", "json"]));
    let json = done.json();
    assert_eq!(json["files"][0]["findings"][0]["rule"], "unknown-mediator");
    assert_eq!(json["summary"]["findings"]["error"], 1);
}

#[test]
fn explain_knows_every_rule() {
    let folder = tempfile::tempdir().unwrap();
    let list = Done::of(&mut faultgraft(folder.path(), &["explain"]));
    assert_eq!(list.code, Some(0));
    for rule in rules::ALL {
        assert!(list.text().contains(rule.code), "{}", rule.code);
        let one = Done::of(&mut faultgraft(folder.path(), &["explain", rule.code]));
        assert_eq!(one.code, Some(0), "{}", rule.code);
        assert!(one.text().contains("What to do:"), "{}", one.text());
    }
    let unknown = Done::of(&mut faultgraft(folder.path(), &["explain", "xml-payloads"]));
    assert_eq!(unknown.code, Some(2));
    assert!(unknown.stderr.contains("xml-payload"), "{}", unknown.stderr);
}
