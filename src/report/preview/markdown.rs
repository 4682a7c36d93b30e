//! For a ticket or a wiki.

use std::io::{self, Write};

use super::text::{in_line, in_lines};
use super::{Told, first_of, head, is_other, once, others};
use crate::model::{Answer, Preview};
use crate::preview::changes::unknown_of;
use crate::report::markdown::blocks::{code, escaped, fence};

/// Writes every way, those alike told once.
///
/// # Errors
///
/// Writing fails.
pub fn write(told: &Told<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "# What clients get")?;
    for entry in &told.entries {
        let (old, new) = &entry.releases;
        writeln!(out, "\n## {}{}, {old} to {new}", code(entry.file), entry.called_by())?;
        if entry.many_scopes {
            let scopes: Vec<String> = entry.scopes.iter().map(|s| code(&s.to_string())).collect();
            writeln!(out, "\nIn {}.", scopes.join(", "))?;
        }
        for preview in &entry.told(written) {
            of_preview(preview, out)?;
        }
        if entry.has_more() {
            writeln!(out, "\nThere are more ways through this sequence than are run.")?;
        }
        if !entry.not_tried().is_empty() {
            let conditions = entry.not_tried().join("; or if ");
            writeln!(out, "\nNot tried: what clients get if {}.", escaped(&conditions))?;
        }
    }
    Ok(())
}

/// Few lines for the report of a plan: the first ways whose answer changes.
pub(in crate::report) fn brief(previews: &[Preview]) -> Vec<String> {
    const SHOWN: usize = 5;
    let changed = once(previews.iter().filter(|p| is_other(p)), in_lines);
    let shown = first_of(&changed, SHOWN);
    let mut lines = Vec::new();
    for (preview, more) in &shown {
        let others = match more {
            0 => String::new(),
            more => format!(" (and {more} alike)"),
        };
        lines.push(format!("- {}{others}", escaped(&preview.when.join("; "))));
        for (name, answer) in [("old", &preview.old), ("new", &preview.new)] {
            lines.push(format!("  - {name}: {}", code(&in_line(answer))));
        }
    }
    if changed.len() > shown.len() {
        let more = changed.len() - shown.len();
        lines.push(format!("- and {more} more: `faultgraft preview` shows them"));
    }
    lines
}

/// What is written of a preview.
fn written(preview: &Preview) -> String {
    let mut text = Vec::new();
    // Writing into memory does not fail.
    let _ = of_preview(preview, &mut text);
    String::from_utf8_lossy(&text).into_owned()
}

fn of_preview(preview: &Preview, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n### {}", escaped(&preview.when.join("; ")))?;
    for (name, answer) in [("Old", &preview.old), ("New", &preview.new)] {
        match answer {
            Some(answer) => of_answer(name, answer, out)?,
            None => writeln!(out, "\n{name}: there is none.")?,
        }
    }
    if !preview.changes.is_empty() {
        writeln!(out)?;
        for change in &preview.changes {
            writeln!(out, "- {}", escaped(change))?;
        }
    }
    if !preview.also.is_empty() {
        writeln!(out, "\nAlike: {}.", escaped(&others(preview)))?;
    }
    Ok(())
}

/// An answer: its head, its body in a fence, what is wrong with it.
pub(super) fn of_answer(name: &str, answer: &Answer, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n{name}: {}", escaped(&head(answer)))?;
    if let Some(reason) = &answer.reason {
        writeln!(out, "\nReason phrase: {}", escaped(reason))?;
    }
    if let Some(body) = &answer.body {
        let media = answer.content_type.as_deref().unwrap_or_default();
        fenced(body, if media.contains("json") { "json" } else { "xml" }, out)?;
    }
    if let Some(unknown) = unknown_of(answer) {
        writeln!(out, "\nNot known: {}.", escaped(&unknown))?;
    }
    for note in &answer.notes {
        writeln!(out, "\nNote: {}.", escaped(note))?;
    }
    Ok(())
}

/// A text in a fence that it cannot close.
pub(super) fn fenced(text: &str, language: &str, out: &mut dyn Write) -> io::Result<()> {
    let fence = fence(text);
    writeln!(out, "\n{fence}{language}\n{text}\n{fence}")
}
