//! The page about how the modules stand on each other, made from their imports.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;

use super::installation::repository;
use super::markdown::cell;
use crate::structure;

/// The page, and the drawing in it.
pub const PAGE: &str = "docs/architecture.md";
pub const DRAWING: &str = "docs/architecture.svg";

type Stages = BTreeMap<String, BTreeSet<String>>;

pub fn page() -> String {
    let mut page = String::from(
        "# How the modules stand on each other\n\n\
         A module uses only modules of the rows below its own. `tests/it/structure.rs` reads the \
         imports and fails where two modules use each other; this page and its drawing are made from \
         the same imports. The way of the data through the modules stands at the head of `src/lib.rs`, \
         and what it means for an operator in [How it decides](how-it-decides.md).\n\n\
         ![The modules in rows: the commands at the top, then plan, lint and review, down to what needs nothing](architecture.svg)\n\n\
         | module | what it is about | uses |\n|---|---|---|\n",
    );
    let stages = structure::stages();
    for (name, uses) in rows(&stages).iter().rev().flatten().map(|name| (name, &stages[*name])) {
        let about = name.split(" and ").map(about).collect::<Vec<_>>().join(" ");
        let uses: Vec<String> = uses.iter().map(|used| format!("`{used}`")).collect();
        let _ = writeln!(page, "| `{name}` | {} | {} |", cell(&about), uses.join(", "));
    }
    page
}

/// The stages by how much stands below them, the lowest first.
fn rows(stages: &Stages) -> Vec<Vec<&str>> {
    fn height<'s>(
        name: &'s str,
        stages: &'s Stages,
        known: &mut BTreeMap<&'s str, usize>,
    ) -> usize {
        if let Some(&height) = known.get(name) {
            return height;
        }
        let below = stages[name].iter().map(|used| height(used, stages, known) + 1).max();
        known.insert(name, below.unwrap_or(0));
        below.unwrap_or(0)
    }
    let mut known = BTreeMap::new();
    let mut rows: Vec<Vec<&str>> = Vec::new();
    for name in stages.keys() {
        let height = height(name, stages, &mut known);
        rows.resize_with(rows.len().max(height + 1), Vec::new);
        rows[height].push(name);
    }
    rows
}

/// The first sentence of a module's documentation, without its links.
fn about(module: &str) -> String {
    let files = [format!("src/{module}.rs"), format!("src/{module}/mod.rs")];
    let text = files.iter().find_map(|file| fs::read_to_string(repository().join(file)).ok());
    let text = text.unwrap_or_else(|| panic!("{module} has a file"));
    let lines = text.lines().map_while(|line| line.strip_prefix("//! "));
    let paragraph = lines.collect::<Vec<_>>().join(" ");
    let sentence = paragraph.split_inclusive(". ").next().unwrap_or_default().trim();
    let mut plain = String::new();
    for (number, part) in sentence.split("](").enumerate() {
        let rest = if number == 0 { part } else { part.split_once(')').map_or("", |(_, r)| r) };
        plain += rest;
    }
    plain.replace("[`", "`").replace("`]", "`")
}

/// The rows as boxes, the highest at the top. A row that is too wide is a panic, not a wrong picture.
pub fn drawing() -> String {
    const WIDTH: usize = 920;
    const HEIGHT: usize = 34;
    const GAP: usize = 10;
    let stages = structure::stages();
    let (mut boxes, mut top) = (String::new(), 24);
    for (number, row) in rows(&stages).iter().rev().enumerate() {
        let (fill, stroke) = [("#ddf4ff", "#0969da"), ("#eaeef2", "#8c959f")][number % 2];
        let width = |name: &str| 28 + 8 * name.len();
        let all: usize = row.iter().map(|name| width(name) + GAP).sum::<usize>() - GAP;
        let mut left = (WIDTH - all) / 2;
        for name in row {
            let width = width(name);
            let middle = (left + width / 2, top + HEIGHT / 2 + 5);
            let _ = writeln!(
                boxes,
                "<rect x=\"{left}\" y=\"{top}\" width=\"{width}\" height=\"{HEIGHT}\" rx=\"6\" \
                 fill=\"{fill}\" stroke=\"{stroke}\"/>\n\
                 <text x=\"{}\" y=\"{}\" text-anchor=\"middle\">{name}</text>",
                middle.0, middle.1
            );
            left += width + GAP;
        }
        top += HEIGHT + 14;
    }
    let height = top + 10;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" \
         height=\"{height}\" font-family=\"system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif\" \
         font-size=\"14\" fill=\"#1f2328\" role=\"img\" aria-labelledby=\"title\">\n\
         <title id=\"title\">The modules in rows; each uses only modules of rows below its own.</title>\n\
         <rect x=\"1\" y=\"1\" width=\"{}\" height=\"{}\" rx=\"10\" fill=\"#ffffff\" stroke=\"#8c959f\"/>\n\
         {boxes}</svg>\n",
        WIDTH - 2,
        height - 2
    )
}
