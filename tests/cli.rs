//! The command line as a process: what it says, where, and with which exit code.

use std::{
    io::Read,
    process::{Command, Stdio},
};

use insta::Settings;
use insta_cmd::{assert_cmd_snapshot, get_cargo_bin};

fn faultgraft(args: &[&str]) -> Command {
    let mut command = Command::new(get_cargo_bin("faultgraft"));
    command.args(args).env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE").env("COLUMNS", "100");
    command
}

fn with_settings(test: impl FnOnce()) {
    let mut settings = Settings::clone_current();
    settings.set_snapshot_path("../snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(test);
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
