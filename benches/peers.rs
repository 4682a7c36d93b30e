//! faultgraft beside other programs that merge three versions of a file: the same generated inputs,
//! each program as a process, all in one run.
//!
//! `cargo bench --bench peers` prints the tables; with `UPDATE_DOCS=1` they go into
//! `docs/performance.md`. A program that is not on the `PATH` is left out. Whether a merge is right
//! is judged by what it means, not by how it is written: the same canonical tree as the text that
//! both sides' edits make of the base.
//!
//! The inputs are written, and the merges judged, by processes of their own: what this one holds would
//! count as the memory of the programs that it starts.

// A benchmark reports on standard output.
#![allow(clippy::print_stdout, clippy::print_stderr)]

#[path = "peers/inputs.rs"]
mod inputs;
#[path = "peers/programs.rs"]
mod programs;

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Command;

use faultgraft::program::{Ix, Tree};
use faultgraft::xml::Document;

use inputs::{Inputs, Shape, generate};
use programs::{Program, Ran};

/// Mediators, filters counted. Stock has 20 to 40.
const SIZES: [usize; 4] = [100, 2_000, 20_000, 100_000];

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match &args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["generate", shape, size, folder] => return write_inputs(shape, size, Path::new(folder)),
        ["judge", right, merged] => return judge_apart(right, merged),
        all if all.contains(&"--test") => return right_is_right(),
        _ => {}
    }
    let programs: Vec<Program> = programs::all().into_iter().filter(Program::is_there).collect();
    let mut tables = String::new();
    for shape in Shape::ALL {
        let table = table(shape, &programs);
        println!("\n{}\n{table}", shape.name());
        let _ = write!(tables, "### {}\n\n{table}\n", shape.name());
    }
    if std::env::var_os("UPDATE_DOCS").is_some() {
        write_docs(&tables);
    }
}

/// One row for each program, one column for each size, and how much longer five times as much takes.
fn table(shape: Shape, programs: &[Program]) -> String {
    let mut rows: Vec<Vec<Cell>> = programs.iter().map(|_| Vec::new()).collect();
    for size in SIZES {
        let inputs = tempfile::tempdir().expect("a temporary folder");
        let folder = inputs.path().display().to_string();
        assert!(myself(&["generate", shape.name(), &size.to_string(), &folder]));
        for (program, row) in programs.iter().zip(&mut rows) {
            // What took too long for less is not tried with more.
            let is_slow = row.last().is_some_and(|cell| cell.verdict == Verdict::TooLong);
            row.push(match is_slow {
                true => Cell::too_long(),
                false => Cell::of(program, inputs.path()),
            });
        }
    }
    let mut out = String::from("| program |");
    out.extend(SIZES.map(|size| format!(" {} mediators |", thousands(size))));
    out.push_str(" 100,000 to 20,000 |\n|---|");
    out.push_str(&"---|".repeat(SIZES.len() + 1));
    out.push('\n');
    for (program, row) in programs.iter().zip(&rows) {
        let _ = write!(out, "| {} |", program.label());
        out.extend(row.iter().map(|cell| format!(" {} |", cell.text())));
        let _ = writeln!(out, " {} |", growth(row));
    }
    out
}

/// Runs this program for a piece of work, and tells whether it went well.
fn myself(args: &[&str]) -> bool {
    let this = std::env::current_exe().expect("this program");
    Command::new(this).args(args).status().expect("it starts").success()
}

fn write_inputs(shape: &str, size: &str, folder: &Path) {
    let shape = Shape::ALL.into_iter().find(|s| s.name() == shape).expect("a shape");
    let inputs = generate(shape, size.parse().expect("a number"));
    let Inputs { base, custom, target, right } = inputs;
    for (name, text) in
        [("base.xml", base), ("fault.xml", custom), ("target.xml", target), ("right.xml", right)]
    {
        fs::write(folder.join(name), text).expect("the folder takes files");
    }
}

/// Ends well where two files mean the same.
fn judge_apart(right: &str, merged: &str) {
    let content = |path: &str| content(&fs::read_to_string(path).unwrap_or_default());
    let is_right = content(merged).is_some_and(|merged| Some(merged) == content(right));
    std::process::exit(i32::from(!is_right));
}

fn growth(row: &[Cell]) -> String {
    let [.., less, more] = row else { return String::new() };
    match (less.verdict, more.verdict) {
        (Verdict::TooLong, _) | (_, Verdict::TooLong) => String::new(),
        _ => format!("{:.1} times the time", more.seconds / less.seconds),
    }
}

fn thousands(number: usize) -> String {
    match number {
        0..1_000 => number.to_string(),
        _ => format!("{},{:03}", number / 1_000, number % 1_000),
    }
}

/// What a program made of three files.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    /// What both sides' edits make of the base.
    Right,
    /// It says that it could not do all of it.
    Asks,
    /// Something else, and it does not say so.
    Wrong,
    TooLong,
}

struct Cell {
    verdict: Verdict,
    seconds: f64,
    megabytes: u64,
}

impl Cell {
    fn too_long() -> Self {
        Self { verdict: Verdict::TooLong, seconds: 0.0, megabytes: 0 }
    }

    /// The median of three runs; of one, where that takes more than ten seconds.
    fn of(program: &Program, inputs: &Path) -> Self {
        let first = program.run(inputs);
        let verdict = judge(&first, inputs);
        if verdict == Verdict::TooLong {
            return Self::too_long();
        }
        let mut runs = vec![(first.seconds, first.megabytes)];
        while runs.len() < 3 && first.seconds < 10.0 {
            let again = program.run(inputs);
            runs.push((again.seconds, again.megabytes));
        }
        runs.sort_by(|a, b| a.0.total_cmp(&b.0));
        let (seconds, megabytes) = runs[runs.len() / 2];
        Self { verdict, seconds, megabytes }
    }

    fn text(&self) -> String {
        let Self { seconds, megabytes, .. } = self;
        let verdict = match self.verdict {
            Verdict::Right => "right",
            Verdict::Asks => "asks",
            Verdict::Wrong => "**wrong**",
            Verdict::TooLong => return format!("over {} s", programs::LONGEST),
        };
        format!("{verdict}, {seconds:.2} s, {megabytes} MB")
    }
}

fn judge(ran: &Ran, inputs: &Path) -> Verdict {
    if ran.is_too_long {
        return Verdict::TooLong;
    }
    let [right, merged] = [&inputs.join("right.xml"), &ran.merged].map(|p| p.display().to_string());
    match myself(&["judge", &right, &merged]) {
        true => Verdict::Right,
        false if ran.asks => Verdict::Asks,
        false => Verdict::Wrong,
    }
}

/// Equal for sequences that mean the same; none for what is no XML.
fn content(text: &str) -> Option<u64> {
    let doc = Document::parse(text).ok()?;
    Some(Tree::of(&doc, doc.root()).node(Ix::ROOT).content)
}

/// The generated texts are what they are said to be: both sides edited, and the right merge is
/// neither of them.
fn right_is_right() {
    for shape in Shape::ALL {
        let Inputs { base, custom, target, right } = generate(shape, 500);
        let all = [&base, &custom, &target, &right].map(|text| content(text).expect("it is XML"));
        let distinct = std::collections::BTreeSet::from(all);
        assert_eq!(distinct.len(), all.len());
    }
}

const FROM: &str =
    "<!-- the peers' tables: made by `UPDATE_DOCS=1 cargo bench --bench peers` -->\n";
const TO: &str = "<!-- end of the peers' tables -->\n";

fn write_docs(tables: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/performance.md");
    let page = fs::read_to_string(&path).expect("docs/performance.md");
    let (before, rest) = page.split_once(FROM).expect("the page says where the tables go");
    let (_, after) = rest.split_once(TO).expect("the page says where the tables end");
    fs::write(&path, format!("{before}{FROM}\n{tables}{TO}{after}")).expect("the page is written");
}
