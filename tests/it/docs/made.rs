//! Pages that are written by code, each from the one place where its facts stand: rules, releases,
//! commands, and the list of all pages.
//!
//! `UPDATE_DOCS=1 cargo test --test it docs` writes them.

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::fs;

use super::installation::repository;
use super::{architecture, command_pages, compare, read, release_pages, rule_pages};
use faultgraft::rules;
use faultgraft::stock::Release;

/// Pages by their names in a folder.
pub type Pages = BTreeMap<String, String>;

/// The list of all pages, for mdBook.
const SUMMARY: &str = "docs/SUMMARY.md";

#[test]
fn pages_that_are_made_are_up_to_date() {
    for (folder, pages) in [
        (rule_pages::FOLDER, rule_pages::pages()),
        (release_pages::FOLDER, release_pages::pages()),
        (command_pages::FOLDER, command_pages::pages()),
    ] {
        let path = repository().join(folder);
        fs::create_dir_all(&path).unwrap();
        for entry in fs::read_dir(path).unwrap().map(|entry| entry.unwrap()) {
            let name = entry.file_name().into_string().unwrap();
            if !pages.contains_key(&name) {
                let update = env::var_os("UPDATE_DOCS").is_some_and(|v| v == "1");
                assert!(update, "{folder}/{name} is made of nothing that is there");
                fs::remove_file(entry.path()).unwrap();
            }
        }
        for (name, text) in pages {
            compare(&format!("{folder}/{name}"), &text);
        }
    }
    compare("docs/contributing.md", &contributing(&read("CONTRIBUTING.md")));
    compare(architecture::PAGE, &architecture::page());
    compare(architecture::DRAWING, &architecture::drawing());
    compare(SUMMARY, &summary(&read(SUMMARY)));
}

/// `CONTRIBUTING.md` as a page of the site: from there only the pages of the site can be reached.
fn contributing(text: &str) -> String {
    let mut page = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("](") {
        let open = rest[..at].rfind('[').expect("a link has a text");
        let end = at + rest[at..].find(')').expect("a link has an end");
        let (title, target) = (&rest[open + 1..at], &rest[at + 2..end]);
        page += &rest[..open];
        page += &match target.strip_prefix("docs/") {
            Some(here) => format!("[{title}]({here})"),
            None if target.contains("://") || target.starts_with('#') => {
                format!("[{title}]({target})")
            }
            None => title.to_owned(),
        };
        rest = &rest[end + 1..];
    }
    page + rest
}

/// The list with the pages that are made below the line of each group.
fn summary(text: &str) -> String {
    let rules: Vec<_> = rules::ALL.iter().map(|r| (r.code.to_owned(), r.code.to_owned())).collect();
    let releases =
        Release::ALL.iter().rev().map(|r| (r.label().replace('*', "\\*"), r.to_string()));
    let commands = command_pages::pages().into_keys().filter(|name| name != "index.md");
    let commands = commands.map(|name| name.trim_end_matches(".md").to_owned());
    let groups = [
        (rule_pages::FOLDER, rules),
        (release_pages::FOLDER, releases.collect()),
        (command_pages::FOLDER, commands.map(|name| (name.clone(), name)).collect()),
    ];
    let mut summary = String::new();
    for line in text.lines().filter(|line| !line.starts_with(' ')) {
        summary += line;
        summary += "\n";
        for (folder, pages) in &groups {
            let folder = folder.trim_start_matches("docs/");
            if line.ends_with(&format!("({folder}/index.md)")) {
                for (title, name) in pages {
                    summary += &format!("  - [{title}]({folder}/{name}.md)\n");
                }
            }
        }
    }
    summary
}

#[test]
fn every_page_stands_once_in_the_list() {
    let text = read(SUMMARY);
    let listed: Vec<&str> = text.split("](").skip(1).filter_map(|l| l.split(')').next()).collect();
    let distinct: BTreeSet<String> = listed.iter().map(|page| format!("docs/{page}")).collect();
    assert_eq!(distinct.len(), listed.len(), "{listed:?}");
    let mut there = super::links::pages();
    there.retain(|page| page.starts_with("docs/") && page != SUMMARY);
    assert_eq!(distinct, there.into_iter().collect());
}
