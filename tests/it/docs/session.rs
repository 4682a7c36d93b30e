//! A shell at work in a folder of its own, which documents call `/opt`.

use std::env;
use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use fancy_regex::Regex;
use insta_cmd::get_cargo_bin;
use rexpect::ReadUntil;
use rexpect::session::spawn_command;
use tempfile::TempDir;

/// How documents print the time of a run of `apply`.
const PRINTED_TIME: &str = "20260131-020000";

/// What the folder is in documents.
const PRINTED_FOLDER: &str = "/opt";

static TIME: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\b20\d{6}-\d{6}\b").unwrap());

/// What questions end with.
pub const QUESTIONS: [&str; 3] = [",?] ", "[y,n] ", LINE_QUESTION];

/// What the end of a question is that is answered with Enter.
const LINE_QUESTION: &str = "[y/N] ";

/// What stands before the exit code of a command on a terminal.
const CODE: &str = "exit code: ";

/// Longer than anything takes on a busy machine.
const PATIENCE_MS: u64 = 60_000;

/// A shell session: a folder, and what the last command came to.
pub struct Session {
    root: TempDir,
    status: i32,
}

impl Session {
    /// With this folder to work in.
    pub fn new(root: TempDir) -> Self {
        Self { root, status: 0 }
    }

    pub fn folder(&self) -> PathBuf {
        fs::canonicalize(self.root.path()).unwrap()
    }

    /// Runs a command of one or more lines; its exit code, and all that it said as documents print
    /// it. `$?` in it is the exit code of the one before.
    pub fn run(&mut self, command: &str) -> (i32, String) {
        let mut shell = self.shell(&format!("(exit {})\n{command}", self.status));
        let done = shell.stdin(Stdio::null()).output().expect("sh");
        self.status = done.status.code().unwrap_or_else(|| {
            panic!("{command}: ended by signal {:?}", done.status.signal());
        });
        (self.status, self.printed(&String::from_utf8(done.stdout).unwrap()))
    }

    /// Runs a command on a terminal of 80 columns and presses these keys at its questions, one a
    /// question; `y` where there are more.
    pub fn on_terminal(&mut self, command: &str, keys: &[char]) -> (i32, String) {
        let mut shell = self.shell(&format!("stty echo cols 80 rows 24; {command}\necho {CODE}$?"));
        shell.env("TERM", "xterm").env("NO_COLOR", "1");
        let mut terminal = spawn_command(shell, Some(PATIENCE_MS)).expect("a pseudo-terminal");
        let ends = || QUESTIONS.iter().chain(&[CODE]).map(|end| ReadUntil::String((*end).into()));
        let mut keys = keys.iter();
        let mut shown = String::new();
        loop {
            let next = terminal.exp_any(ends().collect());
            let (text, end) = next.unwrap_or_else(|e| panic!("{command}: {e}\n{shown}"));
            shown += &text;
            if end == CODE {
                break;
            }
            shown += &end;
            let enter = if end == LINE_QUESTION { "\r" } else { "" };
            let key = format!("{}{enter}", keys.next().unwrap_or(&'y'));
            terminal.send(&key).and_then(|_| terminal.flush()).expect("a terminal");
        }
        let code = terminal.exp_eof().expect("the end");
        self.status = code.trim().parse().expect("an exit code");
        (self.status, self.printed(&shown.replace('\r', "")))
    }

    fn shell(&self, script: &str) -> Command {
        // Whenever it was, the shell finds it: each home has had one run.
        let script = script.replace(PRINTED_TIME, "*");
        let bin = get_cargo_bin("faultgraft");
        let path = format!("{}:{}", bin.parent().unwrap().display(), env::var("PATH").unwrap());
        let mut shell = Command::new("sh");
        shell.args(["-c", &format!("exec 2>&1\n{script}")]);
        shell.current_dir(self.folder()).env("PATH", path).env("HOME", self.folder());
        shell.env("GITHUB_STEP_SUMMARY", self.folder().join("summary.md"));
        shell.env("CI_PROJECT_DIR", self.folder()).env("GIT_CONFIG_NOSYSTEM", "1");
        for name in ["NO_COLOR", "CLICOLOR_FORCE", "VISUAL", "EDITOR", "GIT_DIR", "GIT_WORK_TREE"] {
            shell.env_remove(name);
        }
        shell
    }

    /// With the folder and the time as documents have them.
    fn printed(&self, said: &str) -> String {
        let folder = self.folder();
        let said = said.replace(path(&folder), PRINTED_FOLDER);
        TIME.replace_all(&said, PRINTED_TIME).into_owned()
    }
}

fn path(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}
