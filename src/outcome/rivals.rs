//! What other bases would have made of a file: where it is in doubt which release it was started
//! from, and the merges differ, a person has to say.

use std::borrow::Cow;

use super::file::{FileOutcome, OutcomeError};
use super::given::Given;
use crate::merge::{Decisions, Merged, Prepared};
use crate::model::{Confidence, Edit, EditKind, Finding, Outcome, Rival, Severity, Triple};
use crate::rules::{Rewriting, code};
use crate::stock::{self, Release, SequenceName, ranges};
use crate::xml::Document;

/// How many edits of another base a finding names.
const NAMED: usize = 3;

/// Says that the base is uncertain where one of `rivals` would merge otherwise; the edits that
/// differ are for a person to confirm. Where a base that was given is hardly right, all are.
pub(super) fn doubted(
    mut outcome: FileOutcome,
    given: &Given<'_>,
    rivals: &[(&Rival, &Document)],
) -> Result<FileOutcome, OutcomeError> {
    if rivals.is_empty() {
        return Ok(outcome);
    }
    let own = merged(given)?;
    let mut said = Vec::new();
    for &(rival, base) in rivals {
        let texts = Triple { base, ..given.texts };
        let other = merged(&Given { texts, base_release: rival.from, ..*given })?;
        if is_same(&own, &other) {
            continue;
        }
        let others = if rival.doubt.is_some() { &[][..] } else { &other.edits };
        confirm(&mut outcome.edits, others);
        said.push(uncertain(given, &own, (rival, &other)));
    }
    outcome.findings.splice(0..0, said);
    Ok(outcome)
}

/// The merge that nobody has decided anything in.
fn merged(given: &Given<'_>) -> Result<Merged, OutcomeError> {
    let trees = given.trees()?;
    let trees = trees.each(Cow::as_ref);
    let rewriting = Rewriting::between(given.base_release, given.target_release);
    Ok(Prepared::of(trees, rewriting, given.callees).merged(&Decisions::none())?)
}

/// Whether two merges come to the same, and leave the same to decide.
fn is_same(a: &Merged, b: &Merged) -> bool {
    let waits = |m: &Merged| m.edits.iter().any(|e| e.outcome == Outcome::Conflict);
    a.text == b.text && waits(a) == waits(b)
}

/// What an edit is, wherever it stands in the list.
fn about(edit: &Edit) -> (EditKind, Outcome, &str) {
    (edit.kind, edit.outcome, &edit.summary)
}

/// Asks for a person where an edit is not one from the other base too; for all of them where the
/// other base only has more.
fn confirm(edits: &mut [Edit], others: &[Edit]) {
    let is_both = |edit: &Edit| others.iter().any(|other| about(other) == about(edit));
    let only_more = edits.iter().all(is_both);
    for edit in edits.iter_mut().filter(|edit| only_more || !is_both(edit)) {
        edit.confidence = Confidence::Review;
    }
}

fn uncertain(given: &Given<'_>, own: &Merged, (rival, other): (&Rival, &Merged)) -> Finding {
    let fits = |release, merged: &Merged| {
        let edits = match merged.edits.len() {
            0 => "no edit".to_owned(),
            1 => "1 edit".to_owned(),
            n => format!("{n} edits"),
        };
        format!("{} ({edits})", shipped_in(given.sequence, release))
    };
    let (mine, theirs) = (fits(given.base_release, own), fits(rival.from, other));
    if let Some(doubt) = &rival.doubt {
        let message = format!(
            "the base was given as {}, but {doubt}; made from {theirs} instead of {mine}, the file \
             would merge differently",
            given.base_release
        );
        return code::BASE_DOUBTFUL.finding(Severity::Warning, message, None);
    }
    let is_own = |edit: &&Edit| own.edits.iter().any(|o| about(o) == about(edit));
    let only: Vec<String> = other
        .edits
        .iter()
        .filter(|edit| !is_own(edit))
        .map(|edit| format!("{} {} ({})", edit.kind, edit.summary, edit.outcome))
        .collect();
    let more = only.len().saturating_sub(NAMED);
    let mut otherwise = match only.is_empty() {
        true => "it has fewer edits".to_owned(),
        false => format!("its edits are also: {}", only[..only.len() - more].join("; ")),
    };
    if more > 0 {
        otherwise += &format!("; and {more} more");
    }
    let message = format!(
        "this file may be made from {mine} or from {theirs}, and the two merge differently: if \
         it is from {}, {otherwise}",
        rival.from
    );
    code::BASE_UNCERTAIN.finding(Severity::Warning, message, None)
}

/// The releases that ship the same as one does.
fn shipped_in(sequence: SequenceName, release: Release) -> String {
    let stock = stock::get(sequence, release);
    stock.map_or_else(|| release.label().to_owned(), |stock| ranges(stock.releases))
}
