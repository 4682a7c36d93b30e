//! For a ticket or a wiki.

use std::io::{self, Write};

use super::text::one_line;
use super::{Told, head, others};
use crate::model::{Answer, Preview};
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
        writeln!(out, "\n## {}, {old} to {new}", code(entry.file))?;
        if entry.many_scopes {
            let scopes: Vec<String> = entry.scopes.iter().map(|s| code(&s.to_string())).collect();
            writeln!(out, "\nIn {}.", scopes.join(", "))?;
        }
        for preview in &entry.folded {
            of_preview(preview, out)?;
        }
        if entry.more {
            writeln!(out, "\nThere are more ways through this sequence than are shown.")?;
        }
        if !entry.not_reached.is_empty() {
            let conditions = entry.not_reached.join("; or if ");
            writeln!(out, "\nNot shown: what clients get if {}.", escaped(&conditions))?;
        }
    }
    Ok(())
}

/// Few lines for the report of a plan: the first ways whose answer changes.
pub(in crate::report) fn brief(previews: &[Preview]) -> Vec<String> {
    const SHOWN: usize = 5;
    let changed: Vec<&Preview> = previews.iter().filter(|p| !p.changes.is_empty()).collect();
    let mut lines = Vec::new();
    for preview in changed.iter().take(SHOWN) {
        let others = match preview.also.len() {
            0 => String::new(),
            more => format!(" (and {more} alike)"),
        };
        lines.push(format!("- {}{others}", escaped(&preview.when.join("; "))));
        for (name, answer) in [("old", &preview.old), ("new", &preview.new)] {
            let line = answer.as_ref().map_or_else(|| "none".to_owned(), one_line);
            lines.push(format!("  - {name}: {}", code(&line)));
        }
    }
    if changed.len() > SHOWN {
        lines
            .push(format!("- and {} more: `faultgraft preview` shows them", changed.len() - SHOWN));
    }
    lines
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
    if let Some(body) = &answer.body {
        let media = answer.content_type.as_deref().unwrap_or_default();
        fenced(body, if media.contains("json") { "json" } else { "xml" }, out)?;
    }
    for unknown in &answer.unknown {
        writeln!(out, "\nNot known: {}.", escaped(unknown))?;
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
