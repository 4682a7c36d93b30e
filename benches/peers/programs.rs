//! The programs, each as it is asked to merge three files.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use tempfile::TempDir;
use wait4::Wait4;

/// No run takes longer than that many seconds.
pub const LONGEST: u32 = 30;

/// A program that merges three files.
pub struct Program {
    name: &'static str,
    /// What it is called as; its version is asked with `--version`.
    command: &'static str,
    /// In a shell, in a folder with `base.xml`, `fault.xml` (the operator's) and `target.xml`.
    line: &'static str,
    /// Where the merged text is then.
    merged: &'static str,
}

/// What a run gave.
pub struct Ran {
    /// The merged file, in `folder`.
    pub merged: PathBuf,
    /// It says that it could not do all of it, by its exit code or in the file.
    pub asks: bool,
    pub is_too_long: bool,
    pub seconds: f64,
    pub megabytes: u64,
    /// Goes away with this.
    _folder: TempDir,
}

pub fn all() -> Vec<Program> {
    let program = |name, command, line, merged| Program { name, command, line, merged };
    vec![
        program(
            "faultgraft",
            env!("CARGO_BIN_EXE_faultgraft"),
            "$PROGRAM merge-driver base.xml fault.xml target.xml",
            "fault.xml",
        ),
        program(
            "git merge-file",
            "git",
            "git merge-file fault.xml base.xml target.xml",
            "fault.xml",
        ),
        program(
            "wiggle",
            "wiggle",
            "wiggle --merge fault.xml base.xml target.xml > out.xml",
            "out.xml",
        ),
        program(
            "mergiraf",
            "mergiraf",
            "mergiraf merge base.xml fault.xml target.xml --timeout 0 --output out.xml",
            "out.xml",
        ),
        program("xml-3dm-cli", "tdm", "tdm merge base.xml fault.xml target.xml out.xml", "out.xml"),
        program(
            "xmldiff, xmlpatch",
            "xmldiff",
            "xmldiff base.xml fault.xml > edits && xmlpatch edits target.xml > out.xml",
            "out.xml",
        ),
    ]
}

impl Program {
    pub fn is_there(&self) -> bool {
        let there = self.version().is_some();
        if !there {
            eprintln!("{} is not there: left out", self.name);
        }
        there
    }

    fn version(&self) -> Option<String> {
        let output = Command::new(self.command).arg("--version").output().ok()?;
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8_lossy(&said).into_owned();
        let is_number = |word: &&str| word.starts_with(|c: char| c.is_ascii_digit());
        said.split_whitespace().find(is_number).map(str::to_owned)
    }

    /// Its name and version.
    pub fn label(&self) -> String {
        format!("{} {}", self.name, self.version().unwrap_or_default())
    }

    /// Runs it in a folder of its own with copies of the files in `inputs`.
    pub fn run(&self, inputs: &Path) -> Ran {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for name in ["base.xml", "fault.xml", "target.xml"] {
            fs::copy(inputs.join(name), folder.path().join(name)).expect("the folder takes files");
        }
        let start = Instant::now();
        let mut child = self.command(folder.path()).spawn().expect("the shell starts");
        let used = child.wait4().expect("it ends");
        let seconds = start.elapsed().as_secs_f64();
        let code = used.status.code();
        let merged = folder.path().join(self.merged);
        // A marker of a conflict where a program says that all went well.
        let is_marked = || fs::read(&merged).is_ok_and(|t| t.windows(7).any(|w| w == b"<<<<<<<"));
        Ran {
            asks: code != Some(0) || is_marked(),
            is_too_long: code == Some(124),
            seconds,
            megabytes: used.rusage.maxrss / 1_000_000,
            merged,
            _folder: folder,
        }
    }

    fn command(&self, folder: &Path) -> Command {
        let mut command = Command::new("timeout");
        command.args([&LONGEST.to_string(), "sh", "-c", self.line]).current_dir(folder);
        command.env("PROGRAM", env!("CARGO_BIN_EXE_faultgraft"));
        let nowhere = || File::create("/dev/null").map(Stdio::from).expect("/dev/null");
        command.stdin(Stdio::null()).stdout(nowhere()).stderr(nowhere());
        command
    }
}
