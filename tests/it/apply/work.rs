//! A folder with the operator's files, the new gateway's, and the plan.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use faultgraft::stock::Release;
use tempfile::TempDir;
use walkdir::WalkDir;

use crate::support::home::{Home, SEQUENCES, tenant};
use crate::support::run::{self, Done};

pub const LOG: &str = "<log level=\"custom\"><property name=\"at\" value=\"gateway\"/></log>";

/// What a tree holds, by path: the mode and the bytes.
pub type Tree = BTreeMap<String, (u32, Vec<u8>)>;

/// A folder to work in.
pub struct Work {
    pub folder: TempDir,
}

impl Work {
    /// `old/` and `new/` with the fault and the main sequence; the fault sequence is customised.
    pub fn sequences() -> Self {
        let work = Self { folder: tempfile::tempdir().unwrap() };
        for (folder, release) in [("old", Release::V2_6_0), ("new", Release::V4_0_0)] {
            let home = Home::of(release);
            home.customise(
                &format!("{SEQUENCES}/fault.xml"),
                if folder == "old" { LOG } else { "" },
            );
            for file in ["fault.xml", "main.xml"] {
                work.write(&format!("{folder}/{file}"), &home.read(&format!("{SEQUENCES}/{file}")));
            }
        }
        work
    }

    pub fn path(&self, file: &str) -> PathBuf {
        self.folder.path().join(file)
    }

    pub fn write(&self, file: &str, text: &str) -> &Self {
        let path = self.path(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    pub fn read(&self, file: &str) -> String {
        fs::read_to_string(self.path(file)).unwrap()
    }

    /// Puts mediators at the beginning of a sequence.
    pub fn customise(&self, file: &str, mediators: &str) -> &Self {
        let text = self.read(file);
        let start = text.find("<sequence").unwrap();
        let at = start + text[start..].find('>').unwrap() + 1;
        self.write(file, &format!("{}{mediators}{}", &text[..at], &text[at..]))
    }

    pub fn run(&self, args: &[&str]) -> Done {
        Done::of(&mut run::faultgraft(self.folder.path(), args))
    }

    /// Makes plan.json of `old`, against `new` where there are no arguments.
    pub fn plan(&self, args: &[&str]) -> Done {
        let args = if args.is_empty() { &["old", "--target", "new"] } else { args };
        let done = self.run(&[&["plan"], args, &["--out", "plan.json"]].concat());
        assert!(self.path("plan.json").exists(), "{}", done.stderr);
        done
    }

    /// Applies plan.json without a question.
    pub fn apply(&self, args: &[&str]) -> Done {
        self.run(&[&["apply", "plan.json", "--yes"], args].concat())
    }

    pub fn undo(&self, manifest: &Path) -> Done {
        self.run(&["apply", "--yes", "--undo", manifest.to_str().unwrap()])
    }

    pub fn tree(&self, folder: &str) -> Tree {
        tree(&self.path(folder))
    }
}

/// Every file below a folder; the backups are not part of it.
pub fn tree(folder: &Path) -> Tree {
    let inside = |e: &walkdir::DirEntry| e.file_name() != "faultgraft-backups";
    let entries = WalkDir::new(folder).into_iter().filter_entry(inside).map(Result::unwrap);
    let files = entries.filter(|e| e.path().is_file());
    files
        .map(|e| {
            let name = e.path().strip_prefix(folder).unwrap().display().to_string();
            (name, (mode(e.path()), fs::read(e.path()).unwrap()))
        })
        .collect()
}

#[cfg(unix)]
pub fn mode(file: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(file).unwrap().permissions().mode() & 0o7777
}

#[cfg(not(unix))]
pub fn mode(_file: &Path) -> u32 {
    0
}

/// The manifests of a backups folder, oldest first.
pub fn manifests(backups: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(backups) else { return Vec::new() };
    let mut all: Vec<PathBuf> = entries.map(|e| e.unwrap().path().join("manifest.json")).collect();
    all.retain(|m| m.exists());
    all.sort();
    all
}

/// An operator's home of 2.6.0 with tenant 1, both with a customised fault sequence.
pub fn old_home() -> Home {
    let home = Home::of(Release::V2_6_0);
    home.customise(&format!("{SEQUENCES}/fault.xml"), LOG);
    home.tenant(1).customise(&format!("{}/fault.xml", tenant(1)), LOG);
    home
}

/// A gateway of 4.0.0 with tenant 1.
pub fn new_home() -> Home {
    let home = Home::of(Release::V4_0_0);
    home.tenant(1);
    home
}

/// A path as an argument.
pub fn arg(path: &Path) -> &str {
    path.to_str().unwrap()
}
