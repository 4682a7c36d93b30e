//! Carries the operator's changes onto the target.
//!
//! ```text
//! changes --decide--> planned edits with operations --render--> splices --> merged text
//! ```
//!
//! Deciding looks at base, custom and target; an operation only ever names a place in the target.
//! The merged text is the target's own text plus splices, so what nobody touched stays byte for
//! byte. An edit can be left out or a conflict settled without deciding anything else again.

mod added;
mod alter;
mod comments;
mod context;
mod decide;
mod decisions;
mod draft;
mod flows;
mod graft;
mod heads;
mod influence;
mod instead;
mod kept;
mod marked;
mod news;
mod operations;
mod payloads;
mod place;
mod planned;
mod reasons;
mod removed;
mod render;
mod rivals;
mod rules;
mod same;
mod settle;
mod standing;
mod together;

use planned::{Op, Planned, What};
pub(crate) use rules::Rules;
use settle::Settled;
use together::Together;

use crate::callees::Callees;
use crate::edits::Change;
use crate::model::{Decision, Edit, Finding, Severity, Triple};
use crate::program::{Ix, Tree};
use crate::rules::{Rewriting, code};
use crate::xml::Overlap;

pub use context::Context;
pub use decisions::Decisions;
pub use reasons::describe;

/// A merged sequence.
#[derive(Debug, Clone)]
pub struct Merged {
    /// The text: the target's, with the edits.
    pub text: String,
    /// Every change of the operator's, with what became of it.
    pub edits: Vec<Edit>,
    /// What the rewriting rules have to say about what is not left out by decision. `edit` is the
    /// number of the edit, from 0.
    pub findings: Vec<Finding>,
    /// The nodes of custom that the decisions leave out.
    pub left_out: Vec<Ix>,
    /// By node of custom: the number of the edit that it belongs to, from 0.
    pub edit_of: Vec<Option<usize>>,
}

/// The changes of the operator's, with what becomes of each as long as nobody decides anything.
///
/// Decisions change nothing of that but `decision` and `merged_line` of the edits, the text and the
/// findings: so it is worked out once, and merged by as many decisions as are to be compared.
pub struct Prepared<'t, 'd> {
    context: Context<'t, 'd>,
    planned: Vec<Planned>,
    together: Together,
    findings: Vec<Finding>,
    settled: Settled,
}

impl<'t, 'd> Prepared<'t, 'd> {
    /// The changes from `base` to `custom`, with their places in `target`; `callees` are what
    /// `custom` calls.
    pub fn of(trees: Triple<&'t Tree<'d>>, rewriting: Rewriting, callees: &'t Callees) -> Self {
        Self::by(Rules::ALL, trees, (rewriting, callees))
    }

    /// The same by some of the rules only.
    pub(crate) fn by(
        rules: Rules,
        trees: Triple<&'t Tree<'d>>,
        (rewriting, callees): (Rewriting, &'t Callees),
    ) -> Self {
        let context = Context::new(trees, rewriting, callees, rules);
        let (mut planned, findings) = decide::decide(&context);
        let together = Together::new(&context, &planned);
        let settled = settle::hold_back(&context, &mut planned);
        together.say(&mut planned);
        Self { context, planned, together, findings, settled }
    }

    /// The merged sequence by decisions. A conflict without one has the target's version in its place.
    ///
    /// # Errors
    ///
    /// Two operations on the same bytes of the target: a defect of faultgraft, never of the input.
    pub fn merged(&self, decisions: &Decisions) -> Result<Merged, Overlap> {
        let context = &self.context;
        let mut planned = self.planned.clone();
        for (p, number) in planned.iter_mut().zip(1..) {
            p.edit.decision = decisions.on(number, &p.edit);
        }
        self.together.decide(&mut planned);
        let about = |f: &&Finding| planned.get(f.edit?.checked_sub(1)?);
        let stays = |f: &&Finding| about(f).is_none_or(|p| !p.is_left_out());
        let mut findings: Vec<Finding> = self.findings.iter().filter(stays).cloned().collect();
        let settled = match planned.iter().any(|p| p.edit.decision.is_some()) {
            true => Settled::of(context, &planned, &self.together),
            false => self.settled.clone(),
        };
        findings.extend(without_place(&planned, &settled));
        let left_out = left_out(context, &planned);
        let edit_of = edit_of(context, &planned);
        let rendered = render::render(context, &planned, settled)?;
        let mut edits: Vec<Edit> = planned.into_iter().map(|p| p.edit).collect();
        for (edit, line) in edits.iter_mut().zip(rendered.lines) {
            edit.merged_line = line;
        }
        Ok(Merged { text: rendered.text, edits, findings, left_out, edit_of })
    }
}

/// Merges the changes from `base` to `custom` into `target`; `callees` are what `custom` calls.
///
/// # Errors
///
/// As [`Prepared::merged`].
pub fn merge(
    trees: Triple<&Tree<'_>>,
    rewriting: Rewriting,
    callees: &Callees,
    decisions: &Decisions,
) -> Result<Merged, Overlap> {
    Prepared::of(trees, rewriting, callees).merged(decisions)
}

/// What is to be said of edits that belong in the merged file and cannot be made. Of a conflict, the
/// chosen version is missing; of others, another decision is the reason.
fn without_place(planned: &[Planned], settled: &Settled) -> Vec<Finding> {
    let told = |((p, goes_in), number): ((&Planned, &bool), usize)| {
        if *goes_in || p.ops().is_empty() {
            return None;
        }
        let severity = match p.edit.decision {
            Some(Decision::Custom) => Severity::Error,
            _ => Severity::Warning,
        };
        let message = "this edit cannot be made with what was decided: what it removes contains \
                       something that you have elsewhere, what it stands in is gone, or another \
                       edit that it goes together with cannot be made. Nothing of it is in the \
                       merged file";
        let line = p.edit.custom_line;
        let mut finding = code::NO_PLACE.finding(severity, message.to_owned(), line);
        finding.edit = Some(number);
        Some(finding)
    };
    planned.iter().zip(&settled.goes_in).zip(1..).filter_map(told).collect()
}

/// The edit that each node of custom belongs to: the first, where there are several.
fn edit_of(context: &Context<'_, '_>, planned: &[Planned]) -> Vec<Option<usize>> {
    let mut edit_of = vec![None; context.custom.len()];
    for (number, p) in planned.iter().enumerate() {
        let mut is_about = |node: Ix| {
            edit_of[node.index()].get_or_insert(number);
        };
        match p.change {
            Some(
                Change::Insert { custom } | Change::Within { custom } | Change::Move { custom, .. },
            ) => {
                context.custom.subtree(custom).for_each(is_about);
            }
            Some(Change::Wrap { custom }) => {
                let new = context.custom.subtree(custom);
                new.filter(|&n| context.custom_of.a(n).is_none()).for_each(is_about);
            }
            Some(Change::Alter { custom, .. } | Change::Payload { custom, .. }) => is_about(custom),
            _ => {}
        }
    }
    edit_of
}

/// The nodes of custom that the decisions leave out. A payload is left out with the last of the
/// edits to it.
fn left_out(context: &Context<'_, '_>, planned: &[Planned]) -> Vec<Ix> {
    let tree = context.custom;
    let mut nodes = Vec::new();
    for same in planned.chunk_by(|a, b| a.change.is_some() && a.change == b.change) {
        if !same.iter().all(Planned::is_left_out) {
            continue;
        }
        match same[0].change {
            Some(Change::Insert { custom } | Change::Within { custom }) => {
                nodes.extend(tree.subtree(custom));
            }
            Some(Change::Wrap { custom }) => {
                let held = context.held_by(custom);
                let is_held = |n: Ix| held.iter().any(|&(h, _)| tree.contains(h, n));
                nodes.extend(tree.subtree(custom).filter(|&n| !is_held(n)));
            }
            Some(Change::Alter { custom, .. } | Change::Payload { custom, .. }) => {
                nodes.push(custom);
            }
            _ => {}
        }
    }
    nodes
}
