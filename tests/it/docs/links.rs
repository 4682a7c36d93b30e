//! Every link of every page leads somewhere: to a file, and to a heading in it.

use std::collections::HashMap;
use std::fs;
use std::path::{Component, Path, PathBuf};

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use walkdir::WalkDir;

use super::installation::repository;
use super::read;

/// All Markdown that people read, by its path in the repository.
pub fn pages() -> Vec<String> {
    let files = WalkDir::new(repository()).sort_by_file_name().into_iter().filter_entry(|entry| {
        let name = entry.file_name().to_string_lossy();
        let top = ["docs", "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md"];
        entry.depth() != 1 || top.contains(&&*name)
    });
    let paths = files.map(|entry| entry.unwrap().into_path());
    let names = paths
        .filter(|path| path.extension().is_some_and(|e| e == "md"))
        .map(|path| path.strip_prefix(repository()).unwrap().to_str().unwrap().replace('\\', "/"));
    names.collect()
}

/// Where the links and pictures of a page lead, and how its headings are called in links.
struct Page {
    links: Vec<String>,
    anchors: Vec<String>,
}

fn page(name: &str) -> Page {
    let mut page = Page { links: Vec::new(), anchors: Vec::new() };
    let mut heading: Option<String> = None;
    let mut seen: HashMap<String, usize> = HashMap::new();
    for event in Parser::new_ext(&read(name), Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                page.links.push(dest_url.to_string());
            }
            Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
            Event::End(TagEnd::Heading(_)) => {
                let anchor = anchor(&heading.take().expect("it began"));
                let times = seen.entry(anchor.clone()).or_default();
                let number = if *times == 0 { String::new() } else { format!("-{times}") };
                page.anchors.push(anchor + &number);
                *times += 1;
            }
            Event::Text(text) | Event::Code(text) => {
                if let Some(heading) = &mut heading {
                    *heading += &text;
                }
            }
            Event::Html(html) | Event::InlineHtml(html) => {
                assert!(!html.contains("href=") && !html.contains("src="), "{name}: {html}");
            }
            _ => {}
        }
    }
    page
}

/// How a heading is called in a link, by GitHub and by mdBook alike.
fn anchor(heading: &str) -> String {
    let heading = heading.trim().to_lowercase();
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c));
    kept.collect::<String>().replace(' ', "-")
}

/// A path without `.` and `..`, as a link from the folder of a page has them.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                assert!(plain.pop(), "{} leaves the repository", path.display())
            }
            Component::CurDir => {}
            other => plain.push(other),
        }
    }
    plain
}

#[test]
fn links_lead_somewhere() {
    let names = pages();
    let all: HashMap<&str, Page> = names.iter().map(|name| (&**name, page(name))).collect();
    let (mut looked, mut wrong) = (0, Vec::new());
    for name in &names {
        for link in all[&**name].links.iter().filter(|link| !link.contains("://")) {
            looked += 1;
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            let target = match file {
                "" => PathBuf::from(name),
                _ => plain(&Path::new(name).with_file_name("").join(file)),
            };
            let target = target.to_str().unwrap();
            // The site is made of the folder alone, and mdBook does not find a README by its name.
            let in_the_site = !name.starts_with("docs/")
                || (target.starts_with("docs/") && !target.ends_with("/README.md"));
            let there = match all.get(target) {
                Some(page) => anchor.is_empty() || page.anchors.iter().any(|a| a == anchor),
                None => anchor.is_empty() && fs::exists(repository().join(target)).unwrap(),
            };
            if !there || !in_the_site {
                wrong.push(format!("{name}: {link}"));
            }
        }
    }
    assert!(wrong.is_empty(), "these lead nowhere:\n{}", wrong.join("\n"));
    assert!(looked > 300, "{looked}");
}
