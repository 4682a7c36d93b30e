//! Tables of releases: which ship the same, and which one a file was made from.

use std::io;

use crate::model::Identified;

use super::{
    page::{FAINT, PLAIN, Page, STRONG},
    words::{self, count},
};

/// A sequence's file name, and its releases in groups that ship the same.
pub type Row = (String, Vec<Vec<String>>);

/// Writes one line a group, the file name before its first.
pub fn write_releases(rows: &[Row], width: usize, out: &mut dyn io::Write) -> io::Result<()> {
    let page = &mut Page::new(out, width);
    page.line(&[(
        PLAIN,
        "Releases in one row ship the same; a row too long for the page goes on further in.",
    )])?;
    let column = rows.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0) + 2;
    for (name, groups) in rows {
        page.blank()?;
        for (n, group) in groups.iter().enumerate() {
            let lead = format!("{:column$}", if n == 0 { name } else { "" });
            page.prose(&[(STRONG, &lead)], column + 2, &group.join(" "))?;
        }
    }
    let mut releases = rows.iter().flat_map(|(_, groups)| groups.iter().flatten());
    if releases.any(|release| release.ends_with('*')) {
        page.blank()?;
        page.prose(&[], 2, words::INFERRED)?;
    }
    Ok(())
}

/// Writes each file's base and how far every release is from it.
pub fn write_identified(
    files: &[Identified],
    width: usize,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let page = &mut Page::new(out, width);
    for file in files {
        let lead = [(STRONG, file.file.as_str()), (FAINT, " is "), (PLAIN, &file.sequence)];
        page.prose(&[&lead[..], &[(PLAIN, ": ")]].concat(), 4, &words::base(&file.base))?;
        for candidate in &file.candidates {
            let lead = format!("{:>12}  ", count(candidate.edits, "edit"));
            page.prose(&[(PLAIN, &lead)], 14, &candidate.releases.join(" "))?;
        }
    }
    let inferred = |file: &Identified| {
        file.candidates.iter().any(|c| c.releases.iter().any(|release| release.ends_with('*')))
    };
    if files.iter().any(inferred) { page.prose(&[], 2, words::INFERRED) } else { Ok(()) }
}
