//! What would follow from the answers to the questions of the page.

use std::collections::HashMap;

use serde::Serialize;

use super::super::fold::Folded;
use super::super::preview::one_line;
use super::finding::FindingOf;
use super::view::{Made, Rows};
use crate::model::{Decision, Edit, EditId, FilePlan, Plan};
use crate::review::{AnswerChange, Choices, Consequences, Told, changes, would_follow};

/// So many questions are worked out: each takes a merge and the answers to clients for each choice.
pub(super) const MOST: usize = 100;

/// Of so many edits about which nobody is asked it is worked out what they change.
const MOST_CALM: usize = 300;

/// What would follow from the answers about an edit: where nobody is asked, only what it changes.
pub(super) type Known = HashMap<EditId, Choices>;

/// Works it out for the first questions, and for the first of the other edits.
pub(super) fn known(plan: &Plan, folded: &[Folded<'_>]) -> Known {
    let files = folded.iter().map(|folded| folded.first);
    let files = files.filter(|file| !file.edited && file.case.is_some());
    let edits = files.flat_map(|file| file.edits.iter().map(|e| (file.id(e.number), is_asked(e))));
    let (asked, calm): (Vec<_>, Vec<_>) = edits.partition(|(_, is_asked)| *is_asked);
    let first = |all: Vec<(EditId, bool)>, most| all.into_iter().take(most).map(|(id, _)| id);
    let (asked, calm) = (first(asked, MOST), first(calm, MOST_CALM));
    let (asked, calm): (Vec<EditId>, Vec<EditId>) = (asked.collect(), calm.collect());
    // A plan that lacks texts was made by hand; its page is the same without this.
    let found = would_follow(plan, &asked).unwrap_or_default();
    let changes = changes(plan, &calm).unwrap_or_default();
    let without_answers = |change| Choices { change, answers: Vec::new() };
    let calm = calm.into_iter().zip(changes.into_iter().map(without_answers));
    asked.into_iter().zip(found).chain(calm).collect()
}

/// Whether a person is asked about an edit, or was before deciding it.
pub(super) fn is_asked(edit: &Edit) -> bool {
    let undecided = Edit { decision: None, sides: None, ..edit.clone() };
    undecided.needs_decision()
}

/// What would follow from the answers to a question.
#[derive(Serialize)]
pub(super) struct Follows<'p> {
    /// From leaving the edit out to keeping it; of a conflict, from the new version to the operator's.
    change: Rows,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    answers: Vec<AnswerOf<'p>>,
}

/// What would follow from one of them.
#[derive(Serialize)]
struct AnswerOf<'p> {
    decision: Decision,
    added: Vec<Said<'p>>,
    gone: Vec<Said<'p>>,
    clients: Vec<Clients<'p>>,
}

/// A finding, with its file where that is a different one.
#[derive(Serialize)]
struct Said<'p> {
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'p str>,
    #[serde(flatten)]
    finding: FindingOf<'p>,
}

/// What clients would get otherwise.
#[derive(Serialize)]
struct Clients<'p> {
    when: &'p [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<String>,
}

impl<'p> Follows<'p> {
    /// As it is shown beside an edit of a file.
    pub(super) fn of(choices: &'p Choices, file: &FilePlan) -> Self {
        let answer = |(decision, follows): &'p (Decision, Consequences)| AnswerOf {
            decision: *decision,
            added: follows.added.iter().map(|told| Said::of(told, file)).collect(),
            gone: follows.gone.iter().map(|told| Said::of(told, file)).collect(),
            clients: follows.answers.iter().map(Clients::of).collect(),
        };
        Self {
            change: Rows::of(Made::Hunks(&choices.change)),
            answers: choices.answers.iter().map(answer).collect(),
        }
    }
}

impl<'p> Said<'p> {
    fn of(told: &'p Told, file: &FilePlan) -> Self {
        let other = told.place.as_ref().map(|(_, other)| other.as_str());
        Self {
            file: other.filter(|other| *other != file.file()),
            finding: FindingOf::of(&told.finding),
        }
    }
}

impl<'p> Clients<'p> {
    fn of(change: &'p AnswerChange) -> Self {
        Self {
            when: &change.when,
            before: change.before.as_ref().map(one_line),
            after: change.after.as_ref().map(one_line),
        }
    }
}
