//! The note as a page of its own: nothing in it is loaded from elsewhere.

use std::io::{self, Write};

use quick_xml::escape::escape;

use super::note::{Case, Note, Piece};
use crate::report::preview::Told;

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;\
padding:0 1rem;color:#1b1f24}h2{margin-top:2.5rem;border-bottom:1px solid #d0d7de}\
table{border-collapse:collapse}th,td{border:1px solid #d0d7de;padding:.3rem .6rem;text-align:left;\
vertical-align:top}code,pre{background:#f6f8fa;border-radius:4px}code{padding:.1rem .25rem}\
pre{padding:.6rem;white-space:pre-wrap;overflow-wrap:anywhere}\
@media(prefers-color-scheme:dark){body{background:#0d1117;color:#e6edf3}code,pre{background:#161b22}}";

/// Writes the note as HTML.
///
/// # Errors
///
/// Writing fails.
pub fn write(told: &Told<'_>, out: &mut dyn Write) -> io::Result<()> {
    let note = Note::of(told);
    writeln!(out, "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">")?;
    writeln!(out, "<meta name=\"viewport\" content=\"width=device-width\">")?;
    writeln!(out, "<title>{}</title>\n<style>{STYLE}</style>\n</head>", escape(note.title))?;
    writeln!(out, "<body>\n<h1>{}</h1>", escape(note.title))?;
    note.intro.iter().try_for_each(|line| writeln!(out, "<p>{}</p>", inline(line)))?;
    if !note.to_do.is_empty() {
        writeln!(out, "<h2>What to change in your code</h2>")?;
        list(&note.to_do, out)?;
    }
    for section in &note.sections {
        writeln!(out, "<h2>{}</h2>", escape(&section.title))?;
        section.cases.iter().try_for_each(|case| of_case(case, out))?;
    }
    writeln!(out, "</body>\n</html>")
}

fn of_case(case: &Case, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<h3>{}</h3>", escape(&case.title))?;
    if let Some(also) = &case.also {
        writeln!(out, "<p>{}</p>", escape(also))?;
    }
    writeln!(out, "<table>\n<tr><th></th><th>before</th><th>now</th></tr>")?;
    for [what, before, now] in &case.rows {
        let (what, before, now) = (inline(what), inline(before), inline(now));
        writeln!(out, "<tr><th>{what}</th><td>{before}</td><td>{now}</td></tr>")?;
    }
    writeln!(out, "</table>")?;
    if !case.to_do.is_empty() {
        writeln!(out, "<p>In your code:</p>")?;
        list(&case.to_do, out)?;
    }
    for example in &case.examples {
        writeln!(out, "<p>{}:</p>", example.when)?;
        match &example.body {
            Some(body) => writeln!(out, "<pre>{}</pre>", escape(body))?,
            None => writeln!(out, "<p>(no body)</p>")?,
        }
        example.notes.iter().try_for_each(|note| writeln!(out, "<p>{}</p>", escape(note)))?;
    }
    Ok(())
}

fn list(lines: &[Vec<Piece>], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<ul>")?;
    lines.iter().try_for_each(|line| writeln!(out, "<li>{}</li>", inline(line)))?;
    writeln!(out, "</ul>")
}

fn inline(line: &[Piece]) -> String {
    let one = |piece: &Piece| match piece {
        Piece::Plain(text) => escape(text).into_owned(),
        Piece::Code(text) => format!("<code>{}</code>", escape(text)),
    };
    line.iter().map(one).collect()
}
