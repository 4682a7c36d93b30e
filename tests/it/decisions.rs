//! Decisions on the fixture cases: a saved plan's texts and decisions give the merged file again,
//! and what is rejected is not in it.

use std::fs;
use std::path::{Path, PathBuf};

use faultgraft::callees::Callees;
use faultgraft::merge::Decisions;
use faultgraft::model::{Decision, Edit, FilePlan, Outcome, Status, Triple};
use faultgraft::outcome::{FileOutcome, Given, outcome};
use faultgraft::plan::{MergeRequest, merge_one};
use faultgraft::stock::{self, Release, SequenceName};
use faultgraft::xml::Document;

/// A fixture whose base and target are stock, as a plan would save it.
struct Saved {
    name: String,
    plan: FilePlan,
    sequence: SequenceName,
    base_release: Release,
    texts: Triple<Document>,
}

impl Saved {
    fn of(folder: &Path) -> Option<Self> {
        let own = |name: &str| folder.join(name).exists();
        let case = fs::read_to_string(folder.join("case.toml")).ok()?;
        if own("base.xml") || own("target.xml") || case.contains("\ntarget = ") {
            return None;
        }
        let name = folder.parent()?.file_name()?.to_string_lossy().into_owned();
        let request = MergeRequest {
            name: "custom.xml".to_owned(),
            bytes: fs::read(folder.join("custom.xml")).ok()?,
            sequence: Some(name.clone()),
            ..MergeRequest::default()
        };
        let plan = merge_one(&request).ok().filter(|p| p.status != Status::Failed)?;
        if plan.findings.iter().any(|f| f.rule == "base-uncertain") {
            return None; // What another base makes of it is no part of what is compared here.
        }
        let sequence = SequenceName::parse(&name)?;
        let base_release = Release::parse(plan.base.as_ref()?.release.as_ref()?)?;
        let read = |bytes: &[u8]| Document::read(bytes).expect("it was read before");
        let stock = |release| stock::get(sequence, release).map(|s| read(s.text.as_bytes()));
        let target = stock(Release::V4_0_0)?;
        let base = stock(base_release).or_else(|| stock(Release::V4_0_0))?;
        let texts = Triple { base, custom: read(&request.bytes), target };
        let name = format!("{name}/{}", folder.file_name()?.to_string_lossy());
        Some(Self { name, plan, sequence, base_release, texts })
    }

    fn all() -> Vec<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
        let entries = |path: &Path| -> Vec<PathBuf> {
            let mut found: Vec<PathBuf> =
                fs::read_dir(path).unwrap().map(|e| e.unwrap().path()).collect();
            found.retain(|p| p.is_dir());
            found.sort();
            found
        };
        let cases = entries(&root).into_iter().flat_map(|sequence| entries(&sequence));
        let saved: Vec<Self> = cases.filter_map(|folder| Self::of(&folder)).collect();
        assert!(saved.len() > 80, "only {} cases", saved.len());
        saved
    }

    fn remerged(&self, decisions: &Decisions) -> FileOutcome {
        let from = Given {
            sequence: self.sequence,
            texts: Triple {
                base: &self.texts.base,
                custom: &self.texts.custom,
                target: &self.texts.target,
            },
            callees: &Callees::none(),
            base_release: self.base_release,
            target_release: Release::V4_0_0,
        };
        outcome(&from, decisions).unwrap_or_else(|e| panic!("{}: {e}", self.name))
    }
}

fn every(plan: &FilePlan, decision: Decision) -> Decisions {
    (1..=plan.edits.len()).map(|number| (number, decision)).collect()
}

#[test]
fn a_saved_plan_gives_the_same_again() {
    for saved in Saved::all() {
        let again = saved.remerged(&Decisions::of(&saved.plan.edits));
        assert_eq!(again.edits, *saved.plan.edits, "{}", saved.name);
        let merged = saved.plan.merged.as_ref().unwrap();
        assert_eq!((&again.text, &again.bytes), (&merged.text, &merged.bytes), "{}", saved.name);
        for finding in again.findings.iter() {
            assert!(saved.plan.findings.contains(finding), "{}: {finding:?}", saved.name);
        }
    }
}

#[test]
fn a_text_and_its_form_are_as_good_as_the_file() {
    let bytes = b"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<sequence xmlns=\"http://ws.apache.org/ns/synapse\" name=\"fault\"><!-- \xE9 --></sequence>";
    let doc = Document::read(bytes).unwrap();
    let json = serde_json::to_string(doc.form()).unwrap();
    let form = serde_json::from_str(&json).unwrap();
    assert_eq!(Document::parse_as(doc.text(), form).unwrap().to_bytes(), bytes);
}

#[test]
fn every_edit_accepted_is_no_decision() {
    for saved in Saved::all() {
        let accepted = saved.remerged(&every(&saved.plan, Decision::Accept));
        assert_eq!(Some(&*accepted.text), saved.plan.text(), "{}", saved.name);
        for (accepted, planned) in accepted.edits.iter().zip(saved.plan.edits.iter()) {
            let conflict = planned.outcome == Outcome::Conflict;
            assert_eq!(accepted.decision, (!conflict).then_some(Decision::Accept));
        }
    }
}

#[test]
fn a_payload_without_faithful_json_is_there_as_xml_where_the_operators_side_is_taken() {
    let mut seen = 0;
    for saved in Saved::all() {
        let mixed = |e: &&Edit| {
            let both = e.sides.as_ref().is_some_and(|s| s.custom.is_some() && s.target.is_some());
            e.rule.as_deref() == Some("xml-payload") && e.outcome == Outcome::Conflict && both
        };
        for edit in saved.plan.edits.iter().filter(mixed) {
            let taken = saved.remerged(&Decisions::none().with(edit.number, Decision::Custom));
            let blanks = |text: &str| text.split_whitespace().collect::<String>();
            let own = edit.sides.as_ref().and_then(|s| s.custom.as_deref()).unwrap();
            let format = own.split("<format>").nth(1).unwrap().split("</format>").next().unwrap();
            assert!(
                blanks(&taken.text).contains(&blanks(format)),
                "{}: {}",
                saved.name,
                taken.text
            );
            seen += 1;
        }
    }
    assert!(seen > 1, "only {seen} conflicts");
}

#[test]
fn every_edit_rejected_gives_the_target_and_no_finding_about_it() {
    for saved in Saved::all() {
        let rejected = saved.remerged(&every(&saved.plan, Decision::Reject));
        assert_eq!(&*rejected.text, saved.texts.target.text(), "{}", saved.name);
        assert_eq!(&*rejected.bytes, &*saved.texts.target.to_bytes(), "{}", saved.name);
        assert_eq!(rejected.edits.len(), saved.plan.edits.len());
        for (rejected, planned) in rejected.edits.iter().zip(saved.plan.edits.iter()) {
            assert_eq!(rejected.merged_line, None, "{}", saved.name);
            let undecided = faultgraft::model::Edit {
                decision: None,
                merged_line: planned.merged_line,
                ..rejected.clone()
            };
            assert_eq!(undecided, *planned, "{}", saved.name);
        }
        let written = |number: &usize| {
            let outcome = rejected.edits[number - 1].outcome;
            !matches!(outcome, Outcome::Dropped | Outcome::AlreadyThere)
        };
        for finding in rejected.findings.iter() {
            let about = finding.edit.filter(written);
            assert_eq!(about, None, "{}: {finding:?}", saved.name);
        }
    }
}
