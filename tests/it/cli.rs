//! The command line as a process: what it says, where, and with which exit code.

use crate::support;

use std::{
    fs,
    io::Read,
    path::Path,
    process::{Command, Stdio},
};

use insta_cmd::assert_cmd_snapshot;
use serde_json::json;
use support::{
    run::{self, Done},
    shape,
};
use tempfile::TempDir;

fn faultgraft(args: &[&str]) -> Command {
    let mut command = run::faultgraft(Path::new(env!("CARGO_MANIFEST_DIR")), args);
    command.env("COLUMNS", "100");
    command
}

fn with_settings(test: impl FnOnce()) {
    support::snapshots::in_folder("").bind(test);
}

/// One snapshot: arguments, exit code, standard output and standard error.
fn shows(name: &str, args: &[&str]) {
    with_settings(|| assert_cmd_snapshot!(name, faultgraft(args)));
}

#[test]
fn alone_it_prints_help_and_fails() {
    shows("cli-alone", &[]);
}

#[test]
fn every_command_has_help() {
    shows("cli-help-plan", &["plan", "--help"]);
    shows("cli-help-merge", &["merge", "--help"]);
    shows("cli-help-stock", &["stock", "--help"]);
    shows("cli-help-stock-identify", &["stock", "identify", "--help"]);
    shows("cli-help-merge-driver", &["merge-driver", "--help"]);
}

#[test]
fn the_time_of_each_stage_is_told_beside_the_result() {
    let fixture = "fixtures/fault/three-fields-retexted/custom.xml";
    let done = |args: &[&str]| faultgraft(&[&["merge", fixture], args].concat()).output().unwrap();
    let (plain, timed) = (done(&[]), done(&["--timings"]));
    assert_eq!(plain.stdout, timed.stdout);
    let notes = String::from_utf8(timed.stderr).unwrap();
    let told = notes.strip_prefix(&String::from_utf8(plain.stderr).unwrap()).unwrap();
    let milliseconds = |stage: &str| -> f64 {
        let line = told.lines().find(|l| l.trim_start().starts_with(stage)).unwrap();
        line.trim_end_matches(" ms").rsplit(' ').next().unwrap().parse().unwrap()
    };
    let stages = ["read", "identify", "merge", "validate", "prove", "check"];
    let sum: f64 = stages.map(milliseconds).iter().sum();
    assert!(sum > 0.0 && sum <= milliseconds("the whole command"), "{told}");
}

#[test]
fn options_that_exclude_each_other_are_refused() {
    shows("cli-two-targets", &["plan", "x", "--target", "y", "--target-release", "4.0.0"]);
    shows("cli-two-bases", &["merge", "x", "--base", "y", "--base-release", "2.6.0"]);
    shows("cli-two-outputs", &["plan", "x", "--out", "y", "--output", "y"]);
}

#[test]
fn merge_says_what_it_cannot_read() {
    shows("cli-merge-no-file", &["merge", "no/such/file.xml"]);
    shows("cli-merge-folder", &["merge", "src"]);
    shows("cli-merge-over-input", &["merge", "Cargo.toml", "-o", "./Cargo.toml"]);
}

#[test]
fn stock_is_listed_shown_and_compared() {
    shows("cli-stock-list", &["stock", "list"]);
    shows("cli-stock-show", &["stock", "show", "_build_", "--release", "3.2.0"]);
    shows("cli-stock-diff", &["stock", "diff", "throttle_out_handler", "1.9.0", "2.1.0"]);
    shows("cli-stock-diff-same", &["stock", "diff", "fault", "2.1.0", "3.2.0"]);
}

#[test]
fn a_sequence_is_shown_as_synapse_sees_it() {
    shows(
        "cli-stock-canonical",
        &["stock", "canonical", "fixtures/fault/three-fields-retexted/custom.xml"],
    );
    shows("cli-stock-canonical-no-sequence", &["stock", "canonical", "Cargo.toml"]);
    let as_is = faultgraft(&["stock", "canonical", "Cargo.toml", "--or-as-is"]).output().unwrap();
    assert_eq!(as_is.stdout, fs::read("Cargo.toml").unwrap());
}

#[test]
fn stock_names_what_it_does_not_know() {
    shows("cli-stock-unknown-name", &["stock", "show", "fautl", "--release", "4.0.0"]);
    shows("cli-stock-unknown-release", &["stock", "show", "fault", "--release", "4.9.9"]);
    shows("cli-stock-too-old", &["stock", "show", "threat_fault", "--release", "1.10.0"]);
}

#[test]
fn colour_is_for_terminals_and_for_whoever_asks() {
    let list = |color| {
        let done = faultgraft(&["stock", "list", "--color", color]).output().unwrap();
        String::from_utf8(done.stdout).unwrap()
    };
    assert!(!list("auto").contains('\u{1b}'));
    assert!(!list("never").contains('\u{1b}'));
    assert!(list("always").contains('\u{1b}'));
}

#[test]
fn a_reader_who_leaves_is_no_failure() {
    let args = ["stock", "show", "cors_request_handler", "--release", "4.0.0"];
    let mut child =
        faultgraft(&args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let mut stderr = String::new();
    child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
    assert_eq!((child.wait().unwrap().code(), stderr.as_str()), (Some(0), ""));
}

/// One edit of the method filter, which 1.10.0 changed as well.
const CONFLICT: &[(&str, &str)] = &[("fault", "method-filter-changed-on-both-sides")];
const SAFE: &[(&str, &str)] = &[("fault", "prefixed-with-a-log")];
const BAD: &[(&str, &str)] = &[("token_fault", "shell-script")];
const WITH_AN_ERROR: &[(&str, &str)] = &[("fault", "own-json-that-is-no-json")];
/// One of each status but `absent`, which needs no file.
const MIXED: &[(&str, &str)] = &[
    ("auth_failure_handler", "own-class-kept"),
    ("block_api_handler", "description-retexted"),
    ("fault", "three-fields-retexted"),
    ("main", "unchanged-1-9-1"),
    ("token_fault", "shell-script"),
];

/// A folder with the operator's files of these fixtures.
fn folder(fixtures: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (sequence, case) in fixtures {
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(sequence).join(case);
        fs::copy(from.join("custom.xml"), folder.path().join(format!("{sequence}.xml"))).unwrap();
    }
    folder
}

fn run(folder: &TempDir, args: &[&str]) -> Done {
    Done::of(&mut run::faultgraft(folder.path(), args))
}

#[test]
fn the_exit_code_is_the_highest_that_applies() {
    let both = [CONFLICT, BAD].concat();
    let plan = ["plan", ".", "--base-release", "1.9.0"];
    let cases: &[(&[(&str, &str)], u8)] =
        &[(SAFE, 0), (CONFLICT, 1), (WITH_AN_ERROR, 1), (BAD, 2), (&both, 2)];
    for (fixtures, code) in cases {
        let folder = folder(fixtures);
        for format in ["text", "json", "patch", "markdown", "sarif", "github"] {
            let args = [&plan[..], &["--format", format]].concat();
            assert_eq!(run(&folder, &args).code, Some((*code).into()), "{fixtures:?} {format}");
            let hidden = if *code == 1 { 0 } else { *code };
            let args = [&args[..], &["--exit-zero"]].concat();
            assert_eq!(run(&folder, &args).code, Some(hidden.into()), "{fixtures:?} {format}");
        }
        if let [(sequence, _)] = fixtures {
            let file = format!("{sequence}.xml");
            let args = ["merge", file.as_str(), "--base-release", "1.9.0"];
            assert_eq!(run(&folder, &args).code, Some((*code).into()), "{fixtures:?}");
            let zero = run(&folder, &[&args[..], &["--exit-zero"]].concat());
            assert_eq!(zero.code, Some(if *code == 1 { 0 } else { (*code).into() }));
        }
    }
}

#[test]
fn a_preference_settles_conflicts() {
    let folder = folder(CONFLICT);
    let merge = |more: &[&str]| {
        run(&folder, &[&["merge", "fault.xml", "--base-release", "1.9.0"], more].concat())
    };
    let (open, custom, target) =
        (merge(&[]), merge(&["--prefer", "custom"]), merge(&["--prefer", "target"]));
    assert_eq!((open.code, custom.code, target.code), (Some(1), Some(0), Some(0)));
    assert!(open.stderr.contains("NEEDS YOU") && !custom.stderr.contains("NEEDS YOU"));
    assert_eq!(open.stdout, target.stdout);
    assert!(custom.text().contains("(POST|PUT|PATCH|DELETE)"));
    assert!(target.text().contains("(POST|PUT|PATCH)"));
    for (side, merged) in [("custom", custom), ("target", target)] {
        let args = ["plan", ".", "--base-release", "1.9.0", "--format", "json", "--prefer", side];
        let done = run(&folder, &args);
        let plan = done.json();
        assert_eq!(done.code, Some(0));
        let fault = file(&plan, "fault");
        assert_eq!(fault["edits"][0]["outcome"], "conflict");
        assert_eq!(fault["edits"][0]["decision"], side);
        assert_eq!(fault["merged"], merged.text());
    }
}

fn file<'p>(plan: &'p serde_json::Value, sequence: &str) -> &'p serde_json::Value {
    let files = plan["files"].as_array().unwrap();
    files.iter().find(|f| f["sequence"] == sequence).unwrap_or_else(|| panic!("no {sequence}"))
}

#[test]
fn only_takes_every_spelling_of_a_name() {
    let folder = folder(MIXED);
    for names in ["auth_failure_handler,main", "_auth_failure_handler_,main.xml"] {
        let plan = run(&folder, &["plan", ".", "--format", "json", "--only", names]);
        assert_eq!(plan.code, Some(0), "{names}: the file that fails is not asked for");
        let plan = plan.json();
        let files = plan["files"].as_array().unwrap();
        let sequences: Vec<_> = files.iter().map(|f| f["sequence"].as_str().unwrap()).collect();
        assert_eq!(sequences, ["auth_failure_handler", "main"], "{names}");
    }
    let both = run(&folder, &["plan", ".", "--only", "main", "--only", "fault", "--format=json"]);
    assert_eq!(both.json()["files"].as_array().unwrap().len(), 2);
}

#[test]
fn the_plan_has_every_key_of_the_contract() {
    for fixtures in [SAFE, CONFLICT, WITH_AN_ERROR, MIXED] {
        let folder = folder(fixtures);
        for custom in [".", "fault.xml"] {
            let args = ["plan", custom, "--format", "json", "--base-release", "1.9.0"];
            for args in [&args[..4], &args] {
                let plan = run(&folder, args).json();
                assert_eq!(shape::misfits(&shape::plan(), &plan), [""; 0], "{fixtures:?} {args:?}");
            }
        }
    }
    let folder = folder(MIXED);
    let plan = run(&folder, &["plan", ".", "--format", "json"]).json();
    let statuses = ["auth_failure_handler", "block_api_handler", "main", "token_fault", "build"]
        .map(|sequence| file(&plan, sequence)["status"].clone());
    assert_eq!(json!(statuses), json!(["customised", "migrated", "stock", "failed", "absent"]));
    let edits: Vec<_> = plan["files"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|f| {
            f["edits"].as_array().unwrap().iter().map(|e| e["id"].as_str().unwrap().to_owned())
        })
        .collect();
    assert!(edits.contains(&"super-tenant/fault/1".to_owned()), "{edits:?}");
    let given =
        run(&folder, &["plan", "fault.xml", "--format=json", "--target", "block_api_handler.xml"]);
    assert_eq!(shape::misfits(&shape::plan(), &given.json()), [""; 0]);
}

#[test]
fn the_shape_is_checked() {
    let folder = folder(SAFE);
    let mut plan = run(&folder, &["plan", ".", "--format", "json"]).json();
    plan["files"][0]["status"] = json!("new");
    plan["summary"].as_object_mut().unwrap().remove("carried");
    plan["schema"] = json!("1");
    let misfits = shape::misfits(&shape::plan(), &plan);
    assert_eq!(misfits, ["schema", "files[0].status", "summary.carried"]);
}

#[test]
fn results_go_where_they_are_asked_to() {
    let folder = folder(MIXED);
    let at = |name: &str| fs::read(folder.path().join(name)).unwrap();
    let before: Vec<_> = MIXED.iter().map(|(s, _)| at(&format!("{s}.xml"))).collect();
    let json = run(&folder, &["plan", ".", "--format", "json"]);
    let text = run(&folder, &["plan", "."]);
    let patch = run(&folder, &["plan", ".", "--format", "patch"]);
    assert!([&json, &text, &patch].iter().all(|done| done.stderr.is_empty()));

    let silent = run(&folder, &["plan", ".", "--out", "plan.json", "--output", "report.txt"]);
    assert_eq!((silent.code, silent.text(), silent.stderr.as_str()), (Some(2), "", ""));
    // The commands that come next depend on whether the plan is saved.
    let told = |report: &[u8]| {
        String::from_utf8_lossy(report).split("\nnext: ").next().unwrap().to_owned()
    };
    let saved = |name: &str| {
        let report = run(&folder, &["report", name]);
        assert_eq!(told(&report.stdout), told(&text.stdout), "{}", report.stderr);
        assert_eq!(report.stdout, at("report.txt"));
        at(name)
    };
    let planned = saved("plan.json");
    assert_ne!(at("report.txt"), text.stdout);
    let shown = run(&folder, &["plan", ".", "--out", "plan.json"]);
    assert!(shown.stdout == at("report.txt") && at("plan.json") == planned);
    run(&folder, &["plan", ".", "--format", "patch", "--output", "report.txt"]);
    assert!(at("report.txt") == patch.stdout);

    let merged = run(&folder, &["merge", "fault.xml"]);
    let silent = run(&folder, &["merge", "fault.xml", "-o", "merged.xml"]);
    assert_eq!((silent.text(), &silent.stderr), ("", &merged.stderr));
    assert!(at("merged.xml") == merged.stdout && !merged.stdout.is_empty());

    let after: Vec<_> = MIXED.iter().map(|(s, _)| at(&format!("{s}.xml"))).collect();
    assert!(before == after, "the operator's files are as they were");
    let mut names: Vec<_> = fs::read_dir(folder.path())
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .filter(|name| !MIXED.iter().any(|(s, _)| *name == format!("{s}.xml")))
        .collect();
    names.sort();
    assert_eq!(names, ["merged.xml", "plan.json", "report.txt"]);
}

#[test]
fn a_failed_merge_leaves_the_output_as_it_was() {
    let folder = folder(BAD);
    fs::write(folder.path().join("merged.xml"), "before").unwrap();
    let done = run(&folder, &["merge", "token_fault.xml", "-o", "merged.xml"]);
    assert_eq!(done.code, Some(2));
    assert_eq!(fs::read(folder.path().join("merged.xml")).unwrap(), b"before");
}

#[test]
fn the_same_files_give_the_same_bytes() {
    let reversed: Vec<_> = MIXED.iter().rev().copied().collect();
    let (one, other) = (folder(MIXED), folder(&reversed));
    for args in [
        &["plan", "."][..],
        &["plan", ".", "--format", "json"],
        &["plan", ".", "--format", "patch"],
        &["merge", "fault.xml"],
        &["stock", "identify", "fault.xml", "main.xml", "--format", "json"],
    ] {
        let first = run(&one, args);
        assert!(!first.stdout.is_empty(), "{args:?}");
        assert_eq!(first, run(&one, args), "{args:?}");
        assert_eq!(first, run(&other, args), "{args:?}");
    }
}

#[test]
fn colour_never_changes_what_is_said() {
    let folder = folder(MIXED);
    let run = |args: &[&str], variable: Option<(&str, &str)>| {
        let mut command = faultgraft(args);
        Done::of(command.envs(variable).current_dir(folder.path()))
    };
    let strip = |text: &str| anstream::adapter::strip_str(text).to_string();
    let plain = run(&["plan", "."], None);
    let coloured = run(&["plan", ".", "--color", "always"], None);
    assert!(!plain.text().contains('\u{1b}') && coloured.text().contains('\u{1b}'));
    assert_eq!(strip(coloured.text()), plain.text());
    assert_eq!(run(&["plan", "."], Some(("NO_COLOR", "1"))), plain);
    let never = ["plan", ".", "--color", "never"];
    assert_eq!(run(&never, Some(("CLICOLOR_FORCE", "1"))), plain);
    let asked = ["plan", ".", "--color", "always"];
    assert_eq!(run(&asked, Some(("NO_COLOR", "1"))), coloured);

    for format in ["json", "patch"] {
        let args = ["plan", ".", "--format", format];
        let coloured = run(&[&args[..], &["--color", "always"]].concat(), None);
        assert_eq!(coloured, run(&args, None), "{format}");
    }
    let merge = ["merge", "fault.xml"];
    let coloured = run(&[&merge[..], &["--color", "always"]].concat(), None);
    let plain = run(&merge, None);
    assert_eq!((&coloured.stdout, coloured.code), (&plain.stdout, plain.code));
    assert!(coloured.stderr.contains('\u{1b}'));
    assert_eq!(strip(&coloured.stderr), plain.stderr);
}

/// What lint finds in a folder with a full log and a class of the operator's own.
fn rules_found(folder: &TempDir, args: &[&str]) -> (Option<i32>, Vec<String>) {
    let text = "<sequence xmlns=\"http://ws.apache.org/ns/synapse\" name=\"own\">\
                <log level=\"full\"/><class name=\"com.acme.Mask\"/></sequence>";
    fs::write(folder.path().join("own.xml"), text).unwrap();
    let done = run(folder, &[&["lint", "own.xml", "--format", "json"], args].concat());
    let json = if done.code == Some(2) { json!({}) } else { done.json() };
    let findings = json["files"][0]["findings"].as_array().cloned().unwrap_or_default();
    let shown = |f: &serde_json::Value| format!("{} {}", f["rule"], f["severity"]).replace('"', "");
    (done.code, findings.iter().map(shown).collect())
}

#[test]
fn levels_make_findings_more_or_less_serious() {
    let folder = tempfile::tempdir().unwrap();
    let plain = ["custom-class warning".to_owned(), "full-log note".to_owned()];
    assert_eq!(rules_found(&folder, &[]), (Some(0), plain.to_vec()));
    let denied = rules_found(&folder, &["--deny", "full-log", "--allow", "custom-class"]);
    assert_eq!(denied, (Some(1), vec!["full-log error".to_owned()]));
    fs::write(folder.path().join("faultgraft.toml"), "[rules]\nfull-log = \"deny\"\n").unwrap();
    assert_eq!(rules_found(&folder, &[]).0, Some(1), "the file of the folder counts");
    let (code, found) = rules_found(&folder, &["--warn", "full-log"]);
    assert_eq!((code, found[1].as_str()), (Some(0), "full-log warning"), "options win");
    fs::write(folder.path().join("other.toml"), "[rules]\ncustom-class = \"allow\"\n").unwrap();
    let other = rules_found(&folder, &["--config", "other.toml"]);
    assert_eq!(other, (Some(0), vec!["full-log note".to_owned()]));
}

#[test]
fn levels_that_cannot_be_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("bad.toml"), "[rules]\nfull-log = \"error\"\n").unwrap();
    for (args, expected) in [
        (&["--deny", "full-logs"][..], "unknown rule full-logs"),
        (&["--allow", "ill-formed"][..], "stays an error"),
        (
            &["--deny", "full-log", "--allow", "full-log"][..],
            "--deny and --allow both name full-log",
        ),
        (&["--config", "none.toml"][..], "cannot read none.toml"),
        (&["--config", "bad.toml"][..], "bad.toml: "),
    ] {
        let done = run(&folder, &[&["lint", "."], args].concat());
        assert_eq!(done.code, Some(2), "{args:?}");
        assert!(done.stderr.contains(expected), "{args:?}: {}", done.stderr);
    }
}
