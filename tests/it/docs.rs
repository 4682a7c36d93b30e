//! Every block of the documents is run as it is printed, and every output is compared.
//!
//! The language of a block says what is done with it:
//!
//! | language | |
//! |---|---|
//! | `sh` | each command is run. It has to end with 0, or with 1 where `# exit code 1` stands behind it |
//! | `console` | each command after `$` is run, and what follows is its whole output, exactly. One that does not end with 0 is followed by `$ echo $?` |
//! | `yaml` | the steps of a job: each is run and has to end with 0 |
//! | `toml` | saved as `faultgraft.toml` |
//! | `gitattributes` | added to `.gitattributes` |
//! | `properties` | the variables of the Hurl file that was written before it |
//! | `xml` | a part of a fixture, or of what it is merged to; only in the README |
//! | `bash` | needs something outside, and is not run: [`OUTSIDE`] lists them all |
//!
//! No other language is allowed. A document begins in a folder that it calls `/opt`, with the homes
//! of a made-up installation (`documents/installation.rs`); those of one line of [`DOCUMENTS`] continue
//! in it. `review` and `apply` run on a terminal of 80 columns where they ask: the key after each
//! printed question is pressed, and `y` where none is printed.
//!
//! `UPDATE_DOCS=1 cargo test --test it docs` writes the outputs of all `console` blocks into the
//! documents again, and the picture of the README. Read the difference before it is committed.
#![cfg(unix)]

mod architecture;
mod blocks;
mod command_pages;
mod installation;
mod links;
mod made;
mod markdown;
mod picture;
mod release_pages;
mod rule_pages;
mod session;

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::process::Command;

use self::blocks::{Block, blocks, with_bodies};
use self::installation::{folder, repository};
use self::session::{QUESTIONS, Session};
use faultgraft::rules::Levels;
use insta_cmd::get_cargo_bin;

/// All documents; those of one line work in the same folder, one after the other.
const DOCUMENTS: &[&[&str]] = &[
    &["README.md"],
    &["docs/index.md"],
    &["docs/install.md"],
    &["docs/upgrade-guide.md", "docs/verify-on-a-gateway.md"],
    &["docs/review-in-a-team.md"],
    &["docs/ci.md"],
    &["docs/git.md"],
    &["docs/inputs.md"],
    &["docs/templates.md"],
    &["docs/companions.md"],
    &["docs/options.md"],
    &["docs/glossary.md"],
    &["docs/how-it-decides.md"],
    &["docs/limits.md"],
    &["docs/performance.md"],
    &["docs/fuzzing.md"],
];

/// Pages that code writes (`docs/made.rs`), and their list; those in folders of `docs` are, too.
const MADE: [&str; 3] = ["docs/SUMMARY.md", "docs/contributing.md", architecture::PAGE];

/// What is not run: the first line of each `bash` block, and each step of a job, with what it needs.
const OUTSIDE: &[(&str, &str, &str)] = &[
    ("README.md", "cargo run --release -- plan", "a build; the test of the picture runs the rest"),
    ("README.md", "cargo test", "these tests"),
    ("README.md", "cargo install --locked --path .", "a build"),
    ("docs/install.md", "cargo install --locked --path .", "a build"),
    ("docs/review-in-a-team.md", "faultgraft review plan.json --decisions", "what a browser saves"),
    ("docs/fuzzing.md", "cargo install cargo-fuzz", "the fuzzer"),
    ("docs/fuzzing.md", "cargo run --release --manifest-path", "the fuzzer"),
    ("docs/fuzzing.md", "cargo +nightly fuzz run", "a nightly toolchain"),
    ("docs/verify-on-a-gateway.md", "hurl --test", "Hurl, and a gateway"),
];

/// A command and the output below it.
struct Exchange {
    command: String,
    output: String,
}

/// The commands of a `console` block.
fn exchanges(body: &str) -> Vec<Exchange> {
    let mut exchanges: Vec<Exchange> = Vec::new();
    for line in body.lines() {
        match (line.strip_prefix("$ "), line.strip_prefix("> "), exchanges.last_mut()) {
            (Some(command), ..) => {
                exchanges.push(Exchange { command: command.to_owned(), output: String::new() });
            }
            (None, Some(more), Some(last)) if last.output.is_empty() => {
                last.command += &format!("\n{more}");
            }
            (None, _, Some(last)) => last.output += &format!("{line}\n"),
            (None, _, None) => panic!("begins with an output: {body}"),
        }
    }
    exchanges
}

/// Runs a `console` block; the block as it should be printed.
fn transcript(session: &mut Session, at: &str, body: &str) -> String {
    let exchanges = exchanges(body);
    let mut printed = String::new();
    for (number, Exchange { command, output }) in exchanges.iter().enumerate() {
        let (code, said) = perform(session, command, &keys(output));
        let shows_code = exchanges.get(number + 1).is_some_and(|next| next.command == "echo $?");
        assert!(code == 0 || shows_code, "{at}: `{command}` ends with {code}:\n{said}");
        let command = command.replace('\n', "\n> ");
        printed += &format!("$ {command}\n{said}");
        assert!(printed.ends_with('\n'), "{at}: `{command}`: no end of line");
    }
    printed
}

/// Runs a command, on a terminal where it asks.
fn perform(session: &mut Session, command: &str, keys: &[char]) -> (i32, String) {
    let words: Vec<&str> = command.split(" #").next().unwrap_or(command).split(' ').collect();
    let asks = match words[..] {
        ["faultgraft", "review", _] => true,
        ["faultgraft", "apply", ..] => !["--yes", "--dry-run"].iter().any(|o| words.contains(o)),
        _ => false,
    };
    if asks { session.on_terminal(command, keys) } else { session.run(command) }
}

/// The keys that stand behind printed questions.
fn keys(output: &str) -> Vec<char> {
    let pressed = |line: &str| {
        let (question, key) = line.rsplit_once("] ")?;
        let asks = QUESTIONS.iter().any(|end| format!("{question}] ").ends_with(end));
        key.chars().next().filter(|_| asks && key.len() == 1)
    };
    output.lines().filter_map(pressed).collect()
}

/// Runs the commands of a `sh` block.
fn script(session: &mut Session, at: &str, body: &str) {
    for command in commands(body) {
        let (code, said) = perform(session, &command, &[]);
        let expected = i32::from(command.contains("# exit code 1"));
        assert_eq!(code, expected, "{at}: {command}:\n{said}");
    }
}

/// The commands of a script: one a line, but for lines that end with a backslash, and what follows
/// `<<'END'` up to a line `END`.
fn commands(body: &str) -> Vec<String> {
    let mut commands: Vec<String> = Vec::new();
    let mut open = false;
    for line in body.lines().filter(|l| !l.is_empty()) {
        match commands.last_mut().filter(|_| open) {
            Some(last) => *last += &format!("\n{line}"),
            None => commands.push(line.to_owned()),
        }
        let command = commands.last().expect("just pushed");
        let document = command.contains("<<'END'") && line != "END";
        open = document || line.ends_with('\\');
    }
    commands
}

/// The steps of a job that are commands.
fn steps(yaml: &str) -> Vec<&str> {
    let mut in_script = false;
    let mut steps = Vec::new();
    for line in yaml.lines().map(str::trim_start) {
        let item = line.strip_prefix("- ");
        if let Some(command) = item.unwrap_or(line).strip_prefix("run: ") {
            steps.push(command);
        } else if let (true, Some(command)) = (in_script, item) {
            steps.push(command);
        } else {
            in_script = line == "script:";
        }
    }
    steps
}

/// Of the lines that are not run, those that were met.
type Met = BTreeSet<usize>;

fn outside(document: &str, line: &str, met: &mut Met) -> bool {
    let known = OUTSIDE.iter().position(|(d, start, _)| *d == document && line.starts_with(start));
    met.extend(known);
    known.is_some()
}

/// Runs one document; its text with the outputs as they are now.
fn follow(document: &str, text: &str, session: &mut Session, met: &mut Met) -> String {
    let mut new = Vec::new();
    for block in blocks(text) {
        let at = format!("{document}:{}", block.line);
        let body = &*block.body;
        match &*block.language {
            "sh" => script(session, &at, body),
            "console" => {
                let printed = transcript(session, &at, body);
                new.push((block, printed));
            }
            "yaml" => {
                for step in steps(body) {
                    if !outside(document, step, met) {
                        script(session, &at, step);
                    }
                }
            }
            "toml" => {
                Levels::from_toml(body).unwrap_or_else(|e| panic!("{at}: {e}"));
                fs::write(session.folder().join("faultgraft.toml"), body).unwrap();
            }
            "gitattributes" => fs::write(session.folder().join(".gitattributes"), body).unwrap(),
            "properties" => variables(session, &at, body),
            "xml" if document == "README.md" => {}
            "bash" => {
                for line in body.lines() {
                    assert!(
                        outside(document, line, met),
                        "{at}: not run, and not in OUTSIDE: {line}"
                    );
                }
            }
            other => panic!("{at}: a block of language `{other}` is not run: {body}"),
        }
    }
    with_bodies(text, &new)
}

/// The file has each variable that a Hurl file of the session uses.
fn variables(session: &Session, at: &str, body: &str) {
    let given: BTreeSet<&str> = body.lines().filter_map(|l| Some(l.split_once('=')?.0)).collect();
    let mut files = 0;
    for entry in fs::read_dir(session.folder()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|e| e == "hurl") {
            files += 1;
            let text = fs::read_to_string(&path).unwrap();
            for used in text.split("{{").skip(1).filter_map(|rest| Some(rest.split_once("}}")?.0)) {
                assert!(given.contains(used), "{at}: {} uses {used}", path.display());
            }
        }
    }
    assert!(files > 0, "{at}: no Hurl file");
}

fn read(document: &str) -> String {
    fs::read_to_string(repository().join(document)).unwrap_or_else(|e| panic!("{document}: {e}"))
}

/// Compares a file with what it should be, or writes that.
fn compare(document: &str, should_be: &str) {
    let path = repository().join(document);
    let is = fs::read_to_string(&path).unwrap_or_default();
    if is != should_be && env::var_os("UPDATE_DOCS").is_some_and(|v| v == "1") {
        fs::write(&path, should_be).unwrap();
    } else {
        let diff = similar::TextDiff::from_lines(&*is, should_be);
        let diff = diff.unified_diff().to_string();
        assert!(
            is == should_be,
            "{document}: `UPDATE_DOCS=1 cargo test --test it docs` writes:\n{diff}"
        );
    }
}

#[test]
fn every_block_is_run_and_says_what_is_printed() {
    let mut met = Met::new();
    for documents in DOCUMENTS {
        let mut session = Session::new(folder());
        for document in *documents {
            let text = read(document);
            compare(document, &follow(document, &text, &mut session, &mut met));
        }
    }
    let unused = OUTSIDE.iter().enumerate().filter(|(n, _)| !met.contains(n)).map(|(_, line)| line);
    assert_eq!(unused.collect::<Vec<_>>(), [] as [&(&str, &str, &str); 0]);
}

#[test]
fn every_document_is_listed() {
    let mut listed: Vec<&str> = DOCUMENTS.iter().copied().flatten().copied().collect();
    let folder = fs::read_dir(repository().join("docs")).unwrap();
    let names = folder.map(|e| e.unwrap().file_name().into_string().unwrap());
    let mut there: Vec<String> =
        names.filter(|n| n.ends_with(".md")).map(|n| format!("docs/{n}")).collect();
    there.push("README.md".to_owned());
    there.retain(|document| !MADE.contains(&&**document));
    listed.sort_unstable();
    there.sort_unstable();
    assert_eq!(listed, there);
}

/// The first command of the README builds faultgraft and runs its main job; this is what it says.
#[test]
fn the_picture_shows_what_the_first_command_says() {
    let text = read("README.md");
    let first = text.lines().find_map(|l| l.strip_prefix("cargo run --release -- "));
    let args = first.expect("the README's first command");
    let mut faultgraft = Command::new(get_cargo_bin("faultgraft"));
    faultgraft.args(args.split(' ')).args(["--color", "always"]).current_dir(repository());
    let done = faultgraft.output().unwrap();
    assert_eq!(done.status.code(), Some(0));
    let said = String::from_utf8(done.stdout).unwrap();
    compare("docs/report.svg", &picture::svg(&format!("faultgraft {args}"), &said));
}

/// The parts of the files that the README shows are in them: first the operator's, then the merged.
#[test]
fn the_before_and_after_are_of_the_fixture() {
    let fixture = "fixtures/installations/harbourline-2-6-0/sequences/fault.xml";
    let mut merge = Command::new(get_cargo_bin("faultgraft"));
    let merged = merge.args(["merge", fixture]).current_dir(repository()).output().unwrap();
    let files = [read(fixture), String::from_utf8(merged.stdout).unwrap()];
    let text = read("README.md");
    let shown: Vec<Block> = blocks(&text).into_iter().filter(|b| b.language == "xml").collect();
    assert_eq!(shown.len(), files.len());
    for (block, file) in shown.iter().zip(&files) {
        let mut rest = &**file;
        for part in block.body.split("    ...\n") {
            let at = rest.find(part).unwrap_or_else(|| panic!("README.md:{}: {part}", block.line));
            rest = &rest[at + part.len()..];
        }
    }
}

/// A sequence that 4.0.0 would not load fails the job of `docs/ci.md`.
#[test]
fn the_job_fails_where_it_should() {
    let mut session = Session::new(folder());
    let fault = session.folder().join("sequences/fault.xml");
    let text = fs::read_to_string(&fault).unwrap().replace("<send/>", "<sent/><send/>");
    fs::write(fault, text).unwrap();
    let text = read("docs/ci.md");
    let yaml = blocks(&text).into_iter().find(|b| b.language == "yaml").unwrap();
    let last = steps(&yaml.body).last().copied().unwrap();
    let (code, said) = session.run(last);
    assert_eq!(code, 1, "{last}");
    assert!(said.starts_with("::error file=sequences/fault.xml,line="), "{said}");
}

/// The mechanism itself: an output that is not printed is seen, and so is a block that nothing runs.
#[test]
fn what_is_not_so_is_seen() {
    let mut met = Met::new();
    let mut session = Session::new(folder());
    let text = "- list\n\n  ```console\n  $ echo a\n  b\n\n  $ cat <<E\n  > c\n  > E\n  ```\n";
    let now = follow("README.md", text, &mut session, &mut met);
    assert_eq!(now, text.replace("b\n\n", "a\n").replace("> E\n", "> E\n  c\n"));
    assert_eq!(keys("keep it? [y,n,?] n\nwhat [both-changed] x\nkeep it? [y,?] y\n"), ['n', 'y']);
    let fails = |text: &'static str| {
        std::panic::catch_unwind(|| {
            follow("README.md", text, &mut Session::new(folder()), &mut Met::new())
        })
    };
    assert!(fails("```\necho a\n```\n").is_err());
    assert!(fails("```bash\nhurl x\n```\n").is_err());
    assert!(fails("```sh\nfalse\n```\n").is_err());
    assert!(fails("```sh\ntrue # exit code 1\n```\n").is_err());
    assert!(fails("```sh\ncat <<'END'\nfalse\nEND\nfalse # exit code 1\n```\n").is_ok());
    assert!(fails("```console\n$ false\n```\n").is_err());
    assert!(fails("~~~sh\ntrue\n~~~\n").is_err());
    assert!(fails("```properties\ngateway=x\n```\n").is_err());
    assert!(fails("```toml\n[rules]\nno-such-rule = \"deny\"\n```\n").is_err());
    assert!(fails("```yaml\n- run: false\n```\n").is_err());
    assert!(fails("```console\n$ false\n$ echo $?\n1\n```\n").is_ok());
}
