//! The review on a terminal, in a real pseudo-terminal: every key, and what is in the plan then.
#![cfg(unix)]

use crate::support;

use std::{fs, os::unix::fs::PermissionsExt, path::Path};

use faultgraft::{
    model::{Decision, EditId, Plan},
    stock::{self, Release, SequenceName},
};
use insta::assert_snapshot;
use support::{
    home::{Home, tenant},
    run::{Done, faultgraft},
    screen::{Screen, is_as_before},
};
use tempfile::TempDir;

const LOG: &str = "<log level=\"custom\"><property name=\"at\" value=\"gateway\"/></log>";

/// No release knows it, so a person must look.
fn audit(to: &str) -> String {
    format!("<audit xmlns=\"http://ws.apache.org/ns/synapse\" to=\"{to}\"/>")
}

fn stock_of(name: &str) -> String {
    let name = SequenceName::parse(name).unwrap();
    stock::get(name, Release::V2_6_0).unwrap().text.to_owned()
}

/// With two mediators before and after the property RESPONSE.
fn audited(text: &str) -> String {
    let response = "<property name=\"RESPONSE\" value=\"true\"/>";
    assert!(text.contains(response));
    text.replacen(response, &format!("{}{response}{}", audit("file"), audit("mail")), 1)
}

/// A folder of 2.6.0 and its plan. What needs a decision: `token_fault` 1 and 2; `fault` 2, a
/// conflict, 3 and 4; `main` 1, 2, and 3, a conflict.
fn planned() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write("_token_fault_.xml", &audited(&stock_of("token_fault")));
    let mixed = "<am:description>Sorry: <am:b>$2</am:b> happened</am:description>";
    let fault = stock_of("fault").replace("<am:description>$2</am:description>", mixed);
    let fault = fault.replacen("name=\"fault\">", &format!("name=\"fault\">{LOG}"), 1);
    write("fault.xml", &audited(&fault));
    let mixed = "<am:description>The <am:b>requested</am:b> resource is not available.";
    let main =
        stock_of("main").replace("<am:description>The requested resource is not available.", mixed);
    write("main.xml", &audited(&main));
    plan(folder.path(), ".");
    folder
}

fn plan(folder: &Path, custom: &str) {
    let done = Done::of(&mut faultgraft(folder, &["plan", custom, "--out", "plan.json"]));
    assert!(done.code != Some(2), "{}", done.stderr);
}

fn saved(folder: &Path) -> Plan {
    Plan::load(&fs::read(folder.join("plan.json")).unwrap()).unwrap()
}

fn decided(folder: &Path, id: &str) -> Option<Decision> {
    let plan = saved(folder);
    let edit =
        plan.edits().find(|(f, e)| f.id(e.number).to_string() == format!("super-tenant/{id}"));
    edit.unwrap_or_else(|| panic!("no {id}")).1.decision
}

fn merged(folder: &Path, sequence: &str) -> String {
    let plan = saved(folder);
    let file = plan.files.iter().find(|f| f.stem() == sequence).unwrap();
    file.text().unwrap().to_owned()
}

/// An editor: a shell script that gets the file as `$1`.
fn editor(folder: &Path, script: &str) -> String {
    let path = folder.join("editor.sh");
    fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    path.display().to_string()
}

fn review(folder: &TempDir) -> Screen {
    Screen::open(folder.path(), "review plan.json", &[])
}

fn has(shown: &str, expected: &str) {
    assert!(shown.contains(expected), "{expected}:\n{shown}");
}

#[test]
fn one_edit_at_a_time_and_each_key_is_saved() {
    let folder = planned();
    let mut screen = review(&folder);
    let first = screen.prompt();
    has(&first, "8 edits to decide");
    has(&first, "[1/8] super-tenant/token_fault/1");
    has(&first, "+    <audit");
    has(&first, "error[unknown-mediator]");
    has(&first, "keep it? [y,n,e,j,a,d,q,?] ");
    has(&screen.press("k"), "This is the first.");
    has(&screen.press("u"), "Nothing was decided yet.");
    has(&screen.press("z"), "No such key");
    has(&screen.press("c"), "This is not a conflict");
    has(&screen.press("?"), "  y  keep it as planned");
    has(&screen.press("y"), "[2/8] super-tenant/token_fault/2");
    assert_eq!(decided(folder.path(), "token_fault/1"), Some(Decision::Accept));
    has(&screen.press("n"), "[3/8] super-tenant/fault/2");
    assert_eq!(decided(folder.path(), "token_fault/2"), Some(Decision::Reject));
    assert!(!merged(folder.path(), "token_fault").contains("to=\"mail\""));
    has(&screen.press("j"), "[4/8] super-tenant/fault/3");
    has(&screen.press("k"), "[3/8] super-tenant/fault/2");
    has(&screen.press("k"), "decided: rejected");
    let back = screen.press("u");
    has(&back, "Taken back: super-tenant/token_fault/2 is as it was before.");
    has(&back, "[2/8] super-tenant/token_fault/2");
    assert_eq!(decided(folder.path(), "token_fault/2"), None);
    assert!(merged(folder.path(), "token_fault").contains("to=\"mail\""));
    let (end, code) = screen.end("q");
    has(&end, "1 decision, 7 edits wait");
    has(&end, "next: `faultgraft review plan.json` goes on");
    assert_eq!(code, 1);
    assert!(is_as_before(folder.path()));
    let mut again = review(&folder);
    has(&again.prompt(), "[1/7] super-tenant/token_fault/2");
    assert_eq!(again.end("\u{3}").1, 1);
}

#[test]
fn a_conflict_offers_both_sides() {
    let folder = planned();
    let mut screen = review(&folder);
    screen.prompt();
    screen.press("j");
    let conflict = screen.press("j");
    has(&conflict, "keep your version, or 4.0.0's? [y,n,b,e,j,k,a,d,A,D,C,T,q,?] ");
    has(&conflict, "from 4.0.0's version to yours:");
    support::snapshots::in_folder("").bind(|| assert_snapshot!("review-conflict", conflict));
    has(&screen.press("c"), "[4/8]");
    assert_eq!(decided(folder.path(), "fault/2"), Some(Decision::Custom));
    has(&merged(folder.path(), "fault"), "Sorry: <am:b>$2</am:b> happened");
    screen.press("k");
    has(&screen.press("t"), "[4/8]");
    assert_eq!(decided(folder.path(), "fault/2"), Some(Decision::Target));
    screen.press("k");
    screen.press("c");
    screen.press("k");
    screen.press("n");
    assert_eq!(decided(folder.path(), "fault/2"), Some(Decision::Target));
    assert!(!merged(folder.path(), "fault").contains("Sorry"));
    screen.end("q");
}

#[test]
fn the_rest_of_a_file_is_kept_or_left_out_at_once() {
    let folder = planned();
    let mut screen = review(&folder);
    screen.prompt();
    has(&screen.press("a"), "2 edits kept.");
    assert_eq!(decided(folder.path(), "token_fault/2"), Some(Decision::Accept));
    let shown = screen.press("a");
    has(&shown, "2 edits kept. 1 stays open");
    has(&shown, "[6/8] super-tenant/main/1");
    assert_eq!(decided(folder.path(), "fault/2"), None);
    assert_eq!(decided(folder.path(), "fault/4"), Some(Decision::Accept));
    let (end, code) = screen.end("d");
    has(&end, "3 edits left out, with 4.0.0's version of conflicts.");
    has(&end, "1 edit waits");
    assert_eq!(decided(folder.path(), "main/1"), Some(Decision::Reject));
    assert_eq!(decided(folder.path(), "main/3"), Some(Decision::Target));
    assert_eq!(code, 1);
    let mut again = review(&folder);
    has(&again.prompt(), "One edit to decide");
    has(&again.press("a"), "1 stays open");
    let (end, code) = again.end("t");
    has(&end, "next: `faultgraft apply plan.json`");
    assert_eq!(code, 1, "what 4.0.0 does not load is still an error");
}

#[test]
fn capitals_decide_the_rest_of_a_rule() {
    let folder = planned();
    for name in ["_token_fault_.xml", "main.xml"] {
        let path = folder.path().join(name);
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, text.replacen("Status report", "Report", 1)).unwrap();
    }
    plan(folder.path(), ".");
    let undecide = || {
        let all = ["review", "plan.json", "--undecide", "*"];
        Done::of(&mut faultgraft(folder.path(), &all));
    };
    let rules = |rule: &str| -> Vec<(EditId, Option<Decision>)> {
        let plan = saved(folder.path());
        let of_rule = plan.edits().filter(|(_, edit)| edit.rule.as_deref() == Some(rule));
        of_rule.map(|(file, edit)| (file.id(edit.number), edit.decision)).collect()
    };
    let all_are = |rule: &str, decision| {
        let found = rules(rule);
        assert!(found.len() > 1, "{rule}: {found:?}");
        assert!(found.iter().all(|(_, d)| *d == Some(decision)), "{found:?}");
    };
    for (key, said, decision) in
        [("A", "2 edits kept.", Decision::Accept), ("D", "2 edits left out", Decision::Reject)]
    {
        undecide();
        let mut screen = Screen::open(folder.path(), "review plan.json --all", &[]);
        let mut shown = screen.prompt();
        while !shown.contains("[payload-field]") {
            shown = screen.press("j");
        }
        has(&screen.press(key), said);
        all_are("payload-field", decision);
        screen.end("q");
    }
    for (key, decision) in
        [("C", Decision::Custom), ("T", Decision::Target), ("D", Decision::Target)]
    {
        undecide();
        let mut screen = review(&folder);
        let mut shown = screen.prompt();
        while !shown.contains("keep your version") {
            shown = screen.press("j");
        }
        has(&screen.press("A"), "2 stay open");
        has(&screen.press(key), "2 edits ");
        all_are("xml-payload", decision);
        screen.press("u");
        assert!(rules("xml-payload").iter().all(|(_, d)| d.is_none()));
        screen.end("q");
    }
}

#[test]
fn the_editor_gets_the_merged_file_and_what_it_saves_is_taken() {
    let folder = planned();
    let editor = editor(
        folder.path(),
        "case $1 in *.xml) ;; *) exit 9;; esac\nsed -i 's/gateway/edge/' \"$1\"",
    );
    let mut screen = Screen::open(folder.path(), "review plan.json", &[("EDITOR", &editor)]);
    screen.prompt();
    has(&screen.press("e"), "Nothing was changed, and nothing is decided.");
    screen.press("j");
    screen.press("j");
    let shown = screen.press("e");
    has(&shown, "the merged file is as you edited it");
    has(&shown, "[4/8] super-tenant/fault/3: edited by hand, passed over");
    has(&shown, "[5/8] super-tenant/fault/4: edited by hand, passed over");
    has(&shown, "[6/8] super-tenant/main/1");
    has(&merged(folder.path(), "fault"), "value=\"edge\"");
    assert_eq!(decided(folder.path(), "fault/2"), Some(Decision::Edit));
    has(&screen.press("k"), "edited by hand; go on? [e,j,k,u,q,?] ");
    screen.press("j");
    let shown = screen.press("u");
    has(&shown, "[3/8] super-tenant/fault/2");
    assert_eq!(decided(folder.path(), "fault/2"), None);
    has(&merged(folder.path(), "fault"), "value=\"gateway\"");
    screen.end("q");
    assert!(is_as_before(folder.path()));
}

#[test]
fn a_broken_text_can_be_fixed_and_is_not_lost() {
    let folder = planned();
    let script = "if test -f seen.xml\nthen cp \"$1\" again.xml; cp seen.xml \"$1\"; rm seen.xml\n\
                  else sed -i s/gateway/edge/ \"$1\"; cp \"$1\" seen.xml; sed -i 's#</log>##' \"$1\"; fi";
    let editor = editor(folder.path(), script);
    let env = [("VISUAL", editor.as_str()), ("EDITOR", "false")];
    let mut screen = Screen::open(folder.path(), "review plan.json", &env);
    screen.prompt();
    screen.press("j");
    screen.press("j");
    let shown = screen.press("e");
    has(&shown, "The file cannot be taken as it is: line ");
    has(&shown, "edit it again? [y,n,q] ");
    assert_eq!(decided(folder.path(), "fault/2"), None);
    has(&screen.press("y"), "the merged file is as you edited it");
    let again = fs::read_to_string(folder.path().join("again.xml")).unwrap();
    assert!(again.contains("value=\"edge\"") && !again.contains("</log>"), "{again}");
    has(&merged(folder.path(), "fault"), "value=\"edge\"");
    screen.press("u");
    has(&screen.press("e"), "edit it again?");
    has(&screen.press("n"), "Given up; nothing is decided.");
    assert_eq!(decided(folder.path(), "fault/2"), None);
    fs::write(folder.path().join("editor.sh"), "#!/bin/sh\nexit 3\n").unwrap();
    has(&screen.press("e"), "ended with exit status: 3; nothing is decided.");
    screen.end("q");
}

#[test]
fn a_template_is_edited_as_it_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let own =
        "<audit xmlns='http://ws.apache.org/ns/synapse' to='{{ desk | default(\"<none>\") }}'/>";
    let log = LOG.replace('"', "'");
    let response = "<property name=\"RESPONSE\" value=\"true\"/>";
    let text = stock_of("fault").replacen(response, &format!("{log}{own}{response}"), 1);
    fs::write(folder.path().join("fault.xml.j2"), text).unwrap();
    plan(folder.path(), ".");
    let script = "grep -q '{{ desk | default(\"<none>\") }}' \"$1\" || exit 9\n\
                  if test -f seen\nthen sed -i 's/{{ other }}//; s/gateway/{{ edge \\& \"<x>\" | e }}/' \"$1\"\n\
                  else touch seen; sed -i 's#<send/>#{{ other }}<send/>#' \"$1\"; fi";
    let editor = editor(folder.path(), script);
    let mut screen = Screen::open(folder.path(), "review plan.json", &[("EDITOR", &editor)]);
    screen.prompt();
    let shown = screen.press("e");
    has(&shown, "The file cannot be taken as it is: line ");
    has(&shown, "the template tag `{{ other }}` is between elements");
    screen.send("y");
    has(&screen.ended().0, "the merged file is as you edited it");
    let edited = saved(folder.path()).files.into_iter().find(|file| file.stem() == "fault");
    let written = edited.unwrap().merged.expect("the file is merged");
    let written = String::from_utf8(written.bytes.to_vec()).unwrap();
    has(&written, "{{ desk | default(\"<none>\") }}");
    has(&written, "value='{{ edge & \"<x>\" | e }}'");
    assert!(!written.contains("other"), "{written}");
}

#[test]
fn both_sides_are_put_into_the_editor() {
    let folder = planned();
    let editor = editor(
        folder.path(),
        "cp \"$1\" both.xml; sed -i '/<!-- your side/,/-->/d' \"$1\"\n\
                                        sed -i 's/Runtime Error/Ours and theirs/' \"$1\"",
    );
    let mut screen = Screen::open(folder.path(), "review plan.json", &[("EDITOR", &editor)]);
    has(&screen.prompt(), "[1/8]");
    screen.press("j");
    screen.press("j");
    let shown = screen.press("b");
    has(&shown, "the merged file is as you edited it");
    let both = fs::read_to_string(folder.path().join("both.xml")).unwrap();
    let (json, comment) =
        (both.find("\"description\":\"$2\"").unwrap(), both.find("<!-- your").unwrap());
    assert!(json < comment && both[comment..].contains("Sorry: <am:b>$2</am:b>"), "{both}");
    has(&merged(folder.path(), "fault"), "Ours and theirs");
    assert!(!merged(folder.path(), "fault").contains("<!-- your side"));
    assert_eq!(decided(folder.path(), "fault/2"), Some(Decision::Edit));
    screen.end("q");
}

#[test]
fn tenants_with_the_same_edit_are_decided_once() {
    let home = Home::of(Release::V2_6_0);
    for id in 1..=3 {
        let file = format!("{}/fault.xml", tenant(id));
        home.tenant(id).customise(&file, &audit("file"));
    }
    plan(home.path(), ".");
    let mut screen = Screen::open(home.path(), "review plan.json", &[]);
    let shown = screen.prompt();
    has(&shown, "One edit to decide");
    has(&shown, "[1/1] tenant:1/fault/1");
    has(&shown, "and in 2 other tenants: tenant:2, tenant:3");
    screen.end("y");
    let plan = saved(home.path());
    let decisions: Vec<_> = plan.edits().map(|(_, edit)| edit.decision).collect();
    assert_eq!(decisions, [Some(Decision::Accept); 3]);
}

#[cfg(target_os = "linux")] // it finds the process in /proc
#[test]
fn ctrl_c_and_a_signal_leave_the_terminal_as_it_was() {
    let folder = planned();
    let mut screen = review(&folder);
    screen.prompt();
    screen.press("y");
    let (end, code) = screen.end("\u{3}");
    has(&end, "1 decision, 7 edits wait");
    assert_eq!((code, is_as_before(folder.path())), (1, true));
    let mut screen = review(&folder);
    screen.prompt();
    screen.press("n");
    screen.signal("-TERM");
    let (end, code) = screen.ended();
    has(&end, "2 decisions, 6 edits wait");
    assert_eq!((code, is_as_before(folder.path())), (1, true));
}

#[cfg(target_os = "linux")] // it finds the process in /proc
#[test]
fn what_was_decided_before_a_crash_is_there() {
    let folder = planned();
    let mut screen = review(&folder);
    screen.prompt();
    screen.press("y");
    screen.press("n");
    screen.signal("-KILL");
    assert_eq!(decided(folder.path(), "token_fault/1"), Some(Decision::Accept));
    assert_eq!(decided(folder.path(), "token_fault/2"), Some(Decision::Reject));
}

#[test]
fn a_plan_that_changed_meanwhile_is_not_overwritten() {
    let folder = planned();
    let mut screen = review(&folder);
    screen.prompt();
    let mut other = fs::read(folder.path().join("plan.json")).unwrap();
    other.push(b'\n');
    fs::write(folder.path().join("plan.json"), &other).unwrap();
    let (end, code) = screen.end("y");
    has(&end, "plan.json was changed by another program");
    assert_eq!(code, 2);
    assert!(is_as_before(folder.path()));
    assert_eq!(fs::read(folder.path().join("plan.json")).unwrap(), other);
}

#[test]
fn a_plan_that_cannot_be_saved_stops_the_review() {
    let folder = planned();
    fs::create_dir(folder.path().join("sub")).unwrap();
    fs::rename(folder.path().join("plan.json"), folder.path().join("sub/plan.json")).unwrap();
    let mut screen = Screen::open(folder.path(), "review sub/plan.json", &[]);
    screen.prompt();
    fs::remove_dir_all(folder.path().join("sub")).unwrap();
    let (end, code) = screen.end("y");
    has(&end, "cannot write sub/plan.json");
    assert_eq!(code, 2);
}

#[test]
fn where_nothing_needs_a_decision_it_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let fault = stock_of("fault").replacen("name=\"fault\">", &format!("name=\"fault\">{LOG}"), 1);
    fs::write(folder.path().join("fault.xml"), fault).unwrap();
    plan(folder.path(), "fault.xml");
    let mut screen = review(&folder);
    let (shown, code) = screen.ended();
    has(
        &shown,
        "Nothing needs a decision. `faultgraft review plan.json --all` shows its one edit.",
    );
    assert_eq!(code, 0);
    let mut screen = Screen::open(folder.path(), "review plan.json --all", &[]);
    has(&screen.prompt(), "[1/1] super-tenant/fault/1");
    assert_eq!(screen.end("d").1, 0);
    assert_eq!(decided(folder.path(), "fault/1"), Some(Decision::Reject));
}

#[test]
fn colour_is_as_in_the_other_reports() {
    let folder = planned();
    let mut screen = Screen::open(folder.path(), "review plan.json", &[("NO_COLOR", "")]);
    let shown = screen.until("keep it?");
    has(&shown, "\u{1b}[32m");
    screen.end("q");
    let mut screen = review(&folder);
    assert!(!screen.prompt().contains('\u{1b}'));
    screen.end("q");
}

#[test]
fn both_sides_are_no_option() {
    let folder = planned();
    let args = ["review", "plan.json", "--take", "both=super-tenant/fault/2"];
    let done = Done::of(&mut faultgraft(folder.path(), &args));
    assert_eq!(done.code, Some(2));
    has(&done.stderr, "both sides cannot stand in one file as they are");
    has(&done.stderr, "key b");
}

/// A terminal whose other end is closed can be read for ever, and nobody may be told by a signal.
#[cfg(target_os = "linux")]
#[test]
fn a_terminal_that_goes_away_ends_the_review() {
    use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
    use std::io::Read;
    use std::time::{Duration, Instant};

    let folder = planned();
    let ours = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC).unwrap();
    grantpt(&ours).unwrap();
    unlockpt(&ours).unwrap();
    let name = ptsname(&ours, Vec::new()).unwrap();
    let theirs = fs::File::options().read(true).write(true).open(name.to_str().unwrap()).unwrap();
    let mut command = support::run::faultgraft(folder.path(), &["review", "plan.json", "--all"]);
    command.stdin(theirs.try_clone().unwrap()).stdout(theirs.try_clone().unwrap()).stderr(theirs);
    let mut child = command.spawn().unwrap();
    drop(command);
    let mut screen = fs::File::from(ours);
    let mut seen = Vec::new();
    while !String::from_utf8_lossy(&seen).contains("keep it?") {
        let mut part = [0; 1024];
        let n = screen.read(&mut part).unwrap();
        seen.extend_from_slice(&part[..n]);
    }
    drop(screen);
    let start = Instant::now();
    while child.try_wait().unwrap().is_none() {
        let waited = start.elapsed();
        if waited > Duration::from_secs(20) {
            child.kill().unwrap();
            panic!("it runs on without a terminal");
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}
