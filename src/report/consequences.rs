//! What follows from decisions besides the text: findings that are new or gone, and what clients get
//! otherwise.

use std::io;

use crate::model::EditId;
use crate::review::{AnswerChange, Carried, Consequences, Told};

use super::{
    page::{FAINT, PLAIN, Page, STRONG},
    preview::one_line,
    text::{place, write_finding},
    words::{self, count},
};

/// No more answers of one decision are told.
const MOST_ANSWERS: usize = 6;

/// Writes what follows; nothing where nothing does.
pub fn write(what: &Consequences, width: usize, out: &mut dyn io::Write) -> io::Result<()> {
    let page = &mut Page::new(out, width);
    told("new with this decision:", &what.added, page)?;
    told("gone with this decision:", &what.gone, page)?;
    if !what.answers.is_empty() {
        page.line(&[(STRONG, "clients of the new gateway get something else:")])?;
    }
    for change in what.answers.iter().take(MOST_ANSWERS) {
        answer(change, page)?;
    }
    match what.answers.len().saturating_sub(MOST_ANSWERS) {
        0 => Ok(()),
        more => {
            let text = format!("  and {}: faultgraft preview shows all", count(more, "more case"));
            page.line(&[(FAINT, &text)])
        }
    }
}

/// Writes what became of decisions that were made before.
pub fn carried(
    what: &Carried,
    from: &str,
    width: usize,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let page = &mut Page::new(out, width);
    let text = format!("{} decided as in {from}", count(what.decided, "edit"));
    page.line(&[(PLAIN, &text)])?;
    if !what.gone.is_empty() {
        page.line(&[(
            STRONG,
            "decisions that do not apply here, where the edit or what is around it differs:",
        )])?;
    }
    for kept in &what.gone {
        let file = words::file_name(kept.scope, &kept.file);
        let said = words::decided(kept.decision, kept.remark().as_ref(), "the target");
        let text = format!("{} ({})", kept.summary, said);
        page.prose(&[(PLAIN, "  "), (STRONG, &file), (PLAIN, ": ")], 4, &text)?;
    }
    if !what.disputed.is_empty() {
        let ids: Vec<String> = what.disputed.iter().map(EditId::to_string).collect();
        let ids = ids.join(", ");
        let text = format!("not decided, since it was decided differently for two tenants: {ids}");
        page.prose(&[], 2, &text)?;
    }
    Ok(())
}

fn told(head: &str, all: &[Told], page: &mut Page) -> io::Result<()> {
    if !all.is_empty() {
        page.line(&[(STRONG, head)])?;
    }
    for Told { place: whose, others, finding } in all {
        let file = whose.as_ref().map(|(scope, file)| words::file_name(*scope, file));
        let file = file.unwrap_or_default() + &and_others(*others);
        write_finding(finding, &place(finding, &file), 2, page)?;
    }
    Ok(())
}

fn answer(change: &AnswerChange, page: &mut Page) -> io::Result<()> {
    let (scope, file) = &change.place;
    let file = words::file_name(*scope, file) + &and_others(change.others);
    page.prose(&[(PLAIN, "  "), (STRONG, &file), (PLAIN, ": ")], 4, &change.when.join("; "))?;
    for (lead, answer) in [("    before  ", &change.before), ("    now     ", &change.after)] {
        let text = answer.as_ref().map_or_else(|| "as in another case".to_owned(), one_line);
        page.prose(&[(PLAIN, lead)], 12, &text)?;
    }
    Ok(())
}

fn and_others(n: usize) -> String {
    if n == 0 { String::new() } else { format!(" (and in {})", count(n, "other tenant")) }
}
