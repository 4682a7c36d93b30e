//! The command on a pseudo-terminal: keys in, and what the screen says.

// Each test file uses some of it.
#![allow(dead_code)]

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    thread::sleep,
    time::Duration,
};

use insta_cmd::get_cargo_bin;
use rexpect::session::{PtySession, spawn_command};

/// Longer than anything takes on a busy machine.
const PATIENCE: u64 = 60_000;

/// A terminal of 100 columns in which a shell has started the command.
pub struct Screen {
    session: PtySession,
    folder: PathBuf,
}

impl Screen {
    /// Starts `faultgraft` with the arguments in `folder`. The shell says what the terminal is like
    /// before and after.
    pub fn open(folder: &Path, args: &str, env: &[(&str, &str)]) -> Self {
        let binary = get_cargo_bin("faultgraft");
        let script = format!(
            "echo $$ > shell; stty cols 100 rows 50; stty -g > before; '{}' {args}; echo rc=$?.; stty -g > after",
            binary.display()
        );
        let mut command = Command::new("sh");
        command.args(["-c", &script]).current_dir(folder).env("NO_COLOR", "1").env("TERM", "xterm");
        command.env_remove("CLICOLOR_FORCE").env_remove("VISUAL").env("EDITOR", "false");
        for (name, value) in env {
            match *value {
                "" => command.env_remove(name),
                value => command.env(name, value),
            };
        }
        let session = spawn_command(command, Some(PATIENCE)).expect("a pseudo-terminal");
        Self { session, folder: folder.to_owned() }
    }

    /// What is shown up to the next prompt, with the prompt.
    pub fn prompt(&mut self) -> String {
        self.until("] ")
    }

    /// What is shown up to the end of a text; of a prompt, where it asks for a key.
    pub fn until(&mut self, text: &str) -> String {
        let mut shown = String::new();
        loop {
            shown += &self.session.exp_string(text).unwrap_or_else(|e| panic!("{e}\n{shown}"));
            shown += text;
            // `[both-changed] ` is not a prompt.
            if text != "] " || shown.ends_with("?] ") || shown.ends_with("[y,n,q] ") {
                return shown.replace('\r', "");
            }
        }
    }

    /// Presses a key, without Enter.
    pub fn send(&mut self, key: &str) {
        self.session.send(key).and_then(|_| self.session.flush()).expect("the terminal is there");
    }

    /// Presses a key, and waits for the next prompt.
    pub fn press(&mut self, key: &str) -> String {
        self.send(key);
        self.prompt()
    }

    /// Presses a key that ends the review; what is shown then, and the exit code.
    pub fn end(&mut self, key: &str) -> (String, i32) {
        self.send(key);
        self.ended()
    }

    pub fn ended(&mut self) -> (String, i32) {
        let shown = self.until("rc=");
        let code = self.until(".").trim_end_matches('.').parse().expect("a number");
        self.session.exp_eof().expect("the shell ends");
        (shown, code)
    }

    /// Sends a signal to the command, not to its shell.
    pub fn signal(&mut self, signal: &str) {
        let shell =
            fs::read_to_string(self.folder.join("shell")).expect("the shell said its number");
        let shell = shell.trim();
        let children = || fs::read_to_string(format!("/proc/{shell}/task/{shell}/children"));
        let child = children().expect("Linux");
        let done = Command::new("kill").args([signal, child.trim()]).status().unwrap();
        assert!(done.success(), "kill {signal} {child}");
        sleep(Duration::from_millis(50));
    }
}

/// Whether the terminal was left as it was found.
pub fn is_as_before(folder: &Path) -> bool {
    let state = |name| fs::read_to_string(folder.join(name)).unwrap();
    let before = state("before");
    !before.is_empty() && before == state("after")
}
