//! Findings about sequences as they stand, and every rule with files that have it and files that
//! come close.

use crate::support;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use faultgraft::lint::{LintRequest, Linted, lint};
use faultgraft::model::{FilePlan, Finding, Severity};
use faultgraft::plan::{MergeRequest, merge_one};
use faultgraft::rules;
use faultgraft::stock::{self, Release, SequenceName};
use faultgraft::xml;
use support::run::{Done, faultgraft};

/// Rules about what a merge changes, and rules that refuse one: a file alone has none of them.
const OF_THE_MERGE: [&str; 9] = [
    "reads-removed",
    "not-proven",
    "helper-customised",
    "template-leaks",
    "wrapper-lost",
    "inert-becomes-active",
    "soap-clients-get-json",
    "name-changed",
    "absent-in-target",
];

/// Rules that decide edits and find nothing by themselves.
const OF_EDITS: [&str; 6] = [
    "payload-field",
    "custom-json-payload",
    "same-in-target",
    "superseded-stock",
    "both-changed",
    "redundant-in-target",
];

/// Rules about folders, which are made in `tests/it/packs.rs`.
const OF_FOLDERS: [&str; 21] = [
    "preview-incomplete",
    "response-changed",
    "duplicate-sequence",
    "missing-sequence",
    "companion-carried",
    "skip-list",
    "later-stock-name",
    "wrapper-kept",
    "tenant-reseed",
    "unsafe-entry",
    "expected-absent",
    "release-mismatch",
    "base-uncertain",
    "base-doubtful",
    "deployment-toml",
    "bad-jar",
    "name-in-other-file",
    "not-called",
    "api-level-fault",
    "axis2-xml",
    "template-comment",
];

/// Rules about files that no one wants to commit; [`made`] makes them.
const MADE: [&str; 3] = ["too-deep", "too-large", "unreadable"];

/// Rules about decisions, which are made in `properties/regressions.rs`.
const OF_DECISIONS: [&str; 1] = ["no-place"];

/// A defect of faultgraft's own has no example as long as none is known.
const WITHOUT: [&str; 1] = ["defect"];

/// The files that have a rule or come close to it, a folder each.
pub fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/rules")
}

fn request(path: &Path, release: Release, include_stock: bool) -> LintRequest {
    let levels = rules::Levels::default();
    LintRequest { paths: vec![path.to_owned()], release, include_stock, levels }
}

/// The release that a rule is looked for in: the first one that has it.
pub fn release_of(rule: &str) -> Release {
    if rule == "dollar-brace" { Release::V4_5_0 } else { Release::V4_0_0 }
}

/// What merging a file gives. `<what it shows>.<sequence>.xml` says which sequence it is where
/// the name attribute does not.
fn merged(file: &Path, rule: &str) -> FilePlan {
    let name = file.file_name().unwrap().to_string_lossy().into_owned();
    let parts: Vec<&str> = name.split('.').collect();
    let request = MergeRequest {
        name: "custom.xml".to_owned(),
        bytes: fs::read(file).unwrap(),
        sequence: (parts.len() == 3).then(|| parts[1].to_owned()),
        target_release: (rule == "absent-in-target").then(|| "3.2.0".to_owned()),
        ..MergeRequest::default()
    };
    merge_one(&request).unwrap_or_else(|e| panic!("{}: {e}", file.display()))
}

/// What is said about a file because of a rule, a line each: its findings, or of a rule that decides
/// edits what becomes of those.
pub fn said(file: &Path, rule: &str) -> Vec<String> {
    if OF_EDITS.contains(&rule) {
        let plan = merged(file, rule);
        assert!(!plan.edits.is_empty(), "{}: no edit", file.display());
        let edits = plan.edits.iter().filter(|e| e.rule.as_deref() == Some(rule));
        return edits.map(|e| format!("edit {}, {}: {}", e.number, e.outcome, e.summary)).collect();
    }
    let findings: Vec<Finding> = match OF_THE_MERGE.contains(&rule) {
        true => merged(file, rule).findings.to_vec(),
        false => {
            let files = lint(&request(file, release_of(rule), false)).unwrap();
            files.into_iter().flat_map(|f| f.findings).collect()
        }
    };
    let line = |f: &Finding| f.line.map(|line| format!("line {line}, ")).unwrap_or_default();
    let found = findings.iter().filter(|f| f.rule == rule);
    found.map(|f| format!("{}{}: {}", line(f), f.severity, f.message)).collect()
}

fn found_in(file: &Path, rule: &str) -> bool {
    !said(file, rule).is_empty()
}

#[test]
fn every_rule_is_found_where_it_is_and_nowhere_near() {
    let mut wrong = Vec::new();
    let elsewhere = [&OF_FOLDERS[..], &MADE, &OF_DECISIONS, &WITHOUT].concat();
    for rule in rules::ALL.iter().map(|r| r.code).filter(|c| !elsewhere.contains(c)) {
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

/// Writes a sequence with elements in elements.
fn nested(path: &Path, depth: usize) {
    let (open, close) = ("<in>".repeat(depth), "</in>".repeat(depth));
    let text = format!(
        "<sequence xmlns=\"http://ws.apache.org/ns/synapse\" name=\"deep\">{open}{close}</sequence>"
    );
    fs::write(path, text).unwrap();
}

/// Writes a file of that many bytes that takes no room on disk.
fn sized(path: &Path, bytes: u64) {
    fs::File::create(path).unwrap().set_len(bytes).unwrap();
}

/// Makes a file that has one of the rules [`MADE`], and one that comes close.
fn made(rule: &str, yes: &Path, no: &Path) {
    match rule {
        "too-deep" => {
            nested(yes, xml::MAX_DEPTH);
            nested(no, xml::MAX_DEPTH - 1);
        }
        "too-large" => {
            sized(yes, xml::MAX_BYTES + 1);
            sized(no, xml::MAX_BYTES);
        }
        _ => {
            fs::create_dir(yes).unwrap();
            sized(no, 0);
        }
    }
}

#[test]
fn what_cannot_be_committed_is_found_too() {
    for rule in MADE {
        let folder = tempfile::tempdir().unwrap();
        // Both stand in a folder: a path to a folder is not a sequence that cannot be read.
        let (yes, no) = (folder.path().join("fault.xml"), folder.path().join("main.xml"));
        made(rule, &yes, &no);
        let found = lint(&request(folder.path(), Release::V4_0_0, false)).unwrap();
        let files: Vec<&str> = found
            .iter()
            .filter(|f| f.findings.iter().any(|finding| finding.rule == rule))
            .map(|f| f.path.as_str())
            .collect();
        assert_eq!(files, [yes.to_str().unwrap()], "{rule}: {found:?}");
        assert_eq!(found.len(), 2, "{rule}");
    }
}

/// Rules whose example is told rather than shown: files of many bytes, of none, in an encoding.
const TOLD: [&str; 7] =
    ["empty-file", "encoding", "too-deep", "too-large", "unreadable", "absent-in-target", "defect"];

/// Rules that find the same again where nothing is wrong: only a person can tell.
const STAYS: [&str; 3] = ["deliberate-xml", "custom-class", "needs-a-look"];

/// Whether an example has its rule, in a sequence or as a file of its own.
fn is_found(rule: &rules::Rule, text: &str) -> bool {
    let folder = tempfile::tempdir().unwrap();
    let name = rule.example.within.unwrap_or("our_answer");
    let file = folder.path().join(format!("{name}.xml"));
    let whole =
        text.contains("xmlns=\"http://ws.apache.org/ns/synapse\"") || rule.code == "wrong-root";
    let text = match text {
        "(nothing)" => "",
        text => text,
    };
    let sequence = format!(
        "<sequence xmlns=\"http://ws.apache.org/ns/synapse\" name=\"{name}\">{text}</sequence>"
    );
    fs::write(&file, if whole { text } else { &sequence }).unwrap();
    let found = lint(&request(&file, release_of(rule.code), false)).unwrap();
    let unread = found.iter().any(|f| !f.readable);
    assert!(!unread || rule.code == found[0].findings[0].rule, "{}: {found:?}", rule.code);
    rules_of(&found).contains(rule.code)
}

#[test]
fn every_rule_has_an_example_that_has_it_and_is_put_right() {
    let shown_elsewhere =
        [&OF_EDITS[..], &OF_THE_MERGE, &OF_FOLDERS, &OF_DECISIONS, &TOLD].concat();
    for rule in rules::ALL {
        let example = &rule.example;
        if rule.code != "name-changed" && shown_elsewhere.contains(&rule.code) {
            continue;
        }
        assert!(is_found(rule, example.before), "{}: not found", rule.code);
        if STAYS.contains(&rule.code) {
            continue;
        }
        assert!(!is_found(rule, example.after), "{}: found when put right", rule.code);
    }
}

/// The severities of `dollar-brace` in a file: linted for a release, and in a plan from 3.2.0 to it.
fn dollar_braces(format: &str, release: Release) -> [Vec<Severity>; 2] {
    let text = format!(
        "<sequence xmlns=\"http://ws.apache.org/ns/synapse\" name=\"fault\">\
         <payloadFactory media-type=\"json\"><format>{format}</format><args/></payloadFactory>\
         </sequence>"
    );
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("fault.xml");
    fs::write(&file, &text).unwrap();
    let linted = lint(&request(&file, release, false)).unwrap();
    let request = MergeRequest {
        name: "fault.xml".to_owned(),
        bytes: text.into_bytes(),
        base_release: Some("3.2.0".to_owned()),
        target_release: Some(release.to_string()),
        ..MergeRequest::default()
    };
    let planned = merge_one(&request).unwrap();
    let of = |found: &[Finding]| {
        let braces = found.iter().filter(|f| f.rule == "dollar-brace");
        let severities: Vec<Severity> = braces.map(|f| f.severity).collect();
        assert!(!found.iter().any(|f| f.rule == "bad-load"), "{found:?}");
        severities
    };
    [of(&linted[0].findings), of(&planned.findings)]
}

#[test]
fn a_dollar_brace_is_text_until_4_4_0_and_an_expression_from_4_5_0_on() {
    use Severity::{Error, Warning};
    for (format, of_4_5_0) in [
        (r#"{"help":"${HELP_URL}"}"#, Some(Error)),
        (r#"{"help":"${carbon.host}"}"#, Some(Error)),
        (r#"{"help":"${}"}"#, Some(Error)),
        (r#"{"help":"${open"}"#, Some(Error)),
        (r#"{"help":"${5}"}"#, Some(Warning)),
        (r#"{"help":"${vars.x}"}"#, Some(Warning)),
        (r#"{"help":"$ {x}, 5 $"}"#, None),
    ] {
        let nothing = || [Vec::new(), Vec::new()];
        assert_eq!(dollar_braces(format, Release::V4_0_0), nothing(), "{format}");
        assert_eq!(dollar_braces(format, Release::V4_4_0), nothing(), "{format}");
        let both = of_4_5_0.map_or_else(nothing, |severity| [vec![severity], vec![severity]]);
        assert_eq!(dollar_braces(format, Release::V4_5_0), both, "{format}");
    }
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
    found.iter().flat_map(|f| f.findings.iter()).map(|f| f.rule.as_str()).collect()
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
            .flat_map(|f| f.findings.iter())
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
        for part in ["What to do:", "Before", "After"] {
            assert!(one.text().contains(part), "{}", one.text());
        }
    }
    let unknown = Done::of(&mut faultgraft(folder.path(), &["explain", "xml-payloads"]));
    assert_eq!(unknown.code, Some(2));
    assert!(unknown.stderr.contains("xml-payload"), "{}", unknown.stderr);
}
