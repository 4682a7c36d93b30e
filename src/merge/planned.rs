//! What an edit does to the target, as operations.

use crate::edits::Change;
use crate::model::{Decision, Edit, Outcome};
use crate::payload::FieldEdit;
use crate::program::Ix;
use crate::xml::NodeId;

/// What one edit does to the target, and what it would do if a conflict were settled otherwise.
#[derive(Debug, Clone)]
pub(super) struct Planned {
    pub edit: Edit,
    /// The change it is about; several edits may share one. None for the sequence's name.
    pub change: Option<Change>,
    pub ops: Vec<Op>,
    /// The operations of the operator's version of a conflict.
    pub if_custom: Vec<Op>,
}

/// One operation on the target.
#[derive(Debug, Clone)]
pub(super) enum Op {
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
pub(super) enum What {
    /// A node of custom that the base does not have.
    Custom(Ix),
    /// A node of the target that moves; with the node of custom that shows where.
    Target(Ix, Ix),
    /// A comment of custom.
    Comment(NodeId),
}

impl Planned {
    /// The operations that the decision leaves.
    pub(super) fn ops(&self) -> &[Op] {
        match (self.edit.outcome, self.edit.decision) {
            (_, Some(Decision::Reject)) => &[],
            (Outcome::Conflict, Some(Decision::Custom)) => &self.if_custom,
            (Outcome::Conflict, _) => &[],
            _ => &self.ops,
        }
    }

    /// True if something of it would be in the merged file if it were accepted or settled with
    /// the operator's version.
    pub(super) fn writes(&self) -> bool {
        !self.ops.is_empty() || !self.if_custom.is_empty()
    }

    /// Whether a decision keeps something of the operator's out of the merged file. Of what is
    /// dropped or already there, nothing would come into it anyway.
    pub(super) fn is_left_out(&self) -> bool {
        let against = matches!(self.edit.decision, Some(Decision::Reject | Decision::Target));
        against && !matches!(self.edit.outcome, Outcome::Dropped | Outcome::AlreadyThere)
    }
}
