//! Whole folders of sequences, as operators have them: what becomes of each file, and every
//! report over the same plan.

use crate::support::{self, view::view};

use std::fs;
use std::path::{Path, PathBuf};

use faultgraft::model::{Plan, Status};
use faultgraft::plan::{PlanRequest, plan};
use faultgraft::program::{Ix, Tree};
use faultgraft::report::{Options, PLAIN_WIDTH, json, patch, text};
use faultgraft::xml::Document;
use serde::Deserialize;

#[derive(Deserialize)]
struct Installation {
    exit: u8,
    files: Vec<ExpectedFile>,
    #[serde(default)]
    companions: Vec<ExpectedCompanion>,
    #[serde(default)]
    skip_list: Vec<String>,
}

#[derive(Deserialize)]
struct ExpectedCompanion {
    file: String,
    called_from: Vec<String>,
    outcome: String,
}

#[derive(Deserialize)]
struct ExpectedFile {
    file: String,
    path: Option<String>,
    status: String,
    #[serde(default)]
    edits: usize,
    #[serde(default)]
    findings: Vec<String>,
}

fn installations() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/installations");
    let mut found: Vec<PathBuf> = fs::read_dir(root).unwrap().map(|e| e.unwrap().path()).collect();
    found.sort();
    found
}

fn plan_of(folder: &Path) -> Plan {
    let request = PlanRequest { custom: folder.join("sequences"), ..PlanRequest::default() };
    let mut plan = plan(&request).unwrap();
    plan.custom.path = "sequences".to_owned();
    plan
}

#[test]
fn every_file_is_what_it_is() {
    assert!(installations().len() >= 3);
    for folder in installations() {
        let expected: Installation =
            toml::from_str(&fs::read_to_string(folder.join("case.toml")).unwrap()).unwrap();
        let plan = plan_of(&folder);
        let exit = if plan.failed() { 2 } else { u8::from(plan.needs_a_person()) };
        for wanted in &expected.files {
            let name = format!("{}: {}", folder.display(), wanted.file);
            let file = plan.files.iter().find(|f| f.file() == wanted.file);
            let file = file.unwrap_or_else(|| panic!("{name} is not in the plan"));
            assert_eq!(file.status.to_string(), wanted.status, "{name}");
            assert_eq!(file.edits.len(), wanted.edits, "{name}: {:#?}", file.edits);
            if let Some(path) = &wanted.path {
                assert_eq!(&*file.path, path, "{name}");
            }
            let built = |r: &&String| faultgraft::rules::find(r).is_some();
            for rule in wanted.findings.iter().filter(built) {
                assert!(file.findings.iter().any(|f| &f.rule == rule), "{name}: no {rule}");
            }
            if file.status == Status::Customised {
                same_merge(&folder.join("expected").join(&wanted.file), file.text());
            }
        }
        assert_eq!(plan.companions.len(), expected.companions.len(), "{}", folder.display());
        for (companion, wanted) in plan.companions.iter().zip(&expected.companions) {
            assert_eq!(companion.file(), wanted.file);
            assert_eq!(companion.own().unwrap().called_from, wanted.called_from, "{}", wanted.file);
            assert_eq!(companion.outcome().to_string(), wanted.outcome, "{}", wanted.file);
            let file = folder.join("expected").join(&wanted.file);
            same_merge(&file, companion.text());
        }
        assert_eq!(plan.skip_list.sequences, expected.skip_list, "{}", folder.display());
        let missing = |r: &&String| faultgraft::rules::find(r).is_none();
        if expected.files.iter().all(|f| f.findings.iter().filter(missing).count() == 0) {
            assert_eq!(exit, expected.exit, "{}", folder.display());
        }
    }
}

fn same_merge(expected: &Path, merged: Option<&str>) {
    let expected_doc = Document::read(&fs::read(expected).unwrap()).unwrap();
    let merged_doc = Document::parse(merged.unwrap()).unwrap();
    let [a, b] = [&expected_doc, &merged_doc].map(|d| Tree::of(d, d.root()).node(Ix::ROOT).content);
    assert_eq!(a, b, "{}:\n{}", expected.display(), merged.unwrap());
}

#[test]
fn every_report_over_the_same_plan() {
    let settings = support::snapshots::in_folder("installations");
    for folder in installations() {
        let plan = plan_of(&folder);
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        let (mut report, mut machine, mut diffs) = (Vec::new(), Vec::new(), Vec::new());
        text::write(&plan, &Options::default(), PLAIN_WIDTH, &mut report).unwrap();
        json::write(&plan, &mut machine).unwrap();
        patch::write(&plan, &mut diffs).unwrap();
        settings.bind(|| {
            let report = String::from_utf8(report).unwrap();
            let report = anstream::adapter::strip_str(&report).to_string();
            insta::assert_snapshot!(format!("{name}.text"), report);
            // The previews have snapshots of their own.
            let machine = serde_json::from_slice(&machine).unwrap();
            insta::assert_snapshot!(format!("{name}.json"), view(&machine, &["previews"]));
            insta::assert_snapshot!(format!("{name}.patch"), String::from_utf8(diffs).unwrap());
        });
    }
}
