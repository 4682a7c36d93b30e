//! A note for those whose code reads the error responses.

use std::io::{self, Write};

use super::markdown::fenced;
use super::{Entry, Told};
use crate::model::{Answer, Preview, Scope};
use crate::preview::changes::{media, parts};
use crate::preview::parts::{Form, Part, Parts};
use crate::report::markdown::blocks::{code, escaped};
use crate::stock::SequenceName;

/// Writes, for each kind of error, what client code read and what it has to read now, with one
/// example before and after.
///
/// # Errors
///
/// Writing fails.
pub fn write(told: &Told<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "# The gateway's error responses change")?;
    writeln!(
        out,
        "\nThe gateway is upgraded, and answers errors in another form. Code that only looks at the \
         status needs no change unless a status is listed below; code that reads the body does."
    )?;
    let mut any = false;
    for entry in &told.entries {
        let changed: Vec<&Preview> =
            entry.folded.iter().filter(|p| !p.changes.is_empty()).collect();
        if changed.is_empty() {
            continue;
        }
        any = true;
        writeln!(out, "\n## {}", escaped(&title(entry)))?;
        for preview in changed {
            of_preview(preview, out)?;
        }
    }
    if !any {
        writeln!(out, "\nNothing changes for clients.")?;
    }
    Ok(())
}

/// What goes wrong, for somebody who does not know the gateway's files.
fn title(entry: &Entry<'_>) -> String {
    use SequenceName as S;
    let title = match entry.name {
        Some(S::AuthFailureHandler) => "Authentication and authorisation errors",
        Some(S::ThrottleOutHandler) => "Throttled requests",
        Some(S::GraphqlFailureHandler) => "GraphQL queries that are refused",
        Some(S::ThreatFault) => "Messages that a threat protector refuses",
        Some(S::TokenFault) => "Errors of the token API",
        Some(S::BlockApiHandler) => "Blocked APIs",
        Some(S::BackendFailureHandler) => "Errors when the gateway signs in to a backend",
        Some(S::Fault) => "Backend and runtime errors",
        Some(S::Main) => "Requests that no API answers",
        Some(S::ResourceMismatchHandler) => "Resources that an API does not have",
        Some(S::ProductionKeyError) => "Production keys without an endpoint",
        Some(S::SandboxKeyError) => "Sandbox keys without an endpoint",
        Some(S::CorsRequestHandler | S::Build) | None => return entry.file.to_owned(),
    };
    match (entry.many_scopes, entry.scopes) {
        (true, scopes) => {
            let scopes: Vec<String> = scopes.iter().map(Scope::to_string).collect();
            format!("{title} ({})", scopes.join(", "))
        }
        (false, _) => title.to_owned(),
    }
}

fn of_preview(preview: &Preview, out: &mut dyn Write) -> io::Result<()> {
    let (Some(old), Some(new)) = (&preview.old, &preview.new) else { return Ok(()) };
    writeln!(out, "\n### {}", escaped(&heading(preview)))?;
    if !preview.also.is_empty() {
        writeln!(out, "\nSo it is with: {}.", escaped(&situations(preview)))?;
    }
    writeln!(out, "\n| | before | now |\n|---|---|---|")?;
    match preview.changes.iter().any(|c| c.starts_with("the status is")) {
        true => row(out, "status", &status(old), &status(new))?,
        false => row(out, "status", "as it is", "unchanged")?,
    }
    let media = |answer| media(answer).map_or_else(|| "none".to_owned(), |m| code(&m));
    row(out, "content type", &media(old), &media(new))?;
    if let (Some(was), Some(is)) = (parts(old), parts(new)) {
        for (old, new) in rows(&was, &is) {
            let path = new.or(old).map_or("", |p| p.path.as_str());
            let before = old.map_or_else(|| "not there".to_owned(), |p| place(p, &was));
            let now = new.map_or_else(|| "gone".to_owned(), |p| place(p, &is));
            row(out, &code(path), &before, &now)?;
        }
    }
    for (name, answer) in [("Before", old), ("Now", new)] {
        writeln!(out, "\n{name}:")?;
        match &answer.body {
            Some(body) => {
                let json = media(answer).contains("json");
                fenced(body, if json { "json" } else { "xml" }, out)?;
            }
            None => writeln!(out, "\n(not known, or empty)")?,
        }
        for unknown in &answer.unknown {
            writeln!(out, "\nNot known: {}.", escaped(unknown))?;
        }
        for note in &answer.notes {
            writeln!(out, "\nNote: {}.", escaped(note))?;
        }
    }
    Ok(())
}

/// For whom it is so; of a situation that is like no other, which one.
fn heading(preview: &Preview) -> String {
    let Some((first, beside)) = preview.when.split_first() else { return String::new() };
    match (preview.also.is_empty(), beside.is_empty()) {
        (true, _) => preview.when.join("; "),
        (false, false) => format!("Where {}", beside.join("; ")),
        (false, true) => format!("{first}, and others"),
    }
}

/// The situations that are alike.
fn situations(preview: &Preview) -> String {
    let first = preview.when.first().map_or("", String::as_str);
    let others = preview.also.iter().map(|a| a.rsplit_once(": status").map_or(a.as_str(), |p| p.0));
    let all = std::iter::once(first).chain(others);
    let short = all.map(|a| a.strip_prefix("ERROR_CODE is ").unwrap_or(a));
    short.collect::<Vec<_>>().join(", ")
}

fn status(answer: &Answer) -> String {
    answer.status.map_or_else(|| "none".to_owned(), |s| s.to_string())
}

fn row(out: &mut dyn Write, what: &str, before: &str, now: &str) -> io::Result<()> {
    writeln!(out, "| {what} | {before} | {now} |")
}

/// Which value is where: those that both have, those that are gone, those that are new.
fn rows<'p>(was: &'p Parts, is: &'p Parts) -> Vec<(Option<&'p Part>, Option<&'p Part>)> {
    let kept = was.values.iter().map(|old| (Some(old), is.at(&old.path)));
    let new = is.values.iter().filter(|p| was.at(&p.path).is_none());
    kept.chain(new.map(|p| (None, Some(p)))).collect()
}

/// Where a value is, for somebody who reads it.
fn place(part: &Part, parts: &Parts) -> String {
    match (parts.form, &parts.wrapper) {
        (Form::Xml, Some(wrapper)) => {
            format!("element {} in {}, {}", code(&part.name), code(wrapper), part.kind.words())
        }
        (Form::Json, Some(wrapper)) => {
            format!("member {}, {}", code(&format!("{wrapper}.{}", part.path)), part.kind.words())
        }
        (_, None) => format!("member {}, {}", code(&part.path), part.kind.words()),
    }
}
