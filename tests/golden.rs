//! The walk against what the real engine did, row by row.
//!
//! The rows are in `../shared/golden/engine.json`, or in the file that `FAULTGRAFT_GOLDEN` names.
//! A row is left out where the walk itself says that it met what it does not know, never because
//! the comparison fails.

#[path = "golden/compare.rs"]
mod compare;
#[path = "golden/row.rs"]
mod row;

use std::collections::BTreeMap;
use std::path::PathBuf;

use row::Row;

fn file() -> Option<PathBuf> {
    let named = std::env::var_os("FAULTGRAFT_GOLDEN").map(PathBuf::from);
    named.or_else(|| Some(PathBuf::from("../shared/golden/engine.json")).filter(|p| p.is_file()))
}

/// What came of one family of rows.
#[derive(Default)]
struct Tally {
    agree: usize,
    left_out: BTreeMap<String, usize>,
    differ: Vec<String>,
}

/// The rows against the walk: what each family came to.
fn tallied(rows: &[Row]) -> BTreeMap<&str, Tally> {
    let mut families: BTreeMap<&str, Tally> = BTreeMap::new();
    for row in rows {
        let tally = families.entry(row.family()).or_default();
        match compare::compare(row) {
            compare::Verdict::Agrees => tally.agree += 1,
            compare::Verdict::LeftOut(why) => *tally.left_out.entry(why).or_default() += 1,
            compare::Verdict::Differs(how) => {
                tally.differ.push(format!("{} {}: {how}", row.engine, row.id));
            }
        }
    }
    families
}

#[allow(clippy::print_stdout)]
fn agree(rows: &[Row]) {
    let families = tallied(rows);
    for (family, tally) in &families {
        let left_out: usize = tally.left_out.values().sum();
        let (agree, differ) = (tally.agree, tally.differ.len());
        println!("{family}: {agree} agree, {left_out} left out, {differ} differ");
        tally.left_out.iter().for_each(|(why, n)| println!("    left out {n}: {why}"));
        tally.differ.iter().for_each(|how| println!("    {how}"));
    }
    let sum = |of: fn(&Tally) -> usize| families.values().map(of).sum::<usize>();
    let differ = sum(|t| t.differ.len());
    let left_out = sum(|t| t.left_out.values().sum());
    println!("golden: {} agree, {left_out} left out, {differ} differ", sum(|t| t.agree));
    assert!(!rows.is_empty(), "there are no rows");
    assert_eq!(differ, 0, "rows differ from what the engine did");
    assert!(left_out * 10 <= rows.len(), "more than one row in ten is left out");
}

#[test]
#[allow(clippy::print_stdout)]
fn the_walk_agrees_with_the_engine() {
    let Some(path) = file() else {
        println!("golden: no rows here; nothing compared but the sample");
        return;
    };
    let text = std::fs::read_to_string(&path).expect("the rows can be read");
    agree(&serde_json::from_str::<Vec<Row>>(&text).expect("the rows are rows"));
}

/// Some of the rows, which are part of the project.
const SAMPLE: &str = include_str!("golden/sample.json");

#[test]
fn the_walk_agrees_with_the_sample() {
    agree(&serde_json::from_str::<Vec<Row>>(SAMPLE).expect("the rows are rows"));
}

#[test]
fn a_row_that_says_otherwise_differs() {
    let mut rows: Vec<Row> = serde_json::from_str(SAMPLE).expect("the rows are rows");
    let mut changed = 0;
    for row in &mut rows {
        if matches!(compare::compare(row), compare::Verdict::LeftOut(_)) {
            continue;
        }
        match row.result["load"] == "OK" {
            true => row.result["properties"]["not there"] = "x".into(),
            false => row.result["load"] = "OK".into(),
        }
        changed += 1;
    }
    let differ: usize = tallied(&rows).values().map(|t| t.differ.len()).sum();
    assert_eq!(differ, changed);
}
