//! Attributes and text that both sides may have changed.

use std::borrow::Cow;

use super::decide::Decider;
use super::draft::Draft;
use super::reasons::{describe, source};
use super::{Context, Op};
use crate::expression::{Expression, Syntax};
use crate::model::{EditKind, Outcome, Sides, Triple};
use crate::program::form::Is;
use crate::program::{Attr, Ix, Tree};
use crate::rules::{Rewrite, Rewritten, code};

/// What becomes of one attribute, or of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// Only the operator changed it.
    Custom,
    /// Operator and target changed it alike.
    Same,
    /// They changed it differently.
    Both,
}

impl Decider<'_, '_, '_> {
    /// Other attributes or other text of a mediator that both have.
    pub(super) fn alter(&mut self, base: Ix, custom: Ix) {
        let context = self.context;
        let draft = Draft::new(EditKind::Change, context.alteration(base, custom))
            .lines(Some(context.custom.line(custom)), Some(context.base.line(base)));
        let Some(target) = context.target_of.b(base) else {
            return self.edit_of_gone(draft, base, Some(custom));
        };
        let draft = draft.target_line(Some(context.target.line(target)));
        let changed = context.changed_attributes(base, custom);
        let reads = context.rewriter().changed(custom, &changed);
        let mut sides = Vec::new();
        let mut ops = Vec::new();
        let mut migrates = false;
        for name in changed {
            let (side, migrated) = context.attribute_side(name, base, custom, target);
            migrates |= migrated;
            if side != Side::Same {
                let value = reads.as_ref().and_then(|r| new_value(r, name));
                ops.extend(context.set_attribute(name, value, custom, target));
            }
            sides.push(side);
        }
        sides.extend(context.text_side(base, custom, target, &mut ops));
        let both = sides.contains(&Side::Both);
        if both || (!ops.is_empty() && context.was_moved(base, target)) {
            let reason = "You and the target changed the same thing.";
            let sides = context.heads(base, custom, target);
            let draft = draft.both_changed(reason, sides.base, sides.custom, sides.target);
            return self.push_conflict(draft, Vec::new(), ops);
        }
        if ops.is_empty() {
            return self.push(draft.same_in_target("The target says the same."), ops);
        }
        if let Some(rewritten) = reads {
            let sides = context.heads(base, custom, target);
            return self.alter_rewritten(draft, rewritten, sides, ops);
        }
        if let Some(why) = context.rewriter().doubt_of_type(custom) {
            let draft = match migrates {
                true => draft.rule(&code::MESSAGE_TYPE).out(Outcome::Rewritten, ""),
                false => draft.rule(&code::JSON_AS_XML),
            };
            let outcome = draft.edit.outcome;
            let reason = format!("Look at it: it {why}.");
            return self.push(draft.out(outcome, reason).review(), ops);
        }
        if migrates {
            let draft = draft.rule(&code::MESSAGE_TYPE);
            return self.push(draft.out(Outcome::Rewritten, code::MESSAGE_TYPE.when), ops);
        }
        let reason = "The target left it as it was, so your value stands.";
        self.push(draft.out(Outcome::Carried, reason), ops);
    }

    /// Attributes that read something else in the merged file.
    fn alter_rewritten(&mut self, draft: Draft, rewritten: Rewritten, sides: Sides, ops: Vec<Op>) {
        let rule = rewritten.rule;
        let draft = draft.rule(rule);
        let Rewrite::Lost(why) = rewritten.rewrite else {
            let reason = format!("{} The merged file writes it in another way.", rule.when);
            return self.push(draft.out(Outcome::Rewritten, reason), ops);
        };
        let reason = format!("{why}, and no payload before it says what that was.");
        let draft = draft.sides(sides.base, sides.custom, sides.target);
        self.push_conflict(draft.out(Outcome::Conflict, reason).review(), Vec::new(), ops)
    }
}

/// The value that a rewriting gives an attribute.
fn new_value(rewritten: &Rewritten, name: &str) -> Option<String> {
    let Rewrite::Attributes(patches) = &rewritten.rewrite else { return None };
    let mut set = patches.iter().flat_map(|p| &p.set);
    set.find(|(n, _)| n == name).map(|(_, value)| value.clone())
}

fn side(target_is_base: bool, target_is_custom: bool) -> Side {
    match (target_is_custom, target_is_base) {
        (true, _) => Side::Same,
        (_, true) => Side::Custom,
        _ => Side::Both,
    }
}

/// A node's own tag, or all of a leaf.
fn head(tree: &Tree<'_>, node: Ix) -> String {
    match tree.size(node) {
        1 => source(tree, node),
        _ => describe(tree, node),
    }
}

fn find<'a, 'd>(tree: &'a Tree<'d>, node: Ix, name: &str) -> Option<&'a Attr<'d>> {
    tree.attrs(node).iter().find(|a| a.name == name)
}

impl Context<'_, '_> {
    /// The names of the attributes that the operator changed, added or took away.
    pub(super) fn changed_attributes(&self, base: Ix, custom: Ix) -> Vec<&str> {
        let (b, c) = (self.base.attrs(base), self.custom.attrs(custom));
        let mut names: Vec<&str> = b.iter().chain(c).map(|a| a.name).collect();
        names.sort_unstable();
        names.dedup();
        names.retain(|n| self.base.attr(base, n) != self.custom.attr(custom, n));
        names
    }

    /// Who changed an attribute, comparing base and custom as the target's line writes them, and
    /// whether the operator's value is written otherwise there.
    pub(super) fn attribute_side(
        &self,
        name: &str,
        base: Ix,
        custom: Ix,
        target: Ix,
    ) -> (Side, bool) {
        let b = self.base.attr(base, name);
        let c = self.custom.attr(custom, name);
        let t = self.target.attr(target, name);
        let b = b.map(|v| self.migrated_base(base, name, v));
        let migrated = c.map(|v| self.migrated_custom(custom, name, v));
        let rewritten = migrated.as_deref() != c;
        (side(t == b.as_deref(), t == migrated.as_deref()), rewritten)
    }

    fn migrated_custom<'v>(&self, custom: Ix, name: &str, value: &'v str) -> Cow<'v, str> {
        self.rewriter().migrated(custom, name, value)
    }

    /// Who changed the text of a mediator, where the operator did.
    fn text_side(&self, base: Ix, custom: Ix, target: Ix, ops: &mut Vec<Op>) -> Option<Side> {
        let b = &self.base.node(base).text;
        let c = &self.custom.node(custom).text;
        let t = &self.target.node(target).text;
        let side = (b != c).then(|| side(t == b, t == c))?;
        if side != Side::Same {
            ops.push(Op::SetText { node: target, text: c.clone().into_owned() });
        }
        Some(side)
    }

    /// The three tags of a mediator, for showing a conflict.
    fn heads(&self, base: Ix, custom: Ix, target: Ix) -> Sides {
        Triple {
            base: Some(head(self.base, base)),
            custom: Some(head(self.custom, custom)),
            target: Some(head(self.target, target)),
        }
    }

    /// Gives a node of the target the operator's value, as written or as `rewritten`, with the
    /// prefixes it needs.
    pub(super) fn set_attribute(
        &self,
        name: &str,
        rewritten: Option<String>,
        custom: Ix,
        target: Ix,
    ) -> Vec<Op> {
        let Some(attr) = find(self.custom, custom, name) else {
            let doc = self.target.doc;
            let element = self.target.node(target).element;
            let comes_to_light = |hidden: &&str| {
                doc.find_attribute(element, hidden).is_some()
                    && self.target.attr(target, hidden).is_none()
                    && self.custom.attr(custom, hidden).is_none()
            };
            let hidden = self
                .target
                .kind(target)
                .form()
                .hidden_by(name)
                .iter()
                .copied()
                .filter(comes_to_light);
            let gone = std::iter::once(name).chain(hidden);
            return gone
                .map(|name| Op::SetAttribute { node: target, name: name.to_owned(), value: None })
                .collect();
        };
        let raw = attr.source.map_or(attr.value.clone(), |id| self.custom.doc.attribute_value(id));
        let value =
            rewritten.unwrap_or_else(|| self.migrated_custom(custom, name, &raw).into_owned());
        let there = self.target.node(target).element;
        let mut ops: Vec<Op> = self
            .prefixes(custom, name, &value)
            .into_iter()
            .filter(|(prefix, uri)| {
                self.target.doc.resolve_prefix(there, prefix).is_none_or(|bound| bound != *uri)
            })
            .map(|(prefix, uri)| Op::Declare { node: target, prefix, uri })
            .collect();
        ops.push(Op::SetAttribute { node: target, name: name.to_owned(), value: Some(value) });
        ops
    }

    /// The prefixes in a value of the operator's, with the namespaces that they are bound to.
    fn prefixes(&self, custom: Ix, name: &str, value: &str) -> Vec<(String, String)> {
        let (doc, here) = (self.custom.doc, self.custom.node(custom).element);
        if self.custom.kind(custom).form().meaning(name) == Some(Is::Qualified) {
            let prefix = value.split_once(':').map(|(prefix, _)| prefix.to_owned());
            let bound = doc.namespace_of_name(here, value).map(Cow::into_owned);
            return prefix.zip(bound).into_iter().collect();
        }
        let read = Expression::at(doc, here, value, Syntax::Either);
        let bound = read.prefixes().filter_map(|(prefix, uri)| Some((prefix.into(), uri?.into())));
        bound.collect()
    }

    /// What the operator changed about a mediator, in one line.
    fn alteration(&self, base: Ix, custom: Ix) -> String {
        let mut parts: Vec<String> = self
            .changed_attributes(base, custom)
            .into_iter()
            .map(|name| match (find(self.base, base, name), find(self.custom, custom, name)) {
                (Some(b), Some(c)) => format!("{name} \"{}\" to \"{}\"", b.value, c.value),
                (None, Some(c)) => format!("{name} \"{}\" added", c.value),
                (Some(b), None) => format!("{name} \"{}\" taken away", b.value),
                (None, None) => name.to_owned(),
            })
            .collect();
        let (b, c) = (&self.base.node(base).text, &self.custom.node(custom).text);
        if b != c {
            let quote = |text: &str| super::reasons::shorten(text, 60);
            parts.push(format!("text \"{}\" to \"{}\"", quote(b), quote(c)));
        }
        format!("{}: {}", describe(self.base, base), parts.join(", "))
    }
}
