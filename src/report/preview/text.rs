//! For a terminal.

use std::io;

use super::{Entry, Told, first_of, head, is_other, once, others};
use crate::model::{Answer, Preview};
use crate::preview::changes::unknown_of;
use crate::report::page::{ALARM, FAINT, GOOD, PLAIN, Page, STRONG};
use crate::report::words::count;

/// Writes every way, those alike told once.
///
/// # Errors
///
/// Writing fails.
pub fn write(told: &Told<'_>, width: usize, out: &mut dyn io::Write) -> io::Result<()> {
    let page = &mut Page::new(out, width);
    for (number, entry) in told.entries.iter().enumerate() {
        if number > 0 {
            page.blank()?;
        }
        of_entry(entry, page)?;
    }
    Ok(())
}

fn of_entry(entry: &Entry<'_>, page: &mut Page) -> io::Result<()> {
    let (old, new) = &entry.releases;
    let scopes = match (entry.many_scopes, entry.scopes) {
        (false, _) => String::new(),
        (true, [one]) => format!(", {one}"),
        (true, [first, rest @ ..]) => format!(", {first} and {} like it", rest.len()),
        (true, []) => String::new(),
    };
    let caller = entry.called_by();
    let title = format!("{}{caller}: {old} to {new}{scopes}", entry.file);
    page.line(&[(PLAIN, "== "), (STRONG, &title)])?;
    for preview in &entry.told(written) {
        page.blank()?;
        of_preview(preview, page)?;
    }
    not_shown(entry.not_tried(), entry.has_more(), page)
}

/// What there is beyond what is shown.
pub(super) fn not_shown(conditions: &[String], more: bool, page: &mut Page) -> io::Result<()> {
    if more {
        let text = "there are more ways than are run; --set narrows them down";
        page.blank()?;
        page.prose(&[(ALARM, "more: ")], 6, text)?;
    }
    if !conditions.is_empty() {
        page.blank()?;
        let text = format!("what clients get if {}", conditions.join("; or if "));
        page.prose(&[(ALARM, "not tried: ")], 11, &text)?;
    }
    Ok(())
}

fn of_preview(preview: &Preview, page: &mut Page) -> io::Result<()> {
    for when in &preview.when {
        page.prose(&[(STRONG, "   ")], 3, when)?;
    }
    for (name, answer) in [("old", &preview.old), ("new", &preview.new)] {
        match answer {
            Some(answer) => of_answer(name, answer, page)?,
            None => page.line(&[(STRONG, &format!("   {name}  ")), (FAINT, "there is none")])?,
        }
    }
    of_changes(preview, page)?;
    if !preview.also.is_empty() {
        page.prose(&[(FAINT, "   alike  ")], 10, &others(preview))?;
    }
    Ok(())
}

/// What is written of a preview.
fn written(preview: &Preview) -> String {
    let mut text = Vec::new();
    // Writing into memory does not fail.
    let _ = of_preview(preview, &mut Page::new(&mut text, usize::MAX));
    String::from_utf8_lossy(&text).into_owned()
}

fn of_changes(preview: &Preview, page: &mut Page) -> io::Result<()> {
    let mut lead = "   changed  ";
    for change in &preview.changes {
        page.prose(&[(FAINT, lead)], 12, change)?;
        lead = "            ";
    }
    if preview.changes.is_empty() && preview.old.is_some() && preview.new.is_some() {
        page.line(&[(GOOD, "   nothing changed for clients")])?;
    }
    Ok(())
}

/// An answer: its head, its body as it is sent, what is wrong with it.
pub(super) fn of_answer(name: &str, answer: &Answer, page: &mut Page) -> io::Result<()> {
    page.line(&[(STRONG, &format!("   {name}  ")), (PLAIN, &head(answer))])?;
    if let Some(reason) = &answer.reason {
        page.line(&[(FAINT, &format!("        reason phrase {reason}"))])?;
    }
    for line in answer.body.iter().flat_map(|body| body.lines()) {
        page.wrapped(&[(PLAIN, "        ")], 8, line)?;
    }
    let content = |name: &str| name.eq_ignore_ascii_case("content-type");
    for (header, value) in answer.headers.iter().filter(|(n, _)| !content(n)) {
        page.line(&[(FAINT, &format!("        header {header}: {value}"))])?;
    }
    if let Some(unknown) = unknown_of(answer) {
        page.prose(&[(ALARM, "        not known: ")], 8, &unknown)?;
    }
    for note in &answer.notes {
        page.prose(&[(ALARM, "        note: ")], 8, note)?;
    }
    Ok(())
}

/// Few lines for the report of a plan: the first ways whose answer changes, and one of a client that
/// speaks SOAP; one way alone where only a `few` lines are wanted.
pub(in crate::report) fn brief(previews: &[Preview], few: bool, page: &mut Page) -> io::Result<()> {
    const SHOWN: usize = 3;
    let changed = once(previews.iter().filter(|p| is_other(p)), in_lines);
    if changed.is_empty() {
        return Ok(());
    }
    let mut shown = first_of(&changed, SHOWN);
    shown.truncate(if few { 1 } else { SHOWN + 1 });
    let more = match changed.len() - shown.len() {
        0 => String::new(),
        more => format!(" ({more} more: faultgraft preview shows them)"),
    };
    page.line(&[(STRONG, "   what clients will see"), (FAINT, &more)])?;
    for (preview, alike) in &shown {
        page.cut(&[(PLAIN, "     ")], &in_short(preview, *alike))?;
        for (name, answer) in [("old", &preview.old), ("new", &preview.new)] {
            page.cut(&[(FAINT, &format!("       {name}  "))], &in_line(answer))?;
        }
    }
    Ok(())
}

/// What holds for a way, the first of what may hold for each, and how many situations are alike.
fn in_short(preview: &Preview, alike: usize) -> String {
    let first = |when: &String| match when.split_once(", or ") {
        Some((first, others)) => {
            format!("{first} ({} alike)", count(others.matches(", or ").count() + 1, "other way"))
        }
        None => when.clone(),
    };
    let when: Vec<String> = preview.when.iter().map(first).collect();
    let when = if when.is_empty() { "always".to_owned() } else { when.join("; ") };
    match alike {
        0 => when,
        n => format!("{when} (and in {} alike)", count(n, "situation")),
    }
}

/// What few lines say of a preview.
pub(super) fn in_lines(preview: &Preview) -> String {
    format!("{}\n{}", in_line(&preview.old), in_line(&preview.new))
}

/// An answer in one line, where there is one.
pub(super) fn in_line(answer: &Option<Answer>) -> String {
    answer.as_ref().map_or_else(|| "none".to_owned(), one_line)
}

/// An answer in one line, its body cut.
pub(in crate::report) fn one_line(answer: &Answer) -> String {
    const LONG: usize = 200;
    let body = answer.body.as_deref().unwrap_or_default();
    let body = match body.char_indices().nth(LONG) {
        Some((end, _)) => format!("{}..", &body[..end]),
        None => body.to_owned(),
    };
    let unknown = unknown_of(answer).map(|unknown| format!("not known: {unknown}"));
    let unknown: Vec<String> = unknown.into_iter().collect();
    let rest = [vec![body], unknown, answer.notes.clone()].concat();
    format!("{} {}", head(answer), rest.join(" "))
}
