//! One file's edits and findings in short: one line an edit, and reasons where a person is needed.

use std::io;

use crate::model::MergedVersions;
use crate::model::{Edit, FilePlan, TargetInfo};

use super::{
    page::{ALARM, PLAIN, Page, STRONG},
    text::{place, write_finding, write_sides},
    words::{self, count},
};

/// Writes what became of `file`; `name` is how its findings refer to it.
pub fn write(
    file: &FilePlan,
    name: &str,
    target: &TargetInfo,
    width: usize,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let page = &mut Page::new(out, width);
    let target = words::short_target_name(target);
    if let Some(base) = &file.base {
        let text = format!("{}, {}", file.status, words::base(base));
        page.prose(&[(STRONG, file.file()), (PLAIN, ": ")], 2, &text)?;
    }
    for edit in file.edits.iter() {
        write_edit(edit, target, page)?;
    }
    for finding in file.findings.iter() {
        write_finding(finding, &place(finding, name), 0, page)?;
    }
    if words::names_inferred_release(file) {
        page.prose(&[], 2, words::INFERRED)?;
    }
    Ok(())
}

/// Writes what became of three versions of a file; git's names are used for the sides.
pub fn write_versions(
    merged: &MergedVersions,
    path: &str,
    width: usize,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let page = &mut Page::new(out, width);
    let (custom, target) = if merged.swapped { ("theirs", "ours") } else { ("ours", "theirs") };
    let edits = count(merged.edits.len(), "edit");
    let text = format!("{edits} from {custom}, merged into {target} (the new release)");
    page.prose(&[(STRONG, path), (PLAIN, ": ")], 2, &text)?;
    for edit in &merged.edits {
        write_edit(edit, target, page)?;
    }
    for finding in &merged.findings {
        write_finding(finding, &place(finding, custom), 0, page)?;
    }
    Ok(())
}

fn write_edit(edit: &Edit, target: &str, page: &mut Page) -> io::Result<()> {
    let lines = match (edit.custom_line, edit.merged_line) {
        (Some(custom), Some(merged)) => format!(" (line {custom} -> {merged})"),
        (Some(custom), None) => format!(" (line {custom})"),
        (None, Some(merged)) => format!(" (-> line {merged})"),
        (None, None) => String::new(),
    };
    let lead = format!("{:>4}  {:13}  {}: ", edit.number, words::outcome(edit.outcome), edit.kind);
    page.prose(&[(PLAIN, &lead)], 6, &format!("{}{lines}", edit.summary))?;
    if !edit.needs_decision() {
        return Ok(());
    }
    let text = format!("{}. {}", words::question(edit, target), edit.reason);
    page.prose(&[(PLAIN, "      "), (ALARM, "NEEDS YOU: ")], 6, &text)?;
    match &edit.sides {
        Some(sides) => write_sides(sides, target, 6, page),
        None => Ok(()),
    }
}
