//! The plan as one HTML file that needs nothing else: no network, no server.
//!
//! The page holds the plan as JSON, and a script makes elements of what is opened. The browser is
//! told to load nothing and to run no script but that one; texts are only ever put in as text.

mod data;
mod entry;
mod finding;
mod follows;
mod pool;
mod view;

use std::io;

use serde_json::ser::{CharEscape, CompactFormatter, Formatter};

use super::fold::fold;
use super::overview::{Options, Overview};
use crate::digest::sha256;
use crate::model::Plan;
use crate::xml::shown;

const PAGE: &str = include_str!("page.html");
const STYLE: &str = include_str!("report.css");
const SCRIPT: &str = concat!(
    include_str!("dom.js"),
    include_str!("diff.js"),
    include_str!("decisions.js"),
    include_str!("kept.js"),
    include_str!("decide.js"),
    include_str!("files.js"),
    include_str!("entries.js"),
    include_str!("report.js"),
);

/// Writes the page.
pub fn write(plan: &Plan, options: &Options, out: &mut dyn io::Write) -> io::Result<()> {
    let data = json(plan, options)?;
    let nonce = sha256(data.as_bytes());
    let mut rest = PAGE;
    while let Some((before, name, after)) = next_blank(rest) {
        out.write_all(before.as_bytes())?;
        out.write_all(match name {
            "nonce" => nonce.as_bytes(),
            "style" => STYLE.as_bytes(),
            "script" => SCRIPT.as_bytes(),
            _ => data.as_bytes(),
        })?;
        rest = after;
    }
    out.write_all(rest.as_bytes())
}

/// The text before the first `{{name}}` of the page, that name, and the text after it.
fn next_blank(page: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = page.split_once("{{")?;
    let (name, after) = rest.split_once("}}")?;
    Some((before, name, after))
}

/// What the page shows, as JSON that can stand in a `script` element.
fn json(plan: &Plan, options: &Options) -> io::Result<String> {
    use serde::Serialize;
    let mut bytes = Vec::new();
    let mut to = serde_json::Serializer::with_formatter(&mut bytes, Inert(CompactFormatter));
    let folded = fold(plan.all());
    let known = follows::known(plan, &folded);
    let overview = Overview::of(plan, options);
    data::Data::of(overview, &folded, &known).serialize(&mut to)?;
    String::from_utf8(bytes).map_err(|e| io::Error::new(io::ErrorKind::InvalidData, e))
}

/// Writes strings without a character that HTML or a script would take for its own.
struct Inert(CompactFormatter);

impl Formatter for Inert {
    fn write_string_fragment<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let fragment = &*shown(fragment);
        let special = |c: char| {
            matches!(c, '<' | '>' | '&' | '"' | '\\' | '\u{2028}' | '\u{2029}') || c < ' '
        };
        let mut rest = fragment;
        while let Some(at) = rest.find(special) {
            self.0.write_string_fragment(writer, &rest[..at])?;
            let special = rest[at..].chars().next().unwrap_or_default();
            write!(writer, "\\u{:04x}", u32::from(special))?;
            rest = &rest[at + special.len_utf8()..];
        }
        self.0.write_string_fragment(writer, rest)
    }

    fn write_char_escape<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        char_escape: CharEscape,
    ) -> io::Result<()> {
        self.0.write_char_escape(writer, char_escape)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn nothing_in_the_data_ends_the_element_that_it_stands_in() {
        let mut plan = sample::plan();
        let text = "</script><!-- & \u{2028}\u{2029} \"'\\";
        plan.custom.path = text.to_owned();
        let data = json(&plan, &Options::default()).unwrap();
        assert!(!data.contains(['<', '>', '&', '\u{2028}', '\u{2029}']));
        let read: serde_json::Value = serde_json::from_str(&data).unwrap();
        assert_eq!(read["custom"], format!("{text} (an API Manager home)"));
    }

    #[test]
    fn every_blank_of_the_page_is_filled() {
        let mut page = Vec::new();
        write(&sample::plan(), &Options::default(), &mut page).unwrap();
        let page = String::from_utf8(page).unwrap();
        assert!(!page.contains("{{"), "{page}");
        assert!(page.starts_with("<!doctype html>") && page.ends_with("</html>\n"));
    }
}
