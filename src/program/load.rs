//! Why a release does not load a sequence: the whole is lost for one mediator.

use std::ops::Range;

use super::kinds::Mediator;
use super::{Id, Program};
use crate::expression::synapse::{self, Verdict};
use crate::expression::{Expression, java_pattern};
use crate::stock::Release;
use crate::xml::{NodeId, known};

/// A mediator that a release does not load, and the sequence with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Its line, from 1.
    pub line: u32,
    /// Whether the release does not know the element at all.
    pub is_unknown: bool,
    /// Why, to follow the mediator's name.
    pub why: String,
}

impl Program {
    /// Every mediator that a release does not load, in document order.
    pub fn refusals(&self, release: Release) -> impl Iterator<Item = Refusal> + '_ {
        self.all().filter_map(move |id| self.refusal(id, release))
    }

    /// Why a release does not load a mediator, whatever stands inside.
    pub fn refusal(&self, id: Id, release: Release) -> Option<Refusal> {
        let node = self.node(id);
        let why = node.mediator.refused(release)?;
        let is_unknown = match &node.mediator {
            Mediator::Unknown(_) => true,
            known => !known.kind().form().known.by(release),
        };
        Some(Refusal { line: node.line, is_unknown, why })
    }

    /// True if no release from 4.0.0 on knows the element.
    pub fn is_unknown(&self, element: NodeId) -> bool {
        let refusal = self.at(element).and_then(|id| self.refusal(id, Release::V4_7_0));
        refusal.is_some_and(|r| r.is_unknown)
    }
}

/// Why an expression does not load anywhere. One that a template makes is not known to be broken.
pub(super) fn broken(expression: &Expression) -> Option<String> {
    known(expression.text())?;
    let broken = expression.broken()?;
    Some(format!("has the expression {}: {broken}", expression.text()))
}

/// Why a release does not load an expression where `${..}` may stand from 4.5.0 on.
pub(super) fn refused(expression: &Expression, release: Release) -> Option<String> {
    let inside = synapse::whole(expression.text()).filter(|_| release >= Release::V4_5_0);
    match inside.map(synapse::verdict) {
        Some(Verdict::Loads | Verdict::Constant) => None,
        _ => broken(expression),
    }
}

/// Why a release does not load a text in which every `${..}` is an expression from 4.5.0 on.
pub(super) fn refused_in_text(text: &str, release: Release) -> Option<String> {
    let mut braces = synapse::dollar_braces(text).into_iter();
    let is_known = |at: Range<usize>| text.get(at).is_some_and(|written| known(written).is_some());
    let refused = braces.find(|b| b.verdict == Verdict::Refused && is_known(b.span.clone()))?;
    let written = text.get(refused.span)?;
    (release >= Release::V4_5_0)
        .then(|| format!("has {written}, which is read as an expression and is not one"))
}

/// Why a pattern does not load.
pub(super) fn refused_pattern(what: &str, pattern: &str) -> Option<String> {
    let why = java_pattern::refused(known(pattern)?)?;
    Some(format!("has the {what} {pattern}, which is not a regular expression: {why}"))
}
