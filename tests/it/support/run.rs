//! The command as a process, and what it says with the paths of this run taken out.

// Each test file uses some of it.
#![allow(dead_code)]

use std::{
    io::Write,
    path::Path,
    process::{Command, Output, Stdio},
};

use insta_cmd::get_cargo_bin;

/// The command, started in `folder`, with nothing of the surroundings that changes what it says.
pub fn faultgraft(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(get_cargo_bin("faultgraft"));
    command.current_dir(folder).args(args).env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE");
    // A user's own update levels are not known.
    command.env("XDG_DATA_HOME", "/dev/null");
    command
}

/// What a command came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    pub code: Option<i32>,
    pub stdout: Vec<u8>,
    pub stderr: String,
}

// Each test takes the part of it that it needs.
#[allow(dead_code)]
impl Done {
    /// Runs the command to its end.
    pub fn of(command: &mut Command) -> Self {
        command.output().expect("the command starts").into()
    }

    /// The same with `input` on standard input.
    pub fn with_input(command: &mut Command, input: &[u8]) -> Self {
        let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = piped.spawn().expect("the command starts");
        // A command that refuses its arguments does not read.
        let _ = child.stdin.take().expect("piped").write_all(input);
        child.wait_with_output().expect("the command ends").into()
    }

    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.stdout).expect("UTF-8")
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.stdout).unwrap_or_else(|e| panic!("{e}: {}", self.stderr))
    }
}

impl From<Output> for Done {
    fn from(output: Output) -> Self {
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        Self { code: output.status.code(), stdout: output.stdout, stderr }
    }
}
