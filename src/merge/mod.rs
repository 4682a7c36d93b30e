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
mod draft;
mod graft;
mod marked;
mod operations;
mod payloads;
mod place;
mod reasons;
mod removed;
mod render;
mod same;

use crate::model::{Decision, Edit, Finding, Outcome, Triple};
use crate::payload::FieldEdit;
use crate::rules::Rewriting;
use crate::synapse::{Ix, Tree};
use crate::xml::{NodeId, Overlap};

pub use context::Context;
pub use reasons::describe;

/// A merged sequence.
#[derive(Debug, Clone)]
pub struct Merged {
    /// The text: the target's, with the edits.
    pub text: String,
    /// Every change of the operator's, with what became of it.
    pub edits: Vec<Edit>,
    /// What the rewriting rules have to say.
    pub findings: Vec<Finding>,
}

/// What one edit does to the target, and what it would do if a conflict were settled otherwise.
#[derive(Debug, Clone)]
struct Planned {
    edit: Edit,
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
/// `settle` is asked for every conflict: `Custom` or `Target` settles it, nothing leaves the
/// target's side in its place, undecided.
///
/// # Errors
///
/// Two operations on the same bytes of the target: a defect of faultgraft, never of the input.
pub fn merge(
    trees: Triple<&Tree<'_>>,
    rewriting: Rewriting,
    prefer: Option<Decision>,
) -> Result<Merged, Overlap> {
    let context = Context::new(trees, rewriting);
    let (mut planned, findings) = decide::decide(&context);
    for p in &mut planned {
        if p.edit.outcome == Outcome::Conflict {
            p.edit.decision = prefer;
        }
    }
    let rendered = render::render(&context, &planned)?;
    let mut edits: Vec<Edit> = planned.into_iter().map(|p| p.edit).collect();
    for (edit, line) in edits.iter_mut().zip(rendered.lines) {
        edit.merged_line = line;
    }
    Ok(Merged { text: rendered.text, edits, findings })
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
}
