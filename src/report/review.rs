//! What a review shows: every edit with its decision, and what is left to decide.

use std::io;

use crate::model::{Plan, Severity};

use super::{
    page::{ALARM, BAD, GOOD, PLAIN, Page, STRONG},
    words::{self, count},
};

pub use super::text::{Shown, step};

/// Writes a line or two about every edit: its id, what it is, and what was decided.
pub fn list(plan: &Plan, width: usize, out: &mut dyn io::Write) -> io::Result<()> {
    let page = &mut Page::new(out, width);
    let target = words::short_target_name(&plan.target);
    for (file, edit) in plan.edits() {
        let id = file.id(edit.number).to_string();
        let lead = [(STRONG, id.as_str()), (PLAIN, "  ")];
        page.prose(&lead, 4, &format!("{}: {}", edit.kind, edit.summary))?;
        let outcome = format!("    {}", words::outcome(edit.outcome));
        let (style, state) = match edit.decision {
            Some(decision) => (GOOD, words::decided(decision, file.remark(edit), target)),
            None if edit.needs_decision() => {
                (ALARM, format!("NEEDS YOU: {}", words::question(edit, target)))
            }
            None => (PLAIN, "safe; no decision needed".to_owned()),
        };
        let together = words::together(edit);
        page.line(&[(PLAIN, &outcome), (PLAIN, ", "), (style, &state), (PLAIN, &together)])?;
    }
    Ok(())
}

/// What the new release's version is called.
pub fn target_name(plan: &Plan) -> String {
    words::short_target_name(&plan.target).to_owned()
}

/// Writes what each key does.
pub fn keys(keys: &[(char, String)], width: usize, out: &mut dyn io::Write) -> io::Result<()> {
    let page = &mut Page::new(out, width);
    for (key, what) in keys {
        page.prose(&[(PLAIN, "  "), (STRONG, &key.to_string()), (PLAIN, "  ")], 5, what)?;
    }
    Ok(())
}

/// Writes what is left: how many edits wait, and what would stop a file from being written.
pub fn left(plan: &Plan, width: usize, out: &mut dyn io::Write) -> io::Result<()> {
    let page = &mut Page::new(out, width);
    let waiting: Vec<_> = plan.edits().filter(|(_, edit)| edit.needs_decision()).collect();
    let decided = plan.edits().filter(|(_, edit)| edit.decision.is_some()).count();
    let verb = if waiting.len() == 1 { "waits" } else { "wait" };
    let style = if waiting.is_empty() { GOOD } else { ALARM };
    let text = format!("{}, {} {verb}", count(decided, "decision"), count(waiting.len(), "edit"));
    page.line(&[(style, &text)])?;
    for (file, edit) in waiting.iter().take(20) {
        let id = file.id(edit.number).to_string();
        page.prose(&[(PLAIN, "  "), (STRONG, &id), (PLAIN, "  ")], 6, &edit.summary)?;
    }
    if waiting.len() > 20 {
        page.line(&[(PLAIN, &format!("  and {} more", waiting.len() - 20))])?;
    }
    let errors = plan.summary.findings.error;
    if errors > 0 {
        let of_files = plan.all().flat_map(|f| f.findings.iter());
        let first =
            of_files.filter(|f| f.severity == Severity::Error).map(|f| f.rule.as_str()).next();
        let first = first.map(|rule| format!(" ({rule})")).unwrap_or_default();
        page.line(&[(BAD, &format!("{} left{first}", count(errors, "error finding")))])?;
    }
    Ok(())
}
