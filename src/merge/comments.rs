//! The operator's own comments: carried with what they stand before, or in their place.

use super::decide::Decider;
use super::draft::Draft;
use super::place::{Place, Spot};
use super::{Context, Op, What};
use crate::model::{EditKind, Outcome};
use crate::program::{Comment, Ix};

impl Decider<'_, '_, '_> {
    /// A comment that the base does not have. One inside a payload of custom that replaces the
    /// target's is written with it, and is not an edit.
    pub(super) fn comment(&mut self, number: usize) {
        let context = self.context;
        let comment = context.custom.comments()[number];
        if comment.inside.is_some_and(|payload| self.taken_over.contains(&payload)) {
            return;
        }
        let what = What::Comment(comment.node);
        let draft = Draft::new(EditKind::Comment, context.name_of(what))
            .lines(Some(context.custom.doc.line(comment.node)), None);
        let Some(parent) = context.target_of_custom(comment.parent) else {
            let reason = "What it stood in is gone from the target.";
            return self.push(draft.out(Outcome::Dropped, reason), Vec::new());
        };
        if self.target_comments.contains(&(parent, context.custom.comment_text(&comment))) {
            return self.push(draft.same_in_target("The target has the same comment."), Vec::new());
        }
        let at = self.comment_place(&comment, parent);
        let reason = "Your comment, with what it stood before.";
        self.push(draft.out(Outcome::Carried, reason), vec![Op::Place { parent, at, what }]);
    }

    /// Before what it stands before, else after what it stands after, else at the end.
    fn comment_place(&self, comment: &Comment, parent: Ix) -> usize {
        let following = comment.before.and_then(|b| self.place_of(b, parent));
        let preceding = || comment.after.and_then(|a| self.place_of(a, parent)).map(|at| at + 1);
        let preceding = || match comment.after.map(|a| self.context.changes.stays(a)) {
            Some(false) => preceding().map(|at| at - 1),
            _ => preceding(),
        };
        following.or_else(preceding).unwrap_or_else(|| self.context.target.children(parent).count())
    }

    /// The number in the target's list before which a sibling of the comment stands.
    fn place_of(&self, sibling: Ix, parent: Ix) -> Option<usize> {
        if self.context.changes.stays(sibling) {
            return self.context.number_in(parent, sibling);
        }
        match self.places.get(sibling) {
            Place::At(Spot { parent: p, at, .. }) if p == parent => Some(at),
            Place::Already(t) => Some(self.context.number(t)),
            _ => None,
        }
    }
}

impl Context<'_, '_> {
    /// The number of a stay of custom in a list of the target, if it stands there.
    fn number_in(&self, parent: Ix, custom: Ix) -> Option<usize> {
        let target = self.target_of_custom(custom)?;
        (self.target.parent(target) == Some(parent)).then(|| self.number(target))
    }
}
