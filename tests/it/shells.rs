//! Completions and manual pages, as the shells and `man` take them. Where a shell is not
//! installed, its test says so and looks at the rest.

use crate::support;

use std::{
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use support::run::{Done, faultgraft};
use tempfile::TempDir;

/// What a program says; none, and a note, where it is not installed.
#[allow(clippy::print_stderr)]
fn run(program: &str, args: &[&str], folder: &Path) -> Option<Output> {
    let mut command = Command::new(program);
    command.args(args).current_dir(folder).env("HOME", folder).env("TERM", "dumb");
    match command.env("MANWIDTH", "100").env("LC_ALL", "C").output() {
        Ok(output) => Some(output),
        Err(e) if e.kind() == ErrorKind::NotFound => {
            eprintln!("{program} is not installed: nothing is shown about it");
            None
        }
        Err(e) => panic!("{program}: {e}"),
    }
}

fn said(output: &Output) -> String {
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && error.is_empty(), "{}: {error}", output.status);
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// A folder with the completions of a shell in a file.
fn completions(shell: &str, file: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let done = Done::of(&mut faultgraft(folder.path(), &["completions", shell]));
    assert_eq!((done.code, done.stderr.as_str()), (Some(0), ""));
    fs::write(folder.path().join(file), done.stdout).unwrap();
    folder
}

#[test]
fn bash_completes() {
    let folder = completions("bash", "faultgraft.bash");
    let script = "source ./faultgraft.bash && complete -p faultgraft >/dev/null && \
        COMP_WORDS=(faultgraft pl) COMP_CWORD=1 && _faultgraft faultgraft pl faultgraft && \
        echo \"${COMPREPLY[@]}\"";
    let Some(output) = run("bash", &["--norc", "-c", script], folder.path()) else { return };
    assert_eq!(said(&output), "plan\n");
}

#[test]
fn zsh_completes() {
    let folder = completions("zsh", "_faultgraft");
    let script = "fpath=($PWD $fpath); autoload -U compinit; compinit -u -d ./dump; \
        autoload +X _faultgraft; (( $+functions[_faultgraft] )) && echo ${_comps[faultgraft]}";
    let Some(output) = run("zsh", &["-f", "-c", script], folder.path()) else { return };
    assert_eq!(said(&output), "_faultgraft\n");
}

#[test]
fn fish_completes() {
    let folder = completions("fish", "faultgraft.fish");
    let script = "source ./faultgraft.fish; complete -C 'faultgraft pl'";
    let Some(output) = run("fish", &["--no-config", "-c", script], folder.path()) else { return };
    assert!(said(&output).starts_with("plan\t"), "{output:?}");
}

#[test]
fn powershell_is_there_too() {
    let folder = completions("powershell", "faultgraft.ps1");
    let text = fs::read_to_string(folder.path().join("faultgraft.ps1")).unwrap();
    assert!(text.contains("Register-ArgumentCompleter") && text.contains("'merge-driver'"));
}

/// Every command, as the words that call it.
fn commands() -> Vec<String> {
    let help = |words: &[&str]| {
        let done = Done::of(&mut faultgraft(Path::new("."), &[words, &["-h"]].concat()));
        let text = done.text().to_owned();
        let list = text.split("Commands:\n").nth(1).unwrap_or_default().split("\n\n").next();
        let names = list.unwrap_or_default().lines().filter_map(|line| {
            let name = line.strip_prefix("  ")?.split_whitespace().next()?;
            (!line.starts_with("   ")).then(|| name.to_owned())
        });
        names.collect::<Vec<String>>()
    };
    let mut all = Vec::new();
    // `help COMMAND` is `COMMAND --help`: it has no page of its own.
    for name in help(&[]).into_iter().filter(|name| name != "help") {
        all.extend(help(&[&name]).into_iter().map(|below| format!("{name}-{below}")));
        all.push(name);
    }
    assert!(all.len() > 12 && all.contains(&"stock-canonical".to_owned()), "{all:?}");
    all
}

fn man(page: &Path) -> Option<String> {
    let page = page.display().to_string();
    let output = run("man", &["--warnings", "-P", "cat", "-l", &page], Path::new("/"))?;
    // Pictures of Debian leave man out and put a note in its place.
    let text = said(&output);
    (!text.contains("minimized")).then_some(text)
}

#[test]
fn man_shows_every_page() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().display().to_string();
    let done = Done::of(&mut faultgraft(folder.path(), &["man", "--dir", &dir]));
    assert_eq!((done.code, done.text(), done.stderr.as_str()), (Some(0), "", ""));
    let mut written: Vec<PathBuf> =
        fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().path()).collect();
    written.sort();
    let page = |command: &String| folder.path().join(format!("faultgraft-{command}.1"));
    let mut expected: Vec<PathBuf> = commands().iter().map(page).collect();
    expected.push(folder.path().join("faultgraft.1"));
    expected.sort();
    assert_eq!(written, expected);
    for page in &written {
        let Some(text) = man(page) else { return };
        let name = page.file_stem().unwrap().to_str().unwrap();
        assert!(text.contains("NAME") && text.contains(name), "{text}");
        assert!(text.contains("Examples:") || name == "faultgraft", "{name}: {text}");
    }
}

#[test]
fn the_main_page_goes_to_standard_output() {
    let folder = tempfile::tempdir().unwrap();
    let done = Done::of(&mut faultgraft(folder.path(), &["man"]));
    fs::write(folder.path().join("faultgraft.1"), &done.stdout).unwrap();
    let Some(text) = man(&folder.path().join("faultgraft.1")) else { return };
    assert!(text.contains("faultgraft-plan(1)") && text.contains("--exit-zero"), "{text}");
}

#[test]
fn a_folder_that_is_not_there_is_not_made() {
    let folder = tempfile::tempdir().unwrap();
    let done = Done::of(&mut faultgraft(folder.path(), &["man", "--dir", "no/such"]));
    assert_eq!(done.code, Some(2));
    assert!(done.stderr.contains("the folder is not there"), "{}", done.stderr);
}
