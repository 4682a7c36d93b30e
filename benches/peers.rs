//! faultgraft beside other programs that merge three versions of a file: the same generated inputs,
//! each program as a process, all in one run.
//!
//! `cargo bench --bench peers` prints the tables; with `UPDATE_DOCS=1` they go into
//! `docs/performance.md`. A program that is not on the `PATH` is left out. Whether a merge is right
//! is judged by what it means, not by how it is written: the same canonical tree as the text that
//! both sides' edits make of the base.

// A benchmark reports on standard output.
#![allow(clippy::print_stdout, clippy::print_stderr)]

#[path = "peers/inputs.rs"]
mod inputs;
#[path = "peers/programs.rs"]
mod programs;

use std::fmt::Write;
use std::fs;
use std::path::Path;

use faultgraft::program::{Ix, Tree};
use faultgraft::xml::Document;

use inputs::{Inputs, Shape, generate};
use programs::{Program, Ran};

/// Mediators, filters counted. Stock has 20 to 40.
const SIZES: [usize; 4] = [100, 2_000, 20_000, 100_000];

fn main() {
    if std::env::args().any(|a| a == "--test") {
        return right_is_right();
    }
    let programs: Vec<Program> = programs::all().into_iter().filter(Program::is_there).collect();
    let mut tables = String::new();
    for (shape, title) in [(Shape::Plain, "Plain"), (Shape::Hard, "Hard")] {
        let table = table(shape, &programs);
        println!("\n{title}\n{table}");
        let _ = write!(tables, "### {title}\n\n{table}\n");
    }
    if std::env::var_os("UPDATE_DOCS").is_some() {
        write_docs(&tables);
    }
}

/// One row for each program, one column for each size, and how much longer five times as much takes.
fn table(shape: Shape, programs: &[Program]) -> String {
    let mut rows: Vec<Vec<Cell>> = programs.iter().map(|_| Vec::new()).collect();
    for size in SIZES {
        let inputs = generate(shape, size);
        for (program, row) in programs.iter().zip(&mut rows) {
            // What took too long for less is not tried with more.
            let is_slow = row.last().is_some_and(|cell| cell.verdict == Verdict::TooLong);
            row.push(match is_slow {
                true => Cell::too_long(),
                false => Cell::of(program, &inputs),
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

    /// The median of three runs; of one, where that takes more than two seconds.
    fn of(program: &Program, inputs: &Inputs) -> Self {
        let first = program.run(inputs);
        let verdict = judge(&first, inputs);
        if verdict == Verdict::TooLong {
            return Self::too_long();
        }
        let mut runs = vec![(first.seconds, first.megabytes)];
        while runs.len() < 3 && first.seconds < 2.0 {
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

fn judge(ran: &Ran, inputs: &Inputs) -> Verdict {
    if ran.is_too_long {
        return Verdict::TooLong;
    }
    match content(&ran.merged).is_some_and(|merged| Some(merged) == content(&inputs.right)) {
        true => Verdict::Right,
        false if ran.asks || ran.merged.contains("<<<<<<<") => Verdict::Asks,
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
    for shape in [Shape::Plain, Shape::Hard] {
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
