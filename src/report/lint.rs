//! Findings without a plan: one paragraph each, and how many there are.

use std::io;

use crate::model::Linted;
use crate::model::Severity;

use super::page::{PLAIN, Page, STRONG};
use super::text::{place, write_finding};

/// Writes what was found.
pub fn write(files: &[Linted], width: usize, out: &mut dyn io::Write) -> io::Result<()> {
    let page = &mut Page::new(out, width);
    for file in files {
        for finding in &file.findings {
            write_finding(finding, &place(finding, &file.path), 0, page)?;
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

fn counted(files: &[Linted], severity: Severity, word: &str) -> String {
    plural(files.iter().flat_map(|f| &f.findings).filter(|f| f.severity == severity).count(), word)
}

fn plural(count: usize, word: &str) -> String {
    match count {
        1 => format!("1 {word}"),
        n => format!("{n} {word}s"),
    }
}
