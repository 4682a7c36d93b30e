//! What is refused: anything that is not as the plan saw it, and what a person has to decide.

use std::fs;

use super::work::{Work, arg, new_home, old_home, tree};
use crate::support::home::{SEQUENCES, call, own};

type Spoil = fn(&Work);

/// What changed since the plan, and what is said of it.
const STALE: &[(&str, Spoil, &str)] = &[
    (
        "an input",
        |w| {
            w.customise("old/fault.xml", "<log/>");
        },
        "old/fault.xml: edited since",
    ),
    (
        "an input that is gone",
        |w| fs::remove_file(w.path("old/main.xml")).unwrap(),
        "old/main.xml: gone since",
    ),
    (
        "an input that appeared",
        |w| {
            w.write("old/_token_fault_.xml", "<sequence/>");
        },
        "old/_token_fault_.xml: was not there",
    ),
    (
        "a place",
        |w| {
            w.customise("new/fault.xml", "<log/>");
        },
        "new/fault.xml: edited since",
    ),
    (
        "a place that is gone",
        |w| fs::remove_file(w.path("new/fault.xml")).unwrap(),
        "new/fault.xml: gone since",
    ),
    (
        "a place that appeared",
        |w| {
            w.write("new/mask.xml", "<sequence/>");
        },
        "new/mask.xml: was not there",
    ),
    (
        "a place that is a folder",
        |w| {
            fs::remove_file(w.path("new/fault.xml")).unwrap();
            fs::create_dir(w.path("new/fault.xml")).unwrap();
        },
        "it is not a regular file",
    ),
];

#[test]
fn nothing_is_written_where_anything_changed() {
    for (what, spoil, said) in STALE {
        let work = Work::sequences();
        work.write("new/_token_fault_.xml", &own("_token_fault_", ""));
        work.customise("old/main.xml", &call("mask"));
        work.write("old/mask.xml", &own("mask", "<log/>")).plan(&[]);
        spoil(&work);
        let before = work.tree("new");
        let done = work.apply(&[]);
        let all = format!("{}{}", done.text(), done.stderr);
        assert_eq!(done.code, Some(2), "{what}: {all}");
        assert!(all.contains(said), "{what}: {all}");
        if !what.ends_with("folder") {
            assert!(done.stderr.contains("run `faultgraft plan` again"), "{what}: {all}");
            assert_eq!(work.tree("new"), before, "{what}");
            assert!(!work.path("faultgraft-backups").exists(), "{what}");
        }
    }
}

#[test]
fn an_archive_that_changed_is_stale_and_a_custom_that_is_elsewhere_is_a_note() {
    let (work, old, new) = (Work::sequences(), old_home(), new_home());
    let zip = old.zip(work.folder.path());
    work.plan(&[arg(&zip), "--target", arg(new.path())]);
    fs::rename(&zip, work.path("away.zip")).unwrap();
    let away = work.run(&["apply", "plan.json", "-n"]);
    assert_eq!(away.code, Some(0), "{}", away.stderr);
    assert!(away.stderr.contains("note: ") && away.stderr.contains("is not there"));
    fs::write(&zip, "PK").unwrap();
    let changed = work.apply(&[]);
    assert_eq!(changed.code, Some(2));
    assert!(changed.stderr.contains("wso2am-2.6.0.zip: edited since"), "{}", changed.stderr);
}

#[test]
fn a_file_with_an_undecided_conflict_is_left_out_and_the_others_are_written() {
    let work = Work::sequences();
    let fixture = "fixtures/fault/method-filter-changed-on-both-sides/custom.xml";
    let conflict = fs::read_to_string(format!("{}/{fixture}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    work.write("old/fault.xml", &conflict).customise("old/main.xml", "<log/>");
    work.plan(&["old", "--target", "new", "--base-release", "1.9.0"]);
    let fault = work.read("new/fault.xml");
    let done = work.apply(&[]);
    assert_eq!(done.code, Some(1), "{}", done.stderr);
    assert!(done.text().contains("fault.xml: undecided: super-tenant/fault/"), "{}", done.text());
    assert!(done.text().contains("new: 1 file written"), "{}", done.text());
    assert_eq!(work.read("new/fault.xml"), fault);
    assert!(work.read("new/main.xml").contains("<log/>"));
    assert_eq!(work.apply(&["--exit-zero"]).code, Some(0));
}

#[test]
fn a_file_with_an_error_is_left_out_unless_that_is_allowed() {
    let work = Work::sequences();
    work.customise("old/fault.xml", &call("nowhere")).customise("old/main.xml", "<log/>").plan(&[]);
    let fault = work.read("new/fault.xml");
    let done = work.apply(&[]);
    assert_eq!(done.code, Some(1), "{}", done.stderr);
    assert!(done.text().contains("fault.xml: missing-sequence: "), "{}", done.text());
    assert!(done.text().contains("--allow missing-sequence"), "{}", done.text());
    assert_eq!(work.read("new/fault.xml"), fault);
    assert!(work.read("new/main.xml").contains("<log/>"));
    let unknown = work.apply(&["--allow", "missing-sequences"]);
    assert_eq!(unknown.code, Some(2));
    assert!(unknown.stderr.contains("did you mean"), "{}", unknown.stderr);
    assert_eq!(work.apply(&["--allow", "missing-sequence"]).code, Some(0));
    assert!(work.read("new/fault.xml").contains("nowhere"));
}

#[test]
fn what_calls_a_companion_that_is_left_out_is_left_out_too() {
    let work = Work::sequences();
    work.customise("old/fault.xml", &call("outer")).customise("old/main.xml", "<log/>");
    work.write("old/outer.xml", &own("outer", &call("inner")));
    work.write("old/inner.xml", &own("inner", &call("nowhere"))).plan(&[]);
    let fault = work.read("new/fault.xml");
    let done = work.apply(&[]);
    assert_eq!(done.code, Some(1), "{}", done.stderr);
    assert!(done.text().contains("inner.xml: missing-sequence"), "{}", done.text());
    assert!(done.text().contains("outer.xml: it calls inner.xml"), "{}", done.text());
    assert!(done.text().contains("fault.xml: it calls outer.xml"), "{}", done.text());
    assert_eq!(work.read("new/fault.xml"), fault);
    assert_eq!(work.tree("new").len(), 2);
}

#[test]
fn a_plan_that_is_none_is_refused_with_the_reason() {
    let work = Work::sequences();
    work.plan(&[]);
    let plan = work.read("plan.json");
    let edited = plan.replace("gateway", "gateway2");
    let elsewhere = |place: &str| {
        let mut json: serde_json::Value = serde_json::from_str(&plan).unwrap();
        let scope =
            json["files"].as_array_mut().unwrap().iter_mut().find(|f| f["case"].is_object());
        scope.unwrap()["scopes"][0]["place"] = place.into();
        json.to_string()
    };
    let (above, beside) = (elsewhere("../fault.xml"), elsewhere("webapps/shop/page.xml"));
    let mut keyed: serde_json::Value = serde_json::from_str(&plan).unwrap();
    keyed["files"][0]["place"] = "fault.xml".into();
    let keyed = keyed.to_string();
    let cases: &[(&str, &str)] = &[
        (&plan.replacen("\"schema\": 2", "\"schema\": 0", 1), "made by an older faultgraft"),
        (&plan.replacen("\"schema\": 2", "\"schema\": 3", 1), "made by a newer faultgraft"),
        (&plan[..plan.len() / 2], "plan.json: this is not a plan that faultgraft saved: line "),
        ("{}", "without the member `schema`"),
        ("<sequence/>", "line 1, column 1: "),
        (&edited, "was changed by hand"),
        (&above, "`../fault.xml` as a place"),
        (&beside, "`webapps/shop/page.xml` as a place"),
        (&keyed, "unknown field `place`"),
    ];
    let before = work.tree("new");
    for (text, said) in cases {
        work.write("plan.json", text);
        let done = work.apply(&[]);
        assert_eq!(done.code, Some(2), "{said}");
        assert!(done.stderr.contains(said), "{said}: {}", done.stderr);
        assert_eq!(work.tree("new"), before);
    }
    assert_eq!(work.run(&["apply"]).code, Some(2));
    assert_eq!(work.run(&["apply", "nowhere.json"]).code, Some(2));
}

#[test]
fn nothing_is_written_where_the_plan_came_from() {
    let (work, old) = (Work::sequences(), old_home());
    work.plan(&["old"]);
    let before = work.tree("old");
    for dest in ["old", "old/out", "old/../old"] {
        let done = work.apply(&["--dest", dest]);
        assert_eq!(done.code, Some(2), "{dest}");
        assert!(done.stderr.contains("which the plan was made from"), "{}", done.stderr);
    }
    assert_eq!(work.tree("old"), before);
    work.plan(&["old/fault.xml"]);
    assert_eq!(work.apply(&["--dest", "old"]).code, Some(2));
    let before = tree(old.path());
    work.plan(&[arg(&old.path().join(SEQUENCES))]);
    let done = work.apply(&["--home", arg(old.path())]);
    assert_eq!(done.code, Some(2), "{}", done.stderr);
    assert!(done.stderr.contains("which the plan was made from"), "{}", done.stderr);
    assert_eq!(tree(old.path()), before);
}
