//! Killed at any moment: each file is wholly old or wholly new, and the next run completes.
//!
//! `FAULTGRAFT_KILLS=300` tries more moments than the ordinary run.

use std::env;
use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::thread::sleep;
use std::time::{Duration, Instant};

use faultgraft::stock::{Release, SequenceName};
use walkdir::WalkDir;

use super::work::{LOG, Tree, Work, arg, manifests, tree};
use crate::support::home::{Home, tenant};
use crate::support::run::faultgraft;

const TENANTS: u32 = 50;
const FILES: usize = 500;
const KILLS: u64 = 60;

/// A plan for fifty tenants with ten customised files each.
struct Gateway {
    work: Work,
    home: Home,
    old: Tree,
    new: Tree,
}

impl Gateway {
    fn new() -> Self {
        let (work, custom) = (Work::sequences(), Home::of(Release::V2_6_0));
        // What a kill leaves is what the kernel has, whether or not a disk is behind it.
        let memory = Path::new("/dev/shm");
        let folder = match memory.is_dir() {
            true => tempfile::tempdir_in(memory).unwrap(),
            false => tempfile::tempdir().unwrap(),
        };
        let home = Home::in_folder(Release::V4_0_0, folder);
        let both = SequenceName::ALL.iter().map(|s| s.file_name());
        let both = both.filter(|file| {
            custom.path().join("repository/resources/apim-synapse-config").join(file).exists()
        });
        let files: Vec<&str> = both.take(10).collect();
        for id in 1..=TENANTS {
            custom.tenant(id);
            home.tenant(id);
            for file in &files {
                custom.customise(&format!("{}/{file}", tenant(id)), LOG);
            }
        }
        work.plan(&[arg(custom.path()), "--target", arg(home.path())]);
        // What the plan was made from is not looked at again: that is tried elsewhere.
        drop(custom);
        let old = tree(home.path());
        let done = work.apply(&[]);
        assert_eq!(done.code, Some(0), "{}", done.stderr);
        assert!(done.text().contains(&format!("{FILES} to replace")), "{}", done.text());
        let new = tree(home.path());
        let gateway = Self { work, home, old, new };
        gateway.undo();
        gateway
    }

    fn backups(&self) -> std::path::PathBuf {
        self.home.path().join("faultgraft-backups")
    }

    fn undo(&self) {
        let manifest = manifests(&self.backups()).pop().expect("a manifest");
        let done = self.work.undo(&manifest);
        assert_eq!(done.code, Some(0), "{}", done.stderr);
        assert!(tree(self.home.path()) == self.old, "undo restores bytes and modes");
        fs::remove_dir_all(self.backups()).unwrap();
    }

    /// Kills a run, `delay` after it came so far; how many files are new by then.
    fn kill(&self, from: From, delay: Duration) -> usize {
        let mut command = faultgraft(self.work.folder.path(), &["apply", "plan.json", "--yes"]);
        let quiet = command.stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = quiet.spawn().unwrap();
        let backups = self.backups();
        while match from {
            From::Start => false,
            From::Backup => !backups.exists(),
            From::Manifest => manifests(&backups).is_empty(),
        } && child.try_wait().unwrap().is_none()
        {
            sleep(Duration::from_micros(200));
        }
        sleep(delay);
        child.kill().unwrap();
        child.wait().unwrap();
        self.written()
    }

    /// Kills an undo, after which the same again puts back everything.
    fn kill_undo(&self, delay: Duration) {
        let manifest = manifests(&self.backups()).pop().expect("a manifest");
        let args = ["apply", "--yes", "--undo", arg(&manifest)];
        let mut command = faultgraft(self.work.folder.path(), &args);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        sleep(delay);
        child.kill().unwrap();
        child.wait().unwrap();
        self.written();
    }

    /// How many files are new; every one is old or new, and nothing else looks like a sequence.
    fn written(&self) -> usize {
        let mut is = tree(self.home.path());
        is.retain(|name, _| !name.ends_with(".tmp"));
        assert!(is.keys().eq(self.old.keys()), "no other file is there");
        let mut written = 0;
        for (name, content) in &is {
            let is_new = *content == self.new[name];
            assert!(is_new || *content == self.old[name], "{name} is half written");
            written += usize::from(is_new && self.new[name] != self.old[name]);
        }
        written
    }

    /// The next run completes, and one undo takes everything back.
    fn complete(&self) {
        let done = self.work.apply(&[]);
        assert_eq!(done.code, Some(0), "{}", done.stderr);
        assert!(tree(self.home.path()) == self.new, "the next run completes");
        let left: Vec<_> = WalkDir::new(self.home.path())
            .into_iter()
            .map(Result::unwrap)
            .filter(|e| e.file_name().to_string_lossy().starts_with('.') && e.depth() > 0)
            .collect();
        assert!(left.is_empty(), "{left:?}");
    }
}

/// How far a run is before the time to its end is measured.
#[derive(Clone, Copy)]
enum From {
    Start,
    Backup,
    Manifest,
}

/// Numbers that look random and are the same in every run.
fn random(seed: u64) -> f64 {
    let mixed = (seed + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let mixed = (mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    ((mixed ^ (mixed >> 32)) >> 11) as f64 / (1_u64 << 53) as f64
}

#[test]
#[allow(clippy::print_stdout, reason = "figures, for whoever tries more")]
fn killed_at_any_moment_every_file_is_old_or_new_and_the_next_run_completes() {
    let kills = env::var("FAULTGRAFT_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(KILLS);
    let gateway = Gateway::new();
    let start = Instant::now();
    gateway.complete();
    let whole = start.elapsed();
    gateway.undo();
    let (mut before, mut between, mut after) = (0, 0, 0);
    for number in 0..kills {
        // Most of a run is reading: two of three times wait for the writing to begin.
        let (from, share) = match number % 3 {
            0 => (From::Start, 1.0),
            1 => (From::Backup, 0.5),
            _ => (From::Manifest, 0.15),
        };
        match gateway.kill(from, whole.mul_f64(random(number) * share)) {
            0 => before += 1,
            FILES => after += 1,
            _ => between += 1,
        }
        // In between, the next run is killed as well.
        if number % 4 != 0 {
            gateway.complete();
            if number % 8 == 5 {
                gateway.kill_undo(whole.mul_f64(random(number + kills)));
            }
            gateway.undo();
        }
    }
    let counts = format!("before {before}, between {between}, after {after}, of {whole:?}");
    println!("{counts}");
    assert!(before > 0 && before + after < kills, "no kill hit the middle: {counts}");
}
