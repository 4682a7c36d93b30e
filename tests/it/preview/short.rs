//! What reads alike in a short form stands there once; the long form keeps it apart.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::support::run::{Done, faultgraft};

/// A folder with one customised helper, which is shown through those that call it.
fn helper(case: &str) -> TempDir {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/cors_request_handler");
    let folder = TempDir::new().unwrap();
    let to = folder.path().join("_cors_request_handler_.xml");
    fs::copy(from.join(case).join("custom.xml"), to).unwrap();
    folder
}

fn run(folder: &Path, more: &[&str]) -> String {
    let done = Done::of(&mut faultgraft(folder, &[&["preview", "."], more].concat()));
    assert_eq!(done.code, Some(0), "{}", done.stderr);
    done.text().to_owned()
}

/// Fails where two entries of one sequence and one situation say the same: `entries` has of each
/// the sequence, the situation, and what is said beside what holds.
fn no_two_alike(entries: &[(String, String, String)]) {
    let mut seen: HashMap<&(String, String, String), usize> = HashMap::new();
    for (at, entry) in entries.iter().enumerate() {
        if let Some(first) = seen.insert(entry, at) {
            panic!("entries {first} and {at} read alike: {entry:#?}");
        }
    }
    assert!(entries.len() > 8, "{entries:#?}");
}

/// The entries of a text whose sequences begin with `sequence` and whose entries with `entry`.
fn of_markdown(
    text: &str,
    sequence: &str,
    entry: &str,
    ends: char,
) -> Vec<(String, String, String)> {
    let (sequence, entry) = (format!("\n{sequence} "), format!("\n{entry} "));
    let entries = text.split(&sequence).skip(1).flat_map(|all| {
        let mut parts = all.split(&entry);
        let title = parts.next().unwrap_or_default().to_owned();
        let parts: Vec<&str> = parts.collect();
        parts.into_iter().map(move |part| {
            let (head, said) = part.split_once('\n').unwrap();
            let situation = head.split(ends).next().unwrap_or_default();
            (title.clone(), situation.to_owned(), said.trim().to_owned())
        })
    });
    entries.collect()
}

#[test]
fn what_markdown_writes_alike_stands_there_once() {
    let of = |case| run(helper(case).path(), &["--format", "markdown"]);
    let text = of("header-added-inside-the-filter");
    no_two_alike(&of_markdown(&text, "##", "###", ';'));
    assert!(!text.contains("; CORSConfiguration"), "Markdown shows no header:\n{text}");
    // From 1.10.0 on a header is new where CORS is on, and Markdown says so.
    let text = of("origin-fixed");
    no_two_alike(&of_markdown(&text, "##", "###", ';'));
    assert!(text.contains("; CORSConfiguration.Enabled is true"), "{text}");
}

#[test]
fn what_a_plan_says_alike_of_clients_stands_there_once() {
    let folder = helper("header-added-inside-the-filter");
    for (format, head) in [("text", "     ERROR_CODE"), ("markdown", "- ERROR")] {
        let done = Done::of(&mut faultgraft(folder.path(), &["plan", ".", "--format", format]));
        assert_ne!(done.code, Some(2), "{}", done.stderr);
        let lines: Vec<&str> = done.text().lines().collect();
        let ends = |line: &&str| line.trim().is_empty() || line.starts_with(head);
        let mut said = Vec::new();
        for at in (0..lines.len()).filter(|&at| lines[at].starts_with(head)) {
            let rest = &lines[at + 1..];
            let end = rest.iter().position(&ends).unwrap_or(rest.len());
            let answers = rest[..end].iter().position(|line| line.contains("old"));
            said.push(rest[answers.unwrap_or(0)..end].join("\n"));
        }
        assert!(!said.is_empty(), "{}", done.text());
        let mut once = said.clone();
        once.sort();
        once.dedup();
        assert_eq!(once.len(), said.len(), "{}", done.text());
    }
}

#[test]
fn what_the_note_for_clients_writes_alike_stands_there_once() {
    let folder = helper("header-added-inside-the-filter");
    let text = run(folder.path(), &["--for", "clients", "--format", "markdown"]);
    no_two_alike(&of_markdown(&text, "##", "###", ':'));
    assert!(!text.contains("CORS is"), "{text}");
}

#[test]
fn what_the_text_writes_alike_stands_there_once_and_headers_count() {
    let folder = helper("header-added-inside-the-filter");
    let text = run(folder.path(), &[]);
    let mut entries = Vec::new();
    for sequence in text.split("== ").skip(1) {
        let mut parts = sequence.split("\n\n");
        let title = parts.next().unwrap().to_owned();
        for part in parts.filter(|part| part.starts_with("   ")) {
            let lines: Vec<&str> = part.lines().collect();
            let said = lines.iter().position(|line| line.starts_with("   old")).unwrap();
            let alike = lines.iter().position(|line| line.starts_with("   alike"));
            let said = lines[said..alike.unwrap_or(lines.len())].join("\n");
            entries.push((title.clone(), lines[0].to_owned(), said));
        }
    }
    no_two_alike(&entries);
    // What is sent differs: the text, which shows headers, has both.
    assert!(text.contains("CORSConfiguration.Enabled is true"), "{text}");
    assert!(text.contains("header X-Frame-Options: DENY"), "{text}");
    let json = run(folder.path(), &["--format", "json"]);
    assert!(json.contains("CORSConfiguration.Enabled is not true"), "{json}");
}
