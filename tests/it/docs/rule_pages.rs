//! A page for each rule, made from the rule's own documentation and from a file that has it.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use faultgraft::model::Severity;
use faultgraft::rules::{self, Effect, Rule, documentation};
use faultgraft::stock::Release;

use super::made::Pages;
use super::markdown::{cell, fenced, prose};
use crate::lint::{fixtures, release_of, said};

/// Where they are.
pub const FOLDER: &str = "docs/rules";

const HEAD: &str = "\
Each rule has a code, which stands in brackets beside what it says: `[full-log]`. `faultgraft explain CODE` \
prints what its page says. `--deny`, `--warn` and `--allow`, or [`faultgraft.toml`](../options.md#faultgrafttoml), \
change how serious a rule is taken.
";

/// The groups of the list, and what their rules have in common.
const KINDS: [(&str, &str, Effect); 4] = [
    ("Rewriting", "What becomes of something that you wrote.", Effect::Rewriting),
    (
        "Errors",
        "The file fails on the new gateway, or could not be read. The exit code is 1 or 2, and `apply` \
         leaves the file out.",
        Effect::Finding(Severity::Error),
    ),
    ("Warnings", "Clients or operators will notice.", Effect::Finding(Severity::Warning)),
    ("Notes", "Good to know.", Effect::Finding(Severity::Note)),
];

/// The list of all rules, and the page of each.
pub fn pages() -> Pages {
    let mut pages = Pages::from([("index.md".to_owned(), list())]);
    pages.extend(rules::ALL.iter().map(|rule| (format!("{}.md", rule.code), page(rule))));
    pages
}

fn list() -> String {
    let mut text = format!("# Rules\n\n{HEAD}");
    for (title, meaning, effect) in KINDS {
        let _ = write!(text, "\n## {title}\n\n{meaning}\n\n| rule | when |\n|---|---|\n");
        for rule in rules::ALL.iter().filter(|rule| rule.effect == effect) {
            let _ = writeln!(text, "| [`{0}`]({0}.md) | {1} |", rule.code, cell(rule.when));
        }
    }
    text
}

fn page(rule: &Rule) -> String {
    let kind = match rule.effect {
        Effect::Rewriting => "It decides what becomes of an edit.".to_owned(),
        Effect::Finding(Severity::Error) => "An error.".to_owned(),
        Effect::Finding(severity) => format!("A {severity}."),
    };
    let mut page = format!("# {}\n\n*{kind}* {}\n", rule.code, prose(rule.when));
    let documentation = documentation(rule);
    let (source, why) = documentation.split_last().expect("each rule has a source");
    page += "\n## Why it matters\n";
    for paragraph in why {
        let _ = write!(page, "\n{}\n", prose(paragraph));
    }
    page += &example(rule);
    let _ = write!(page, "\n## What to do\n\n{}\n", prose(rule.help));
    if let Some(help) = rule.help_in_lint() {
        let _ =
            write!(page, "\nWhat `lint` says about a file that is not merged: {}\n", prose(help));
    }
    let place = rule.example.within.map(|file| format!(" in `{file}.xml`")).unwrap_or_default();
    for (label, text) in [("Before", rule.example.before), ("After", rule.example.after)] {
        // Some tell in words what no file can show.
        let language = if text.starts_with('<') { "xml" } else { "text" };
        let _ = write!(page, "\n{label}{place}:\n\n{}", fenced(language, text));
    }
    let source = source.strip_prefix("Source: ").expect("tested beside the rules");
    let _ = write!(page, "\n## Source\n\n{}\n", prose(source));
    page
}

/// The shortest file that has the rule, and what is said about it; nothing for rules about folders,
/// archives and the like.
fn example(rule: &Rule) -> String {
    let mut files: Vec<(u64, PathBuf)> = fs::read_dir(fixtures().join(rule.code))
        .into_iter()
        .flatten()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.file_name().to_string_lossy().starts_with("yes-"))
        .map(|entry| (entry.metadata().unwrap().len(), entry.path()))
        .collect();
    files.sort();
    let Some((_, file)) = files.first() else { return String::new() };
    let written = String::from_utf8_lossy(&fs::read(file).unwrap()).into_owned();
    let mut text = "\n## Example\n\n".to_owned();
    if written.trim().is_empty() {
        text += "A file with nothing in it.\n";
    } else {
        text += &fenced("xml", &written);
    }
    let said = said(file, rule.code);
    assert!(!said.is_empty(), "{}", file.display());
    let release = match release_of(rule.code) {
        Release::DEFAULT_TARGET => String::new(),
        later => format!(" of {later}"),
    };
    let _ = write!(text, "\nfaultgraft says{release}:\n\n{}", fenced("text", &said.join("\n")));
    text
}
