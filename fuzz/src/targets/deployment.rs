//! The `deployment.toml` of a home: what it lists is read, and the lines that are to be added to it
//! do what is said of them.

use std::fs;

use faultgraft::deployment::{FILE, listed, skip_list};
use faultgraft::model::{Listed, SkipList};
use faultgraft::pack::Pack;
use toml::{Table, Value};

use super::input::{is_finding, lines};
use super::lint::folder;

const SEQUENCES: &str = "repository/deployment/server/synapse-configs/default/sequences";

/// What is to be kept besides what is listed.
const WANTED: [&str; 2] = ["own \"one\".xml", "two.xml"];

pub fn target(data: &[u8]) {
    let home = folder().path().join("home");
    fs::create_dir_all(home.join(SEQUENCES)).expect("a folder");
    fs::create_dir_all(home.join("repository/conf")).expect("a folder");
    fs::write(home.join(SEQUENCES).join("fault.xml"), "<sequence/>").expect("a file");
    fs::write(home.join(FILE), data).expect("a file");
    let pack = Pack::open(&home).unwrap_or_else(|e| panic!("{}", e.message));
    let files = pack.files().expect("a home");
    let (found, unusable) = listed(Some(&files));
    if let Some(why) = &unusable {
        assert_eq!(found, Listed::default());
        is_finding(why, lines(data));
        return;
    }
    let text = String::from_utf8_lossy(data).into_owned();
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(&text);
    let table: Table = toml::from_str(text).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(sequences(&table).unwrap_or_default(), found.sequences);
    let wanted = WANTED.map(str::to_owned);
    let list = skip_list(&found, &wanted);
    if list.to_add.is_empty() {
        return;
    }
    let Some(after) = followed(text, &list) else { return };
    let after: Table = toml::from_str(&after)
        .unwrap_or_else(|e| panic!("{e}\n{}\n{}\n--\n{after}", list.place, list.toml));
    assert_eq!(sequences(&after), Some(list.sequences), "{}\n{}", list.place, list.toml);
}

fn sequences(table: &Table) -> Option<Vec<String>> {
    let mut at = table;
    for name in ["apim", "sync_runtime_artifacts", "gateway", "skip_list"] {
        at = at.get(name)?.as_table()?;
    }
    let names = at.get("sequences")?.as_array()?.iter();
    Some(names.filter_map(Value::as_str).map(str::to_owned).collect())
}

/// The file after a person did what is said; none where that takes a person's eyes.
fn followed(text: &str, list: &SkipList) -> Option<String> {
    let line = || list.place.rsplit_once(':')?.1.trim_end_matches('.').parse::<usize>().ok();
    let mut all: Vec<&str> = text.split_inclusive('\n').collect();
    if list.place.contains("at the end") {
        let end = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
        return Some(format!("{text}{end}{}", list.toml));
    }
    if list.place.starts_with("Add this line after") {
        let mut line = line()?;
        if line == all.len() && !text.ends_with('\n') {
            all.push("\n");
            line += 1;
        }
        all.insert(line, &list.toml);
        return Some(all.concat());
    }
    None
}
