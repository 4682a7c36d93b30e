//! What the system may do to a run: each call that it makes fails once, the disk is full, someone
//! changes a file or a folder just before it is replaced. Nothing is lost, and the next run goes on.
//!
//! `strace` makes the calls fail; where it is not installed, or may not trace, these tests pass
//! without looking. A few calls of each kind are tried; all of them where `FAULTGRAFT_FAULTS` is set.

// What was counted is told, for who asks with `--nocapture`.
#![allow(clippy::print_stdout)]

use std::env;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use insta_cmd::get_cargo_bin;

use super::work::{Tree, Work, manifests};
use crate::support::run::Done;

/// The calls by which a run changes anything, each with an error that the system gives for it.
const CALLS: [(&str, &str); 12] = [
    ("openat", "EMFILE"),
    ("openat", "EACCES"),
    ("write", "ENOSPC"),
    ("write", "EIO"),
    ("fsync", "EIO"),
    ("rename", "EIO"),
    ("renameat2", "EIO"),
    ("mkdir", "ENOSPC"),
    ("unlink", "EIO"),
    ("fchmod", "EPERM"),
    ("read", "EIO"),
    ("statx", "EIO"),
];

/// How many calls of a kind are tried, spread over all of them.
const TRIED: usize = 6;

/// Two files to write, with what is there before and after.
struct Gateway {
    work: Work,
    old: Tree,
    new: Tree,
}

impl Gateway {
    fn new() -> Self {
        let work = Work::sequences();
        work.customise("old/main.xml", super::work::LOG).plan(&[]);
        let old = work.tree("new");
        assert_eq!(work.apply(&[]).code, Some(0));
        let new = work.tree("new");
        assert_eq!(old.iter().filter(|(name, file)| new[*name] != **file).count(), 2);
        let gateway = Self { work, old, new };
        gateway.undo();
        gateway
    }

    fn undo(&self) {
        let manifest = manifests(&self.work.path("faultgraft-backups")).pop().expect("a manifest");
        assert_eq!(self.work.undo(&manifest).code, Some(0));
        self.is_old();
    }

    fn is_old(&self) {
        assert!(self.work.tree("new") == self.old, "all is as it was");
        let backups = self.work.path("faultgraft-backups");
        if backups.exists() {
            fs::remove_dir_all(backups).unwrap();
        }
    }

    /// Runs `apply` or `undo` under `strace`, which does `what`.
    fn traced(&self, what: &[&str], undo: Option<&Path>) -> Command {
        let mut command = Command::new("strace");
        command.args(["-f", "-qq", "-o", "calls.txt"]).args(what).arg(get_cargo_bin("faultgraft"));
        command.args(["apply", "--yes"]).current_dir(self.work.folder.path());
        match undo {
            Some(manifest) => command.arg("--undo").arg(manifest),
            None => command.arg("plan.json"),
        };
        command
    }

    /// How many calls of a kind a whole run makes; the run is taken back.
    fn calls(&self, call: &str, undo: bool) -> usize {
        let trace = format!("trace={call}");
        let manifest = undo.then(|| self.written());
        let done = Done::of(&mut self.traced(&["-e", &trace], manifest.as_deref()));
        assert_eq!(done.code, Some(0), "{}", done.stderr);
        if undo {
            self.is_old();
        } else {
            self.undo();
        }
        let made = fs::read_to_string(self.work.path("calls.txt")).unwrap_or_default();
        made.lines().filter(|line| line.contains(&format!("{call}("))).count()
    }

    /// Applies the plan; the manifest of that.
    fn written(&self) -> std::path::PathBuf {
        assert_eq!(self.work.apply(&[]).code, Some(0));
        manifests(&self.work.path("faultgraft-backups")).pop().expect("a manifest")
    }

    /// Each file is old or new, and nothing else looks like a sequence.
    fn check(&self, what: &str) {
        let mut is = self.work.tree("new");
        is.retain(|name, _| !name.ends_with(".tmp"));
        assert!(is.keys().eq(self.old.keys()), "{what}: other files: {:?}", is.keys());
        for (name, file) in &is {
            let is_whole = *file == self.new[name] || *file == self.old[name];
            assert!(is_whole, "{what}: {name} is neither the old file nor the new one");
        }
    }

    /// The next run completes what a run left, and one undo takes it back.
    fn goes_on(&self, what: &str) {
        self.check(what);
        let done = self.work.apply(&[]);
        assert_eq!(done.code, Some(0), "{what}: {}", done.stderr);
        assert!(self.work.tree("new") == self.new, "{what}: the next run completes");
        self.undo_all(what);
    }

    /// Every run that left a manifest is taken back, the newest first.
    fn undo_all(&self, what: &str) {
        let all = manifests(&self.work.path("faultgraft-backups"));
        for manifest in all.iter().rev() {
            let done = self.work.undo(manifest);
            assert_eq!(done.code, Some(0), "{what}: {}", done.stderr);
        }
        assert!(self.work.tree("new") == self.old, "{what}: undo puts back what was there");
        self.is_old();
    }
}

/// Whether calls can be made to fail here.
fn can_trace() -> bool {
    let mut probe = Command::new("strace");
    let quiet = probe.args(["-qq", "-o", "/dev/null", "true"]).stderr(Stdio::null());
    let can = quiet.status().is_ok_and(|status| status.success());
    if !can {
        println!("not tried: strace is not installed, or may not trace");
    }
    can
}

/// Which of so many calls are tried.
fn chosen(count: usize) -> Vec<usize> {
    let all = 1..=count;
    match env::var_os("FAULTGRAFT_FAULTS") {
        Some(_) => all.collect(),
        None => all.step_by(count.div_ceil(TRIED).max(1)).collect(),
    }
}

/// Makes calls of each kind fail, a run each; `then` looks at what such a run left.
fn each_call(undo: bool, then: impl Fn(&Gateway, &str, Option<&Path>)) {
    if !can_trace() {
        return;
    }
    let gateway = Gateway::new();
    let (mut tried, mut failed) = (0, 0);
    for (call, error) in CALLS {
        for number in chosen(gateway.calls(call, undo)) {
            let what = format!("{call} number {number}: {error}");
            let manifest = undo.then(|| gateway.written());
            let inject = format!("inject={call}:error={error}:when={number}");
            let done = Done::of(&mut gateway.traced(&["-e", &inject], manifest.as_deref()));
            tried += 1;
            failed += usize::from(done.code != Some(0));
            then(&gateway, &what, manifest.as_deref());
        }
    }
    println!("{tried} calls failed, and {failed} runs with them");
    assert!(failed > 10, "{failed} of {tried} runs failed");
}

#[test]
fn a_call_that_fails_while_it_writes_loses_nothing() {
    each_call(false, |gateway, what, _| gateway.goes_on(what));
}

#[test]
fn a_call_that_fails_while_it_puts_back_loses_nothing() {
    each_call(true, |gateway, what, manifest| {
        gateway.check(what);
        let again = gateway.work.undo(manifest.expect("it was written before"));
        assert_eq!(again.code, Some(0), "{what}: {}", again.stderr);
        gateway.is_old();
    });
}

#[test]
fn what_changes_just_before_it_is_replaced_is_not_lost() {
    if !can_trace() {
        return;
    }
    let gateway = Gateway::new();
    let file = gateway.work.path("new/fault.xml");
    let late =
        "<sequence xmlns=\"http://ws.apache.org/ns/synapse\" name=\"fault\"><log/></sequence>";
    // A rename waits, and meanwhile someone saves the file.
    let mut refused = 0;
    for call in ["rename", "renameat2"] {
        for number in chosen(gateway.calls(call, false)) {
            let wait = format!("inject={call}:delay_enter=700000:when={number}");
            let mut child =
                gateway.traced(&["-e", &wait], None).stderr(Stdio::null()).spawn().unwrap();
            sleep(Duration::from_millis(350));
            fs::write(&file, late).unwrap();
            refused += usize::from(!child.wait().unwrap().success());
            let kept = |path: &Path| fs::read_to_string(path).is_ok_and(|text| text == late);
            let all = walkdir::WalkDir::new(gateway.work.folder.path()).into_iter();
            let is_somewhere = all.map(Result::unwrap).any(|entry| kept(entry.path()));
            assert!(is_somewhere, "{call} {number}: what was saved meanwhile is gone");
            fs::write(&file, &gateway.old["fault.xml"].1).unwrap();
            fs::write(gateway.work.path("new/main.xml"), &gateway.old["main.xml"].1).unwrap();
            for left in fs::read_dir(gateway.work.path("new")).unwrap() {
                let left = left.unwrap().path();
                if !left.ends_with("fault.xml") && !left.ends_with("main.xml") {
                    fs::remove_file(left).unwrap();
                }
            }
            gateway.is_old();
        }
    }
    assert!(refused > 0, "no run noticed that the file was saved");
}

#[test]
fn on_a_full_disk_nothing_is_changed() {
    let gateway = Gateway::new();
    // A file system of its own that goes with the process; only root may mount it.
    let script = r#"
        set -e
        mount -t tmpfs -o size=400k none mnt
        cp -r new old plan.json mnt
        sed -i "s#\"$PWD/#\"$PWD/mnt/#" mnt/plan.json
        cd mnt
        dd if=/dev/zero of=filler bs=4k 2>/dev/null || true
        if "$1" apply plan.json --yes 2>../said; then echo written; else echo refused; fi
        diff -r new ../new && echo unchanged
        rm filler
        "$1" apply plan.json --yes >/dev/null 2>&1 && echo completed
    "#;
    fs::create_dir(gateway.work.path("mnt")).unwrap();
    let mut command = Command::new("unshare");
    command.args(["-m", "sh", "-c", script, "sh"]).arg(get_cargo_bin("faultgraft"));
    let done = Done::of(command.current_dir(gateway.work.folder.path()));
    if done.text().is_empty() {
        println!("not tried, nothing can be mounted here: {}", done.stderr);
        return;
    }
    let said = fs::read_to_string(gateway.work.path("said")).unwrap_or_default();
    assert!(
        done.text().contains("refused\nunchanged\ncompleted"),
        "{}{}{said}",
        done.text(),
        done.stderr
    );
    assert!(said.contains("make room"), "{said}");
}
