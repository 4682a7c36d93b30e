//! A page for each release, made from the embedded stock: what it ships, and what changed in it.

use std::fmt::Write as _;

use faultgraft::diff;
use faultgraft::stock::{self, Release, SequenceName, ranges};

use super::made::Pages;
use super::markdown::fenced;

/// Where they are.
pub const FOLDER: &str = "docs/releases";

const HEAD: &str = "\
The stock sequences of each release, as they are embedded in faultgraft: equal to what ships up to white space, \
comments and the order of attributes. `faultgraft stock show NAME --release V` prints one, `faultgraft stock diff \
NAME V W` compares two, and `faultgraft stock identify FILE` finds the one that a file of yours was made from.

| release | new | changed | the same as before |
|---|---|---|---|
";

const INFERRED: &str = "\
\\* inferred: what this release ships was worked out from its neighbours, not read from its release tag.
";

/// What became of a sequence from one release to the next.
struct Step {
    sequence: SequenceName,
    old: Option<&'static str>,
    new: &'static str,
}

impl Step {
    fn is_new(&self) -> bool {
        self.old.is_none()
    }

    fn is_changed(&self) -> bool {
        self.old.is_some_and(|old| old != self.new)
    }
}

/// The list of all releases, and the page of each.
pub fn pages() -> Pages {
    let mut pages = Pages::from([("index.md".to_owned(), list())]);
    for (number, &release) in Release::ALL.iter().enumerate() {
        let before = number.checked_sub(1).map(|before| Release::ALL[before]);
        pages.insert(format!("{release}.md"), page(release, before));
    }
    pages
}

/// What a release ships, beside what the one before it did.
fn steps(release: Release, before: Option<Release>) -> Vec<Step> {
    let text = |sequence, release| stock::get(sequence, release).map(|stock| stock.text);
    let step = |&sequence: &SequenceName| {
        let new = text(sequence, release)?;
        Some(Step { sequence, old: before.and_then(|before| text(sequence, before)), new })
    };
    // No release took a sequence away; a page would have to say so.
    let gone = |s: &&SequenceName| {
        text(**s, release).is_none() && before.is_some_and(|b| text(**s, b).is_some())
    };
    assert_eq!(SequenceName::ALL.iter().find(gone), None, "{release}");
    SequenceName::ALL.iter().filter_map(step).collect()
}

fn list() -> String {
    let mut text = format!("# Releases\n\n{HEAD}");
    for (number, &release) in Release::ALL.iter().enumerate().rev() {
        let before = number.checked_sub(1).map(|before| Release::ALL[before]);
        let steps = steps(release, before);
        let stars = release.label().replace('*', "\\*");
        let names = |is: fn(&Step) -> bool| {
            let names: Vec<String> =
                steps.iter().filter(|s| is(s)).map(|s| format!("`{}`", s.sequence)).collect();
            if names.is_empty() { "none".to_owned() } else { names.join(", ") }
        };
        let (new, changed) = match before {
            Some(_) => (names(Step::is_new), names(Step::is_changed)),
            None => ("the oldest that faultgraft knows".to_owned(), String::new()),
        };
        let same = steps.iter().filter(|s| !s.is_new() && !s.is_changed()).count();
        let _ = writeln!(text, "| [{stars}]({release}.md) | {new} | {changed} | {same} |");
    }
    text + "\n" + INFERRED
}

fn page(release: Release, before: Option<Release>) -> String {
    let label = release.label().replace('*', "\\*");
    let mut text = format!("# API Manager {label}\n\n");
    let steps = steps(release, before);
    let count = |is: fn(&Step) -> bool| steps.iter().filter(|s| is(s)).count();
    let answers = if release.answers_json() { "JSON" } else { "XML" };
    let _ = match before {
        Some(before) => writeln!(
            text,
            "Against {}: {} new, {} changed, {} the same. Errors are answered in {answers}.",
            before.label().replace('*', "\\*"),
            count(Step::is_new),
            count(Step::is_changed),
            count(|s| !s.is_new() && !s.is_changed()),
        ),
        None => writeln!(
            text,
            "The oldest release that faultgraft knows. Errors are answered in {answers}."
        ),
    };
    if release.is_inferred() {
        text += "\n";
        text += INFERRED;
    }
    for step in steps.iter().filter(|s| s.is_changed() || s.is_new()) {
        let file = step.sequence.file_name();
        match (step.old, before) {
            (Some(old), Some(before)) => {
                let names = [before, release].map(|release| format!("{release}/{file}"));
                let diff = diff::unified(&names[0], &names[1], old, step.new);
                let _ = write!(text, "\n## `{file}`, changed\n\n{}", fenced("diff", &diff));
            }
            _ => {
                let new = if before.is_some() { ", new" } else { "" };
                let _ = write!(text, "\n## `{file}`{new}\n\n{}", fenced("xml", step.new));
            }
        }
    }
    text + &others(release, &steps)
}

/// What did not change, with the release that has the text, and the files that are not embedded.
fn others(release: Release, steps: &[Step]) -> String {
    let mut text = String::new();
    let same: Vec<&Step> = steps.iter().filter(|s| !s.is_new() && !s.is_changed()).collect();
    if !same.is_empty() {
        text += "\n## The same as before\n\n| file | as in | shipped by |\n|---|---|---|\n";
        for step in same {
            let stock = stock::get(step.sequence, release).expect("it is shipped");
            let since = since(step.sequence, release);
            let _ = writeln!(
                text,
                "| `{}` | [{since}]({since}.md) | {} |",
                step.sequence.file_name(),
                ranges(stock.releases).replace('*', "\\*"),
            );
        }
    }
    let embedded: Vec<&str> = steps.iter().map(|s| s.sequence.file_name()).collect();
    let rest: Vec<String> = stock::shipped(release)
        .filter(|file| !embedded.contains(file))
        .map(|file| format!("`{file}`"))
        .collect();
    if !rest.is_empty() {
        let _ =
            write!(text, "\nIt also ships, and faultgraft does not merge: {}.\n", rest.join(", "));
    }
    text
}

/// The release at whose page the text of a sequence stands: where it became what it is here.
fn since(sequence: SequenceName, release: Release) -> Release {
    let text = |release| stock::get(sequence, release).map(|stock| stock.text);
    let until = Release::ALL.iter().rev().skip_while(|r| **r > release);
    *until.take_while(|r| text(**r) == text(release)).last().expect("itself at least")
}
