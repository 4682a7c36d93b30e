//! `faultgraft preview` as a process.

use std::fs;
use std::path::Path;

use faultgraft::model::Plan;
use faultgraft::saved::Expanded;
use faultgraft::stock::{self, Release, SequenceName};
use serde_json::Value;
use tempfile::TempDir;

use crate::support::run::{Done, faultgraft};

/// Stock `fault` of a release with mediators in front, in a folder.
fn folder_with(release: Release, mediators: &str) -> TempDir {
    let folder = TempDir::new().unwrap();
    write(folder.path(), SequenceName::Fault, release, mediators);
    folder
}

fn write(folder: &Path, name: SequenceName, release: Release, mediators: &str) {
    let text = stock::get(name, release).unwrap().text;
    let open = text.find("<sequence").unwrap();
    let end = open + text[open..].find('>').unwrap() + 1;
    let text = format!("{}\n{mediators}{}", &text[..end], &text[end..]);
    fs::write(folder.join(name.file_name()), text).unwrap();
}

fn run(folder: &Path, args: &[&str]) -> Done {
    Done::of(&mut faultgraft(folder, args))
}

fn previews(done: &Done) -> Vec<Value> {
    assert_eq!(done.code, Some(0), "{}", done.stderr);
    done.json()["previews"].as_array().expect("a list").clone()
}

#[test]
fn an_entry_has_the_keys_of_the_contract() {
    let folder = folder_with(Release::V2_6_0, "");
    let args = ["preview", "fault.xml", "--set", "ERROR_CODE=101503", "--format", "json"];
    let all = previews(&run(folder.path(), &args));
    assert_eq!(all.len(), 1);
    let entry = &all[0];
    assert_eq!(entry["sequence"], "fault");
    assert!(entry["when"].is_array() && entry["changes"].is_array(), "{entry:#}");
    assert_eq!(entry["inputs"]["ERROR_CODE"], 101_503);
    for side in ["old", "new"] {
        let answer = &entry[side];
        assert_eq!(answer["status"], 500);
        assert!(answer["content_type"].is_string() && answer["body"].is_string(), "{answer:#}");
        assert!(answer["headers"].is_object() && answer["unknown"].is_array(), "{answer:#}");
    }
    assert!(entry.get("response").is_none());
}

#[test]
fn the_known_codes_are_shown_without_being_asked_for() {
    let folder = TempDir::new().unwrap();
    write(folder.path(), SequenceName::AuthFailureHandler, Release::V3_2_0, "");
    let args = ["preview", ".", "--sequence", "auth_failure_handler", "--format", "json"];
    let all = previews(&run(folder.path(), &args));
    for code in [900_900, 900_901, 900_902, 900_908, 900_910] {
        let of_code = all.iter().filter(|e| e["inputs"]["ERROR_CODE"] == code).count();
        assert!(of_code >= 2, "{code}: XML and JSON clients");
    }
}

#[test]
fn each_way_of_a_filter_of_the_operators_is_shown() {
    let branch = r#"<filter source="get-property('ERROR_CODE')" regex="303001"><then>
        <property name="HTTP_SC" value="503" scope="axis2"/></then></filter>
        <switch source="$trp:X-Channel"><case regex="mobile|kiosk">
        <property name="CUSTOM_HTTP_SC" value="409"/></case></switch>"#;
    let folder = folder_with(Release::V2_6_0, branch);
    let all = previews(&run(folder.path(), &["preview", ".", "--format", "json"]));
    let has = |code: i64, words: &str, status: i64| {
        all.iter().any(|e| {
            e["inputs"]["ERROR_CODE"] == code
                && e["when"].to_string().contains(words)
                && e["old"]["status"] == status
                && e["new"]["status"] == status
        })
    };
    assert!(has(101_503, "the header X-Channel is one of mobile, kiosk", 409), "{all:#?}");
    assert!(has(101_503, "the header X-Channel is none of mobile, kiosk", 500), "{all:#?}");
}

#[test]
fn an_unknown_class_marks_all_that_may_hang_on_it() {
    let folder = folder_with(Release::V2_6_0, r#"<class name="com.acme.Own"/>"#);
    let all = previews(&run(folder.path(), &["preview", ".", "--format", "json"]));
    for entry in &all {
        for side in ["old", "new"] {
            assert_eq!(entry[side]["unknown"][0], "the class com.acme.Own", "{entry:#}");
        }
    }
}

#[test]
fn a_body_that_is_no_json_is_said_to_be_none_with_its_line() {
    let payload = r#"<payloadFactory media-type="json"><format>{"message":"$1"}</format>
        <args><arg expression="$ctx:ERROR_MESSAGE"/></args></payloadFactory>
        <property name="RESPONSE" value="true"/><send/>"#;
    let folder = folder_with(Release::V4_0_0, payload);
    let args = ["preview", "fault.xml", "--release", "4.0.0", "--format", "json"];
    let set = ["--set", "ERROR_MESSAGE={\"k\":1}"];
    let all = previews(&run(folder.path(), &[&args[..], &set].concat()));
    let note = all[0]["response"]["notes"][0].as_str().unwrap_or_default().to_owned();
    assert!(note.starts_with("the body is not valid JSON: "), "{note}");
    assert!(note.contains("it is made on line 3 of fault"), "{note}");
}

#[test]
fn a_trace_tells_what_each_mediator_did() {
    let folder = folder_with(Release::V4_0_0, r#"<property name="A" value="b"/>"#);
    let args = ["preview", "fault.xml", "--release", "4.0.0", "--trace", "--format", "json"];
    let set = ["--set", "ERROR_CODE=101503", "--set", "ERROR_MESSAGE=x"];
    let all = previews(&run(folder.path(), &[&args[..], &set].concat()));
    assert_eq!(all.len(), 1);
    let (entry, trace) = (&all[0], &all[0]["trace"]);
    assert!(entry.get("old").is_none() && entry["response"]["status"] == 500);
    assert_eq!((&trace["load"], &trace["returned"]), (&"ok".into(), &false.into()));
    assert_eq!(trace["properties"]["A"], "b");
    assert_eq!(trace["axis2"]["messageType"], "application/json");
    assert_eq!(trace["headers"]["Content-Type"], "application/json");
    assert_eq!(trace["body"]["kind"], "json");
    let events: Vec<&str> =
        trace["events"].as_array().unwrap().iter().flat_map(|e| e.as_str()).collect();
    assert_eq!((events[0], events[events.len() - 1]), ("sequence:fault", "sendBack"));
    let first = &trace["steps"][0];
    assert_eq!((&first["mediator"], &first["did"]), (&"property A".into(), &"set to \"b\"".into()));
    assert!(first["line"].as_u64().is_some_and(|line| line > 1), "{first}");
}

#[test]
fn a_sequence_that_does_not_load_says_why() {
    let folder = folder_with(Release::V4_0_0, "<nonsense/>");
    let args = ["preview", "fault.xml", "--release", "4.0.0", "--trace", "--format", "json"];
    let all = previews(&run(folder.path(), &args));
    let load = all[0]["trace"]["load"].as_str().unwrap().to_owned();
    assert!(load.starts_with("line 3: "), "{load}");
    assert_eq!(all[0]["response"]["status"], Value::Null);
}

#[test]
fn a_saved_plan_shows_the_same_and_follows_decisions() {
    let folder = TempDir::new().unwrap();
    let own = r#"<property name="CUSTOM_HTTP_SC" value="499"/>"#;
    write(folder.path(), SequenceName::Fault, Release::V2_6_0, own);
    let planned = run(folder.path(), &["plan", ".", "--out", "plan.json", "--output", "r.txt"]);
    assert_eq!(planned.code, Some(0), "{}", planned.stderr);
    let args = ["--set", "ERROR_CODE=101503", "--format", "json"];
    let direct = run(folder.path(), &[&["preview", "."], &args[..]].concat());
    let saved = run(folder.path(), &[&["preview", "plan.json"], &args[..]].concat());
    assert_eq!(direct.json()["previews"], saved.json()["previews"]);
    assert_eq!(saved.json()["previews"][0]["new"]["status"], 499);

    let in_plan = |path: &str| -> Value {
        let plan = Plan::load(&fs::read(folder.path().join(path)).unwrap()).unwrap();
        let plan: Value = serde_json::to_value(Expanded::of(&plan)).unwrap();
        let fault = plan["files"].as_array().unwrap().iter().find(|f| f["sequence"] == "fault");
        plan["previews"][fault.unwrap()["previews"].as_str().unwrap()].clone()
    };
    assert_eq!(in_plan("plan.json")[0]["new"]["status"], 499);
    let rejected = ["review", "plan.json", "--reject", "super-tenant/fault/1"];
    assert_eq!(run(folder.path(), &rejected).code, Some(0));
    assert_eq!(in_plan("plan.json")[0]["new"]["status"], 500);
    assert_eq!(in_plan("plan.json")[0]["old"]["status"], 499);
}

#[test]
fn wrong_options_are_refused_with_what_to_write() {
    let folder = folder_with(Release::V2_6_0, "");
    for (args, said) in [
        (vec!["fault.xml", "--set", "A"], "the = is missing"),
        (vec!["fault.xml", "--set", "A:int=x"], "it is not a whole number"),
        (vec!["fault.xml", "--trace"], "--release"),
        (vec![".", "--release", "4.0.0"], "is a folder"),
        (vec!["fault.xml", "--release", "5.0.0"], "5.0.0"),
        (vec!["fault.xml", "--sequence", "main"], "no such sequence answers"),
        (vec!["missing.xml"], "missing.xml"),
        (vec!["fault.xml", "--output", "fault.xml"], "would be overwritten"),
    ] {
        let done = run(folder.path(), &[&["preview"], &args[..]].concat());
        assert_eq!(done.code, Some(2), "{args:?}");
        assert!(done.stderr.contains(said), "{args:?}: {}", done.stderr);
        assert!(done.stdout.is_empty(), "{args:?}");
    }
}

fn snapshot(name: &str, text: &str) {
    crate::support::snapshots::in_folder("").bind(|| insta::assert_snapshot!(name, text));
}

#[test]
fn an_installation_is_told_to_operators_and_to_clients() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let path = "fixtures/installations/harbourline-2-6-0/sequences";
    for (name, more) in [
        ("preview-text", vec![]),
        ("preview-markdown", vec!["--format", "markdown"]),
        ("preview-for-clients", vec!["--format", "markdown", "--for", "clients"]),
        ("preview-for-clients-html", vec!["--format", "html", "--for", "clients"]),
        ("preview-hurl", vec!["--format", "hurl"]),
    ] {
        let done = run(root, &[&["preview", path], &more[..]].concat());
        // One of its files is not XML: said, and the others are shown.
        assert_eq!(done.code, Some(2), "{}", done.stderr);
        assert!(done.stderr.starts_with("error["), "{}", done.stderr);
        snapshot(name, done.text());
    }
    let steps = ["preview", &format!("{path}/fault.xml"), "--release", "2.6.0", "--trace"];
    let set = ["--set", "ERROR_CODE=101503", "--set", "ERROR_MESSAGE=no route to host"];
    snapshot("preview-trace", run(root, &[&steps[..], &set].concat()).text());
    snapshot("cli-help-preview", run(root, &["preview", "--help"]).text());
}
