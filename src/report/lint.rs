//! Findings without a plan: a line each that begins with its place, as editors read it, those of one
//! rule on one file together, with what to do once; and how many there are.

use std::io;

use crate::model::{Finding, Linted, Severity};

use super::notices::first_column;
use super::overview::grouped;
use super::page::{PLAIN, Page, STRONG};
use super::text::{place, style_of};

/// Writes what was found.
pub fn write(files: &[Linted], width: usize, out: &mut dyn io::Write) -> io::Result<()> {
    let page = &mut Page::new(out, width);
    for file in files {
        for group in grouped(&file.findings) {
            let severity = group.severity.to_string();
            let rule = format!("[{}]: ", group.rule);
            for finding in &group.all {
                let place = format!("{}: ", place_in(file, finding));
                let style = style_of(group.severity);
                let lead = [(PLAIN, &*place), (style, &*severity), (PLAIN, &*rule)];
                page.prose(&lead, 2, &finding.message)?;
            }
            for help in group.helps() {
                page.prose(&[(STRONG, "  help: ")], 4, help)?;
            }
        }
    }
    let text = format!(
        "{}, {}, {}",
        counted(files, Severity::Error, "error"),
        counted(files, Severity::Warning, "warning"),
        counted(files, Severity::Note, "note")
    );
    let looked = plural(files.len(), "file");
    page.prose(&[(STRONG, &looked), (PLAIN, ": ")], 2, &text)
}

/// `path:line:column`, where the line begins if no column is known.
fn place_in(file: &Linted, finding: &Finding) -> String {
    let first = || first_column(file.text.as_deref()?, finding.line?);
    let column = finding.column.or_else(first);
    place(&Finding { column, ..finding.clone() }, &file.path)
}

fn counted(files: &[Linted], severity: Severity, word: &str) -> String {
    plural(files.iter().flat_map(|f| &f.findings).filter(|f| f.severity == severity).count(), word)
}

fn plural(count: usize, word: &str) -> String {
    match count {
        1 => format!("1 {word}"),
        n => format!("{n} {word}s"),
    }
}
