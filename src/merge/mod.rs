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
mod graft;
mod heads;
mod marked;
mod operations;
mod payloads;
mod place;
mod reasons;
mod removed;
mod render;
mod same;
mod settle;

use settle::Settled;

use crate::edits::Change;
use crate::model::{Decision, Edit, Finding, Outcome, Triple};
use crate::payload::FieldEdit;
use crate::program::{Ix, Tree};
use crate::rules::Rewriting;
use crate::xml::{NodeId, Overlap};

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
}

/// What one edit does to the target, and what it would do if a conflict were settled otherwise.
#[derive(Debug, Clone)]
struct Planned {
    edit: Edit,
    /// The change it is about; several edits may share one. None for the sequence's name.
    change: Option<Change>,
    ops: Vec<Op>,
    /// The operations of the operator's side of a conflict.
    if_custom: Vec<Op>,
}

/// One operation on the target.
#[derive(Debug, Clone)]
enum Op {
    /// Take a node away, with all below it that nothing else claims.
    Remove(Ix),
    /// Put something among the children of a node, before its child of that number.
    Place { parent: Ix, at: usize, what: What },
    /// Take a node from where it stands; a [`What`] puts it elsewhere.
    Take(Ix),
    /// Give an attribute another value, or take it away.
    SetAttribute { node: Ix, name: String, value: Option<String> },
    /// Declare a prefix.
    Declare { node: Ix, prefix: String, uri: String },
    /// Give a leaf another text.
    SetText { node: Ix, text: String },
    /// Keep a new node of custom inside a wrapper that an other edit puts into the target.
    Include(Ix),
    /// Put a payload of custom in the place of a payload.
    ReplacePayload { node: Ix, custom: Ix },
    /// Change a field of a payload; the payload of custom it comes from stands in where that fails.
    EditField { node: Ix, custom: Ix, edit: FieldEdit },
}

/// What is put into a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    /// A node of custom that the base does not have.
    Custom(Ix),
    /// A node of the target that moves; with the node of custom that shows where.
    Target(Ix, Ix),
    /// A comment of custom.
    Comment(NodeId),
}

/// Merges the changes from `base` to `custom` into `target`.
///
/// The edits, their order and what they say do not depend on the decisions: those only change
/// `decision` and `merged_line`, the text, and the findings. A conflict without a decision has the
/// target's side in its place.
///
/// # Errors
///
/// Two operations on the same bytes of the target: a defect of faultgraft, never of the input.
pub fn merge(
    trees: Triple<&Tree<'_>>,
    rewriting: Rewriting,
    decisions: &Decisions,
) -> Result<Merged, Overlap> {
    let context = Context::new(trees, rewriting);
    let (mut planned, mut findings) = decide::decide(&context);
    let mut settled = settle::hold_back(&context, &mut planned);
    for (p, number) in planned.iter_mut().zip(1..) {
        p.edit.decision = decisions.on(number, &p.edit);
    }
    let about = |f: &Finding| f.edit.as_ref().and_then(|n| planned.get(n.parse::<usize>().ok()?));
    findings.retain(|f| about(f).is_none_or(|p| !p.is_left_out()));
    if planned.iter().any(|p| p.edit.decision.is_some()) {
        settled = Settled::of(&context, &planned);
    }
    let left_out = left_out(&context, &planned);
    let rendered = render::render(&context, &planned, settled)?;
    let mut edits: Vec<Edit> = planned.into_iter().map(|p| p.edit).collect();
    for (edit, line) in edits.iter_mut().zip(rendered.lines) {
        edit.merged_line = line;
    }
    Ok(Merged { text: rendered.text, edits, findings, left_out })
}

impl Planned {
    /// The operations that the decision leaves.
    fn ops(&self) -> &[Op] {
        match (self.edit.outcome, self.edit.decision) {
            (_, Some(Decision::Reject)) => &[],
            (Outcome::Conflict, Some(Decision::Custom)) => &self.if_custom,
            (Outcome::Conflict, _) => &[],
            _ => &self.ops,
        }
    }

    /// Whether anything of it would stand in the merged file if it were accepted or settled with
    /// the operator's side.
    fn writes(&self) -> bool {
        !self.ops.is_empty() || !self.if_custom.is_empty()
    }

    /// Whether a decision keeps something of the operator's out of the merged file. Of what is
    /// dropped or already there, nothing would come into it anyway.
    fn is_left_out(&self) -> bool {
        let against = matches!(self.edit.decision, Some(Decision::Reject | Decision::Target));
        against && !matches!(self.edit.outcome, Outcome::Dropped | Outcome::AlreadyThere)
    }
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
