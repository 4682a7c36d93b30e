//! The programs, each as it is asked to merge three files.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use wait4::Wait4;

use super::inputs::Inputs;

/// No run takes longer than that many seconds.
pub const LONGEST: u32 = 60;

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
    pub merged: String,
    /// It ended with an exit code that says so.
    pub asks: bool,
    pub is_too_long: bool,
    pub seconds: f64,
    pub megabytes: u64,
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

    pub fn run(&self, inputs: &Inputs) -> Ran {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = |name: &str| folder.path().join(name);
        for (name, text) in [
            ("base.xml", &inputs.base),
            ("fault.xml", &inputs.custom),
            ("target.xml", &inputs.target),
        ] {
            fs::write(path(name), text).expect("the temporary folder takes files");
        }
        let start = Instant::now();
        let mut child = self.command(folder.path()).spawn().expect("the shell starts");
        let used = child.wait4().expect("it ends");
        let seconds = start.elapsed().as_secs_f64();
        let code = used.status.code();
        Ran {
            merged: fs::read_to_string(path(self.merged)).unwrap_or_default(),
            asks: code != Some(0),
            is_too_long: code == Some(124),
            seconds,
            megabytes: used.rusage.maxrss / 1_000_000,
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
