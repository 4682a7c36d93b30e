//! A note for those whose code reads the error responses, as something that can be sent: in
//! Markdown, and as a page of its own.

mod html;
mod note;

use std::io::{self, Write};

use super::Told;
use super::markdown::fenced;
use crate::report::markdown::blocks::{code, escaped};
use note::{Case, Note, Piece};

pub use html::write as write_html;

/// Writes, for each kind of error, what client code read and what it has to read now, with one
/// example before and after.
///
/// # Errors
///
/// Writing fails.
pub fn write(told: &Told<'_>, out: &mut dyn Write) -> io::Result<()> {
    let note = Note::of(told);
    writeln!(out, "# {}", note.title)?;
    note.intro.iter().try_for_each(|line| writeln!(out, "\n{}", inline(line)))?;
    if !note.to_do.is_empty() {
        writeln!(out, "\n## What to change in your code\n")?;
        note.to_do.iter().try_for_each(|line| writeln!(out, "- {}", inline(line)))?;
    }
    for section in &note.sections {
        writeln!(out, "\n## {}", escaped(&section.title))?;
        section.cases.iter().try_for_each(|case| of_case(case, out))?;
    }
    Ok(())
}

fn of_case(case: &Case, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n### {}", escaped(&case.title))?;
    if let Some(also) = &case.also {
        writeln!(out, "\n{}", escaped(also))?;
    }
    writeln!(out, "\n| | before | now |\n|---|---|---|")?;
    for [what, before, now] in &case.rows {
        writeln!(out, "| {} | {} | {} |", inline(what), inline(before), inline(now))?;
    }
    if !case.to_do.is_empty() {
        writeln!(out, "\nIn your code:\n")?;
        case.to_do.iter().try_for_each(|line| writeln!(out, "- {}", inline(line)))?;
    }
    for example in &case.examples {
        writeln!(out, "\n{}:", example.when)?;
        match &example.body {
            Some(body) => fenced(body, example.language, out)?,
            None => writeln!(out, "\n(no body)")?,
        }
        example.notes.iter().try_for_each(|note| writeln!(out, "\n{}", escaped(note)))?;
    }
    Ok(())
}

fn inline(line: &[Piece]) -> String {
    let one = |piece: &Piece| match piece {
        Piece::Plain(text) => escaped(text),
        Piece::Code(text) => code(text),
    };
    line.iter().map(one).collect()
}
