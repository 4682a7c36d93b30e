//! The walk against what the real engine did, row by row.
//!
//! The rows are in `../shared/golden/*.json`, and in the file that `FAULTGRAFT_GOLDEN` names.
//! A row is left out where the walk itself says that it met what it does not know, never because
//! the comparison fails.

mod compare;
mod row;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use row::Row;

/// The files of rows that are there.
fn files() -> Vec<PathBuf> {
    let shared = std::fs::read_dir("../shared/golden").into_iter().flatten().flatten();
    let mut all: Vec<PathBuf> = shared.map(|entry| entry.path()).collect();
    all.retain(|path| path.extension().is_some_and(|e| e == "json"));
    all.extend(std::env::var_os("FAULTGRAFT_GOLDEN").map(PathBuf::from));
    all.sort();
    all
}

fn rows(path: &Path) -> Vec<Row> {
    let text = std::fs::read_to_string(path).expect("the rows can be read");
    serde_json::from_str(&text).expect("the rows are rows")
}

/// What came of one family of rows.
#[derive(Default)]
struct Tally {
    agree: usize,
    /// The rows by what is unknown in them.
    left_out: BTreeMap<String, Vec<String>>,
    differ: Vec<String>,
}

/// The rows against the walk: what each family came to.
fn tallied(rows: &[Row]) -> BTreeMap<&str, Tally> {
    let mut families: BTreeMap<&str, Tally> = BTreeMap::new();
    for row in rows {
        let tally = families.entry(row.family()).or_default();
        match compare::compare(row) {
            compare::Verdict::Agrees => tally.agree += 1,
            compare::Verdict::LeftOut(why) => {
                tally.left_out.entry(why).or_default().push(format!("{} {}", row.engine, row.id));
            }
            compare::Verdict::Differs(how) => {
                tally.differ.push(format!("{} {}: {how}", row.engine, row.id));
            }
        }
    }
    families
}

/// Prints what came of a file's rows, and says what is wrong with it: that rows differ, or that
/// more than one in twenty is left out.
#[allow(clippy::print_stdout)]
fn wrong(name: &str, rows: &[Row]) -> Option<String> {
    let families = tallied(rows);
    for (family, tally) in &families {
        let left_out: usize = tally.left_out.values().map(Vec::len).sum();
        let (agree, differ) = (tally.agree, tally.differ.len());
        println!("{family}: {agree} agree, {left_out} left out, {differ} differ");
        for (why, rows) in &tally.left_out {
            println!("    left out {}: {why} (as {})", rows.len(), rows[0]);
        }
        tally.differ.iter().for_each(|how| println!("    {how}"));
    }
    let sum = |of: fn(&Tally) -> usize| families.values().map(of).sum::<usize>();
    let (agree, differ) = (sum(|t| t.agree), sum(|t| t.differ.len()));
    let left_out = sum(|t| t.left_out.values().map(Vec::len).sum());
    let total = format!("{name}: {agree} agree, {left_out} left out, {differ} differ");
    println!("{total}");
    let is_right = !rows.is_empty() && differ == 0 && left_out * 20 <= rows.len();
    (!is_right).then_some(total)
}

#[test]
fn the_walk_agrees_with_the_engine() {
    let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let wrong: Vec<String> =
        files().iter().filter_map(|path| wrong(&name(path), &rows(path))).collect();
    assert!(wrong.is_empty(), "rows differ from what the engine did: {wrong:?}");
}

/// Some of the rows of each file, which are part of the project.
const SAMPLES: [(&str, &str); 3] = [
    ("sample.json", include_str!("golden/sample.json")),
    ("operators.json", include_str!("golden/operators.json")),
    ("loads.json", include_str!("golden/loads.json")),
];

fn sample(text: &str) -> Vec<Row> {
    serde_json::from_str(text).expect("the rows are rows")
}

#[test]
fn the_walk_agrees_with_the_samples() {
    let wrong: Vec<String> =
        SAMPLES.iter().filter_map(|(name, text)| wrong(name, &sample(text))).collect();
    assert!(wrong.is_empty(), "rows differ from what the engine did: {wrong:?}");
}

#[test]
fn a_row_that_says_otherwise_differs() {
    for (name, text) in SAMPLES {
        let mut rows = sample(text);
        rows.retain(|row| matches!(compare::compare(row), compare::Verdict::Agrees));
        for row in &mut rows {
            match row.result["load"] == "OK" && !row.is_verdict_alone() {
                true => row.result["properties"]["not there"] = "x".into(),
                false if row.result["load"] == "OK" => row.result["load"] = "refused".into(),
                false => row.result["load"] = "OK".into(),
            }
        }
        let differ: usize = tallied(&rows).values().map(|t| t.differ.len()).sum();
        assert_eq!(differ, rows.len(), "{name}");
    }
}

#[test]
fn a_log_that_says_otherwise_differs() {
    let mut rows = sample(SAMPLES[1].1);
    rows.retain(|row| row.result["log"].is_array());
    rows.retain(|row| matches!(compare::compare(row), compare::Verdict::Agrees));
    rows.iter_mut().for_each(|row| row.result["log"][0] = "x".into());
    let differ: usize = tallied(&rows).values().map(|t| t.differ.len()).sum();
    assert!(differ > 0);
    assert_eq!(differ, rows.len());
}
