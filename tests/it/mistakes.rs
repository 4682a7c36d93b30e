//! Mistakes that people make on the command line: what they are told, read as one page.

use crate::support;

use std::fmt::Write as _;
use std::path::Path;

use insta::assert_snapshot;
use support::run::{Done, faultgraft};

const HOME: &str = "fixtures/installations/harbourline-2-6-0/sequences";

#[test]
fn each_mistake_says_what_was_meant() {
    let file = format!("{HOME}/fault.xml");
    let mistakes: [&[&str]; 21] = [
        &["pln", HOME],
        &["plan"],
        &["plan", "nowhere"],
        &["plan", HOME, "--targt", "x"],
        &["plan", HOME, "--target", "nowhere"],
        &["plan", HOME, "--target-release", "4.0"],
        &["plan", HOME, "--base-release", "v3.2.0"],
        &["plan", HOME, "--format", "txt"],
        &["plan", HOME, "--only", "fualt"],
        &["plan", HOME, "--scope", "tenant1"],
        &["plan", HOME, "--scope", "supertenant"],
        &["plan", HOME, "--deny", "custm-class"],
        &["plan", HOME, "--out", &file],
        &["explain", "full_log"],
        &["stock", "show", "fualt", "--release", "4.0.0"],
        &["stock", "show", "fault", "--release", "3.2"],
        &["apply", "plan.json"],
        &["review", HOME],
        &["report", &file],
        &["preview", &file, "--set", "ERROR_CODE=abc"],
        &["preview", &file, "--set", "axis2:HTTP_SC:int=5xx"],
    ];
    let mut page = String::new();
    for args in mistakes {
        let done = Done::of(&mut faultgraft(Path::new(env!("CARGO_MANIFEST_DIR")), args));
        assert_eq!((done.code, done.text()), (Some(2), ""), "{args:?}");
        let said = done.stderr.trim_end().replace("\n\n", "\n");
        let _ = writeln!(page, "$ faultgraft {}\n{said}\n", args.join(" "));
    }
    support::snapshots::in_folder("").bind(|| assert_snapshot!("mistakes", page));
}
