//! What the operator took away: stock mediators, and wrappers of what is still there.

use super::decide::{Decider, part_kind};
use super::draft::Draft;
use super::reasons::{describe, source};
use super::{Context, Op};
use crate::model::{EditKind, Outcome};
use crate::program::{Ix, Kind};
use crate::rules::code;

impl Decider<'_, '_, '_> {
    /// A stock mediator that is gone with all below it.
    pub(super) fn delete(&mut self, base: Ix, after: Option<Ix>) {
        let context = self.context;
        let draft = context.removal(base, after);
        let Some(target) = context.target_of.b(base) else {
            return self.delete_gone(draft, base);
        };
        let draft = draft.target_line(Some(context.target.line(target)));
        let ops = vec![Op::Remove(target)];
        if context.is_redundant(target) {
            let reason = "It does nothing in the target: a JSON payload sets messageType itself.";
            let draft = draft.rule(&code::REDUNDANT_IN_TARGET);
            return self.push(draft.out(Outcome::Carried, reason), ops);
        }
        if context.same_in_target(base, target) && !context.was_moved(base, target) {
            let draft = draft.out(Outcome::Carried, "You took it out; so does the merge.");
            return self.push(draft, ops);
        }
        if context.base.kind(base) == Kind::PayloadFactory {
            return self.delete_payload(draft, base, target, ops);
        }
        let draft = draft.both_changed(
            "You deleted it; the target changed it.",
            Some(source(context.base, base)),
            None,
            Some(source(context.target, target)),
        );
        self.push_conflict(draft, Vec::new(), ops);
    }

    /// A stock mediator that is gone from both, of which the target may still have some: another
    /// version of a part, or what stood inside.
    fn delete_gone(&mut self, draft: Draft, base: Ix) {
        let context = self.context;
        let (left, reason) = match self.rivals.of_gone(base) {
            Some(theirs) => (vec![theirs], "You deleted it; the target changed it."),
            None => {
                let reason = "You deleted it with all in it; the target took it away and kept \
                              what it held.";
                (context.kept_by_target(base), reason)
            }
        };
        if left.is_empty() {
            let draft = draft.same_in_target("The target does not have it either.");
            return self.push(draft, Vec::new());
        }
        let theirs: Vec<String> = left.iter().map(|&t| source(context.target, t)).collect();
        let draft = draft.target_line(Some(context.target.line(left[0]))).both_changed(
            reason,
            Some(source(context.base, base)),
            None,
            Some(theirs.join("\n")),
        );
        self.push_conflict(draft, Vec::new(), left.into_iter().map(Op::Remove).collect());
    }

    /// A stock wrapper that is gone while what it held is still there.
    pub(super) fn unwrap(&mut self, base: Ix) {
        let context = self.context;
        let summary = format!("{} is gone, what it held is not", describe(context.base, base));
        let draft = Draft::new(EditKind::Wrap, summary).lines(None, Some(context.base.line(base)));
        let Some(target) = context.target_of.b(base) else {
            return self.unwrap_gone(draft, base);
        };
        let draft = draft.target_line(Some(context.target.line(target)));
        let (ops, all_placed) = self.unwrap_ops(base, target);
        let added = context.target.subtree(target).skip(1).any(|t| context.is_new_in_target(t));
        let changed = context.was_moved(base, target) || context.changed_what_goes(base, target);
        if added || !all_placed || changed {
            let draft = draft.both_changed(
                match changed {
                    true => "You took it away; the target changed it.",
                    false => {
                        "You took it away; the target changed what it holds or where it stands."
                    }
                },
                Some(source(context.base, base)),
                None,
                Some(source(context.target, target)),
            );
            let if_custom = if all_placed { ops } else { Vec::new() };
            return self.push_conflict(draft, Vec::new(), if_custom);
        }
        let reason = "You took it away and kept what it held; so does the merge.";
        self.push(draft.out(Outcome::Carried, reason), ops);
    }

    /// A wrapper that is gone from both: what the operator deleted with it, the target may have kept.
    fn unwrap_gone(&mut self, draft: Draft, base: Ix) {
        let context = self.context;
        let deleted = context.deleted_with(base);
        // The target may have kept what stood in a branch that went.
        let kept = |&n: &Ix| match context.target_of.b(n) {
            Some(target) => vec![target],
            None => context.kept_by_target(n),
        };
        let left: Vec<Ix> = deleted.iter().flat_map(kept).collect();
        let elsewhere = context.put_elsewhere(base);
        let (reason, shown) = match left.is_empty() {
            false => ("You took it away with some of what it held, which the target kept.", &left),
            true => ("You took it away; the target put what it held elsewhere.", &elsewhere),
        };
        let Some(&first) = shown.first() else {
            let draft = draft.same_in_target("The target does not have it either.");
            return self.push(draft, Vec::new());
        };
        let theirs: Vec<String> = shown.iter().map(|&t| source(context.target, t)).collect();
        let draft = draft.target_line(Some(context.target.line(first))).both_changed(
            reason,
            Some(source(context.base, base)),
            None,
            Some(theirs.join("\n")),
        );
        self.push_conflict(draft, Vec::new(), left.into_iter().map(Op::Remove).collect());
    }

    /// Takes a wrapper away and puts what it held into the list around it; also whether all of
    /// that has a place there.
    fn unwrap_ops(&self, base: Ix, target: Ix) -> (Vec<Op>, bool) {
        let context = self.context;
        let mut ops = vec![Op::Remove(target)];
        let mut all_placed = true;
        for (held, custom) in context.left_by(base) {
            let (Some(held), true) = (
                context.target_of.b(held),
                context.custom.parent(custom) == context.unwrapped_into(base),
            ) else {
                continue;
            };
            match self.move_ops(custom, held) {
                Some(moved) => ops.extend(moved),
                None => all_placed = false,
            }
        }
        (ops, all_placed)
    }
}

impl Context<'_, '_> {
    /// What the operator deleted with a wrapper: the topmost nodes below it of which custom has
    /// nothing.
    fn deleted_with(&self, wrapper: Ix) -> Vec<Ix> {
        let keeps = |n: Ix| self.base.subtree(n).any(|below| self.custom_of.b(below).is_some());
        let mut open: Vec<Ix> = vec![wrapper];
        let mut deleted = Vec::new();
        while let Some(n) = open.pop() {
            for child in self.base.children(n).filter(|&c| self.custom_of.b(c).is_none()) {
                match keeps(child) {
                    true => open.push(child),
                    false => deleted.push(child),
                }
            }
        }
        deleted.sort_unstable();
        deleted
    }

    /// What the operator took out of a wrapper, as the target has it, where that is not in the list
    /// that it came into.
    fn put_elsewhere(&self, wrapper: Ix) -> Vec<Ix> {
        let into = self.unwrapped_into(wrapper);
        let there = into.and_then(|list| self.target_of_custom(list));
        let taken_out = self.left_by(wrapper).into_iter();
        taken_out
            .filter(|&(_, c)| self.custom.parent(c) == into)
            .filter_map(|(b, _)| self.target_of.b(b))
            .filter(|&t| there.is_some() && self.target.parent(t) != there)
            .collect()
    }

    /// Whether the target changed or moved something of a wrapper that the operator took away with
    /// it, or moved something that the operator kept.
    fn changed_what_goes(&self, wrapper: Ix, in_target: Ix) -> bool {
        let changed = |n: Ix| {
            self.target_of.b(n).is_some_and(|t| {
                !self.target.contains(in_target, t) || !self.same_head_in_target(n, t)
            })
        };
        let below = self.base.subtree(wrapper);
        let mut gone = below.filter(|&n| self.custom_of.b(n).is_none());
        let moved = |&(n, _): &(Ix, Ix)| self.target_of.b(n).is_some_and(|t| self.was_moved(n, t));
        gone.any(changed) || self.left_by(wrapper).iter().any(moved)
    }

    /// An edit that takes a mediator away, or a part of one.
    fn removal(&self, base: Ix, after: Option<Ix>) -> Draft {
        let kind = part_kind(self.base, base, EditKind::Delete);
        let summary = match (kind, self.base.parent(base)) {
            (EditKind::Change, Some(whole)) => {
                format!("{}: {} taken away", describe(self.base, whole), describe(self.base, base))
            }
            _ => describe(self.base, base),
        };
        let line = after.map(|a| self.custom.line(a));
        Draft::new(kind, summary).lines(line, Some(self.base.line(base)))
    }
}
