//! Update levels that were added to what is embedded: names like any other.

use std::fs;
use std::path::Path;

use faultgraft::stock::{self, Release, SequenceName};

use crate::support::home::{Home, SEQUENCES};
use crate::support::run::{Done, faultgraft};

fn run(folder: &Path, args: &[&str]) -> Done {
    Done::of(faultgraft(folder, args).env("XDG_DATA_HOME", folder))
}

/// A pack of a made-up level of 3.2.0: its fault sequence logs more than the release's.
fn pack() -> Home {
    let pack = Home::of(Release::V3_2_0);
    let shipped = stock::get(SequenceName::Fault, Release::V3_2_0).unwrap().text;
    let level =
        shipped.replacen("<log level=\"custom\">", "<log level=\"custom\" category=\"ERROR\">", 1);
    assert_ne!(level, shipped);
    pack.write(&format!("{SEQUENCES}/fault.xml"), &level);
    pack
}

/// The operator's sequences: those of the level, with a log of their own.
fn custom(folder: &Path, pack: &Home) {
    fs::create_dir(folder.join("mine")).unwrap();
    for file in ["fault.xml", "main.xml"] {
        let text = pack.read(&format!("{SEQUENCES}/{file}"));
        let at = text.find("<log").unwrap_or_else(|| text.find("<in").unwrap_or(0));
        let own = match file {
            "fault.xml" => "<log level=\"simple\"/>",
            _ => "",
        };
        fs::write(folder.join("mine").join(file), format!("{}{own}{}", &text[..at], &text[at..]))
            .unwrap();
    }
}

/// The fault sequence of a plan.
fn file(plan: &serde_json::Value) -> &serde_json::Value {
    let files = plan["files"].as_array().unwrap();
    files.iter().find(|file| file["file"] == "fault.xml").expect("it is in the plan")
}

fn add(folder: &Path, pack: &Home, name: &str) -> Done {
    run(folder, &["stock", "add", pack.path().to_str().unwrap(), "--name", name])
}

#[test]
fn a_level_is_a_name_like_any_other() {
    let (folder, pack) = (tempfile::tempdir().unwrap(), pack());
    let here = folder.path();
    custom(here, &pack);
    let before = run(here, &["plan", "mine", "--format", "json"]).json();
    let base = |plan: &serde_json::Value| file(plan)["base"].clone();
    assert_eq!(base(&before)["edits"], 2, "{before:#}");

    let added = add(here, &pack, "3.2.0.412");
    assert_eq!(added.code, Some(0), "{}", added.stderr);
    assert!(added.stderr.contains("3.2.0.412 is known from now on"), "{}", added.stderr);
    assert!(run(here, &["stock", "list"]).text().contains("3.2.0.412"));

    // What was made from it is compared with it.
    let plan = run(here, &["plan", "mine", "--format", "json"]).json();
    let found = base(&plan);
    assert_eq!((&found["release"], &found["origin"]), (&"3.2.0.412".into(), &"added".into()));
    assert_eq!((&found["edits"], found["runners_up"][0]["edits"].as_u64()), (&1.into(), Some(2)));
    let edits = file(&plan)["edits"].as_array().unwrap();
    assert_eq!(edits.len(), 1, "what the level changed is no edit of the operator's: {edits:#?}");
    let identified = run(here, &["stock", "identify", "mine/fault.xml"]);
    assert!(identified.text().contains("base: 3.2.0.412, 1 edit"), "{}", identified.text());

    // The same where it is named; the release may still be.
    let named = |release: &str| {
        base(&run(here, &["plan", "mine", "--base-release", release, "--format", "json"]).json())
    };
    assert_eq!(named("3.2.0.412")["given"], true);
    assert_eq!(named("3.2.0")["release"], "3.2.0");
    let shown = run(here, &["stock", "show", "fault", "--release", "3.2.0.412"]);
    assert_eq!(shown.text(), pack.read(&format!("{SEQUENCES}/fault.xml")));
    let diff = run(here, &["stock", "diff", "fault", "3.2.0", "3.2.0.412"]);
    assert!(
        diff.text().contains("+    <log level=\"custom\" category=\"ERROR\">"),
        "{}",
        diff.text()
    );
}

#[test]
fn a_level_can_be_merged_into() {
    let (folder, target) = (tempfile::tempdir().unwrap(), Home::of(Release::V4_0_0));
    let here = folder.path();
    let shipped = stock::get(SequenceName::Fault, Release::V4_0_0).unwrap().text;
    let level = shipped.replacen("<log level=\"custom\">", "<log level=\"full\">", 1);
    assert_ne!(level, shipped);
    target.write(&format!("{SEQUENCES}/fault.xml"), &level);
    custom(here, &Home::of(Release::V3_2_0));
    assert_eq!(add(here, &target, "4.0.0.95").code, Some(0));
    let args = ["plan", "mine", "--target-release", "4.0.0.95", "--out", "plan.json"];
    let planned = run(here, &args);
    assert_eq!(planned.code, Some(0), "{}{}", planned.text(), planned.stderr);
    assert!(planned.text().contains("4.0.0.95"), "{}", planned.text());
    let merged = run(here, &["report", "plan.json", "--format", "json"]).json();
    let text = file(&merged)["merged"].as_str().unwrap();
    assert!(
        text.contains("<log level=\"full\">") && text.contains("<log level=\"simple\"/>"),
        "{text}"
    );
    // There is no place that the level stands in.
    let applied = run(here, &["apply", "plan.json", "--yes"]);
    assert_eq!(applied.code, Some(2));
    assert!(applied.stderr.contains("--home DIR"), "{}", applied.stderr);
}

#[test]
fn what_cannot_be_added_is_said() {
    let (folder, pack) = (tempfile::tempdir().unwrap(), pack());
    let here = folder.path();
    for (name, why) in [
        ("3.2.0", "3.2.0 is not the name of an update level"),
        ("latest", "latest is not the name of an update level"),
    ] {
        let done = add(here, &pack, name);
        assert_eq!(done.code, Some(2));
        assert!(done.stderr.contains(why), "{}", done.stderr);
    }
    assert_eq!(add(here, &pack, "3.2.0.1").code, Some(0));
    let again = add(here, &pack, "3.2.0.1");
    assert!(again.code == Some(2) && again.stderr.contains("is there already"), "{}", again.stderr);
    let unknown = run(here, &["plan", pack.path().to_str().unwrap(), "--base-release", "3.2.0.2"]);
    assert!(unknown.code == Some(2) && unknown.stderr.contains("3.2.0.1"), "{}", unknown.stderr);
    let nothing = run(here, &["stock", "add", "nowhere", "--name", "3.2.0.3"]);
    assert_eq!(nothing.code, Some(2), "{}", nothing.stderr);

    // One that was broken by hand is named, and nothing is planned without it.
    fs::write(here.join("faultgraft/stock/3.2.0.1/fault.xml"), "<sequence").unwrap();
    let broken = run(here, &["plan", pack.path().to_str().unwrap()]);
    assert_eq!(broken.code, Some(2));
    assert!(
        broken.stderr.contains("3.2.0.1") && broken.stderr.contains("stock add"),
        "{}",
        broken.stderr
    );
}
