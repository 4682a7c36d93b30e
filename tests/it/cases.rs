//! The fixture cases: each operator's file with the merge that was written by hand.
//!
//! A case that faultgraft does not get right yet says so itself: `currently` and `ideally` in its
//! `case.toml`, and the test fails when it gets better without saying so.

use crate::support;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use faultgraft::model::{FilePlan, Origin, Status, TargetInfo};
use faultgraft::plan::{MergeRequest, merge_one};
use faultgraft::program::{Ix, Tree};
use faultgraft::report::{PLAIN_WIDTH, brief};
use faultgraft::rules;
use faultgraft::rules::Levels;
use faultgraft::xml::Document;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    why: String,
    #[serde(default)]
    patterns: Vec<String>,
    base: Option<String>,
    #[serde(default)]
    base_given: bool,
    target: Option<String>,
    status: Option<String>,
    fails: Option<String>,
    #[serde(default)]
    edits: Vec<ExpectedEdit>,
    #[serde(default)]
    findings: Vec<ExpectedFinding>,
    #[allow(dead_code)]
    open: Option<String>,
    /// What faultgraft gives today, where that is not what it should give.
    currently: Option<String>,
    /// What it should give.
    ideally: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExpectedEdit {
    kind: String,
    outcome: String,
    rule: Option<String>,
    confidence: String,
    what: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExpectedFinding {
    rule: String,
    severity: String,
}

fn cases() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut found: Vec<PathBuf> = Vec::new();
    for sequence in fs::read_dir(root).unwrap().map(|e| e.unwrap().path()) {
        let elsewhere =
            ["installations", "plans", "rules", "templates"].iter().any(|n| sequence.ends_with(n));
        if sequence.is_dir() && !elsewhere {
            found.extend(fs::read_dir(sequence).unwrap().map(|e| e.unwrap().path()));
        }
    }
    found.retain(|p| p.is_dir());
    found.sort();
    found
}

fn read_case(folder: &Path) -> Case {
    let text = fs::read_to_string(folder.join("case.toml")).unwrap();
    toml::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", folder.display()))
}

fn plan_of(folder: &Path, case: &Case) -> FilePlan {
    let own = |name: &str| Some(folder.join(name)).filter(|p| p.exists());
    let sequence = folder.parent().unwrap().file_name().unwrap().to_string_lossy().into_owned();
    let base = own("base.xml");
    let given = case.base_given && base.is_none();
    let target = own("target.xml");
    let request = MergeRequest {
        name: "custom.xml".to_owned(),
        bytes: fs::read(folder.join("custom.xml")).unwrap(),
        sequence: Some(sequence),
        target_release: target.is_none().then(|| case.target.clone()).flatten(),
        target,
        base_release: given.then(|| case.base.clone()).flatten(),
        base,
        prefer: None,
        levels: Levels::default(),
        ..MergeRequest::default()
    };
    merge_one(&request).unwrap_or_else(|e| panic!("{}: {e}", folder.display()))
}

/// Everything in which the plan differs from what the case expects; empty where it does not.
fn differences(folder: &Path, case: &Case, plan: &FilePlan) -> String {
    let mut out = String::new();
    if let Some(rule) = &case.fails {
        if plan.status != Status::Failed || !plan.findings.iter().any(|f| f.rule == *rule) {
            let _ = writeln!(out, "  expected to fail with {rule}: {:?}", plan.findings);
        }
        return out;
    }
    let status = case.status.as_deref().unwrap_or("customised");
    if plan.status.to_string() != status {
        let _ = writeln!(out, "  status {} instead of {status}: {:?}", plan.status, plan.findings);
    }
    edit_differences(case, plan, &mut out);
    // A rule that is not built yet is asked for as soon as it is.
    for expected in case.findings.iter().filter(|f| rules::find(&f.rule).is_some()) {
        let there = plan
            .findings
            .iter()
            .any(|f| f.rule == expected.rule && f.severity.to_string() == expected.severity);
        if !there {
            let _ = writeln!(out, "  no {} {}", expected.severity, expected.rule);
        }
    }
    text_differences(folder, plan, &mut out);
    out
}

fn edit_differences(case: &Case, plan: &FilePlan, out: &mut String) {
    let mut expected: Vec<String> = case
        .edits
        .iter()
        .map(|e| line(&e.kind, &e.outcome, e.rule.as_deref(), &e.confidence))
        .collect();
    let mut actual: Vec<String> = plan
        .edits
        .iter()
        .map(|e| {
            let confidence = format!("{:?}", e.confidence).to_lowercase();
            line(&e.kind.to_string(), &e.outcome.to_string(), e.rule.as_deref(), &confidence)
        })
        .collect();
    let (in_order, got) = (expected.clone(), actual.clone());
    expected.sort();
    actual.sort();
    if expected != actual {
        let _ = writeln!(out, "  edits expected:");
        for (line, edit) in in_order.iter().zip(&case.edits) {
            let _ = writeln!(out, "    {line}   # {}", edit.what);
        }
        let _ = writeln!(out, "  edits found:");
        for (line, edit) in got.iter().zip(plan.edits.iter()) {
            let _ = writeln!(out, "    {line}   # {}", edit.summary);
        }
    }
}

fn line(kind: &str, outcome: &str, rule: Option<&str>, confidence: &str) -> String {
    format!("{kind:8} {outcome:13} {:22} {confidence}", rule.unwrap_or("-"))
}

fn text_differences(folder: &Path, plan: &FilePlan, out: &mut String) {
    let Some(merged) = plan.text() else {
        let _ = writeln!(out, "  no merged text: {:?}", plan.findings);
        return;
    };
    let expected = Document::read(&fs::read(folder.join("expected.xml")).unwrap()).unwrap();
    let merged = Document::parse(merged).unwrap();
    let trees = [&expected, &merged].map(|d| Tree::of(d, d.root()));
    if trees[0].node(Ix::ROOT).content != trees[1].node(Ix::ROOT).content {
        let [old, new] = trees.map(|t| outline(&t));
        let _ = writeln!(out, "  merged (+) differs from expected (-):");
        let diff = similar::TextDiff::from_lines(&old, &new);
        let _ = write!(out, "{}", diff.unified_diff().context_radius(2));
    }
}

/// A tree as lines, for showing where two differ.
fn outline(tree: &Tree<'_>) -> String {
    let mut out = String::new();
    for node in tree.all() {
        let depth = tree.ancestors(node).count();
        let _ = write!(out, "{}{}", "  ".repeat(depth), tree.name(node));
        for attr in tree.attrs(node) {
            let _ = write!(out, " {}=\"{}\"", attr.name, attr.value);
        }
        let element = tree.doc.node(tree.node(node).element);
        if tree.name(node) == "payloadFactory" {
            let text = tree.doc.slice(element.span);
            let _ = write!(out, " {}", text.split_whitespace().collect::<Vec<_>>().join(" "));
        }
        let _ = writeln!(out, " | {}", tree.node(node).text);
    }
    out
}

#[test]
fn every_case_is_merged_as_by_hand() {
    let cases = cases();
    assert!(cases.len() >= 45, "only {} cases found", cases.len());
    let mut report = String::new();
    let mut wrong = 0;
    for folder in &cases {
        let case = read_case(folder);
        let found = differences(folder, &case, &plan_of(folder, &case));
        let name = folder.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap().display();
        match (&case.currently, &case.ideally, found.is_empty()) {
            (None, None, true) | (Some(_), Some(_), false) => {}
            (None, None, false) => {
                wrong += 1;
                let _ = writeln!(report, "{name}: {}\n{found}", case.why);
            }
            (Some(_), Some(_), true) => {
                wrong += 1;
                let _ = writeln!(report, "{name}: right now; take currently and ideally out\n");
            }
            _ => panic!("{name}: currently and ideally go together"),
        }
    }
    assert!(wrong == 0, "{wrong} of {} cases differ\n\n{report}", cases.len());
}

#[test]
fn every_pattern_has_a_case() {
    let cases: Vec<Case> = cases().iter().map(|f| read_case(f)).collect();
    for pattern in 1..=15 {
        let name = format!("P{pattern}");
        assert!(cases.iter().any(|c| c.patterns.contains(&name)), "no case of {name}");
    }
}

/// What `merge` tells about each case, and the diff: read by a person when it changes.
#[test]
fn every_case_as_it_is_shown() {
    let mut settings = support::snapshots::in_folder("cases");
    settings.set_input_file(file!());
    for folder in cases() {
        let case = read_case(&folder);
        let plan = plan_of(&folder, &case);
        let target = TargetInfo {
            release: Some(case.target.clone().unwrap_or_else(|| "4.0.0".to_owned())),
            origin: Origin::Embedded,
            path: None,
            kind: None,
        };
        let mut shown = Vec::new();
        brief::write(&plan, "custom.xml", &target, PLAIN_WIDTH, &mut shown).unwrap();
        let shown = format!("{}\n{}", String::from_utf8(shown).unwrap(), plan.diff());
        let shown = anstream::adapter::strip_str(&shown).to_string();
        let sequence = folder.parent().unwrap().file_name().unwrap().to_string_lossy().into_owned();
        let name = format!("{sequence}__{}", folder.file_name().unwrap().to_string_lossy());
        settings.set_description(&case.why);
        settings.bind(|| insta::assert_snapshot!(name, shown));
    }
}
