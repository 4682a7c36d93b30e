//! What follows from decisions besides the text: findings that are new or gone, and what clients get
//! otherwise; before a decision, what they would get by each answer.

use std::io;

use crate::model::{Answer, Decision, EditId};
use crate::review::{AnswerChange, Carried, Choices, Consequences, Told, differs};

use super::{
    page::{FAINT, PLAIN, Page, STRONG},
    preview::one_line,
    text::{place, write_finding},
    words::{self, count},
};

/// No more answers of one decision are told.
const MOST_ANSWERS: usize = 6;

/// So many of them are told before a decision, where all has to fit on one screen.
const MOST_BEFORE: usize = 1;

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

/// Writes what clients would get by each answer to a question; nothing where the plan knows of no
/// difference.
pub(super) fn would_see(choices: &Choices, page: &mut Page) -> io::Result<()> {
    let [(yes, by_yes), (no, by_no)] = choices.answers.as_slice() else { return Ok(()) };
    let all = either(by_yes, by_no);
    if all.is_empty() {
        return Ok(());
    }
    let more = match all.len().saturating_sub(MOST_BEFORE) {
        0 => String::new(),
        more => format!(" (and {})", count(more, "more case")),
    };
    page.line(&[(STRONG, "what clients would see"), (FAINT, &more)])?;
    for (when, one, other) in all.iter().take(MOST_BEFORE) {
        let when = if when.is_empty() { "always".to_owned() } else { when.join("; ") };
        page.cut(&[(PLAIN, "  ")], &when)?;
        let [one, other] = from_the_difference([one, other].map(|answer| line_of(*answer)));
        for (decision, line) in [(*yes, one), (*no, other)] {
            page.cut(&[(FAINT, &format!("    {}  ", key_of(decision)))], &line)?;
        }
    }
    Ok(())
}

/// The key of the terminal that decides so.
fn key_of(decision: Decision) -> char {
    match decision {
        Decision::Accept | Decision::Custom => 'y',
        Decision::Reject | Decision::Target => 'n',
        Decision::Edit => 'e',
    }
}

/// A way, and its answer by each of two decisions.
type Either<'c> = (&'c [String], Option<&'c Answer>, Option<&'c Answer>);

/// The ways whose answer depends on which of two decisions is made; those first that have an answer
/// both times.
fn either<'c>(one: &'c Consequences, other: &'c Consequences) -> Vec<Either<'c>> {
    let of = |all: &'c Consequences, change: &AnswerChange| {
        all.answers.iter().find(|c| c.place == change.place && c.when == change.when)
    };
    let by_one = one.answers.iter().map(|change| {
        let now = of(other, change).map_or(&change.before, |other| &other.after);
        (&*change.when, change.after.as_ref(), now.as_ref())
    });
    let by_other_alone = other.answers.iter().filter(|change| of(one, change).is_none());
    let by_other_alone =
        by_other_alone.map(|change| (&*change.when, change.before.as_ref(), change.after.as_ref()));
    let all = by_one.chain(by_other_alone);
    let mut all: Vec<Either> = all.filter(|(_, one, other)| differs(*one, *other)).collect();
    all.sort_by_key(|(_, one, other)| one.is_none() || other.is_none());
    all
}

fn line_of(answer: Option<&Answer>) -> String {
    answer.map_or_else(|| "as in another case".to_owned(), one_line)
}

/// Two lines without most of what they both begin with, so that a narrow screen shows where they
/// differ.
fn from_the_difference(lines: [String; 2]) -> [String; 2] {
    const SAME: usize = 30;
    const SHOWN: usize = 12;
    let same = lines[0].chars().zip(lines[1].chars()).take_while(|(a, b)| a == b).count();
    if same < SAME {
        return lines;
    }
    lines.map(|line| format!("..{}", line.chars().skip(same - SHOWN).collect::<String>()))
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

#[cfg(test)]
mod tests {
    use super::from_the_difference;

    #[test]
    fn a_long_common_beginning_is_left_out() {
        let lines = |one: &str, other: &str| {
            from_the_difference([one.to_owned(), other.to_owned()]).join(" | ")
        };
        assert_eq!(lines("500 a", "404 b"), "500 a | 404 b");
        let head = "500 application/json {\"code\":\"101503\",";
        let [one, other] = ["north\"}", "south\"}"].map(|end| format!("{head}{end}"));
        assert_eq!(lines(&one, &other), "..e\":\"101503\",north\"} | ..e\":\"101503\",south\"}");
    }
}
