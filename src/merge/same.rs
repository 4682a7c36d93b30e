//! Whether the target has what the base had, but for the change from XML to JSON.

use super::Context;
use super::payloads::SETTINGS;
use crate::payload::Reading;
use crate::program::{Ix, Kind};
use crate::rules::{migrated_value, read_payload};

impl Context<'_, '_> {
    /// Whether a node of the target is the base's, migrated: the same mediators with the same
    /// values, content types and payloads compared as fields.
    pub(super) fn same_in_target(&self, base: Ix, target: Ix) -> bool {
        if self.base.node(base).content == self.target.node(target).content {
            return true;
        }
        if !self.same_head_in_target(base, target) {
            return false;
        }
        let mut theirs = self.target.children(target);
        let all = self
            .base
            .children(base)
            .all(|b| theirs.next().is_some_and(|t| self.same_in_target(b, t)));
        all && theirs.next().is_none()
    }

    /// The same for the node itself, without its children.
    pub(super) fn same_head_in_target(&self, base: Ix, target: Ix) -> bool {
        let (b, t) = (self.base.node(base), self.target.node(target));
        if b.kind != t.kind || b.text != t.text {
            return false;
        }
        if b.kind == Kind::PayloadFactory {
            let set = |name: &&str| self.base.attr(base, name) == self.target.attr(target, name);
            return SETTINGS.iter().all(set) && self.same_payload_in_target(base, target);
        }
        if b.kind == Kind::Other && self.base.name(base) != self.target.name(target) {
            return false;
        }
        let (mine, theirs) = (self.base.attrs(base), self.target.attrs(target));
        mine.len() == theirs.len()
            && mine.iter().zip(theirs).all(|(x, y)| {
                x.name == y.name && self.migrated_base(base, x.name, &x.value) == y.value
            })
    }

    /// An attribute's value of the base as the target's line writes it.
    pub(super) fn migrated_base<'v>(
        &self,
        base: Ix,
        name: &str,
        value: &'v str,
    ) -> std::borrow::Cow<'v, str> {
        match self.rewriting.to_json {
            true => migrated_value(self.base, base, name, value),
            false => std::borrow::Cow::Borrowed(value),
        }
    }

    fn same_payload_in_target(&self, base: Ix, target: Ix) -> bool {
        let ours = read_payload(self.base, base, self.rewriting.reading);
        let theirs = read_payload(self.target, target, Reading::default());
        if ours.is_xml() != theirs.is_xml() && !self.rewriting.to_json {
            return false;
        }
        match (ours.value(), theirs.value()) {
            (Some(ours), Some(theirs)) => ours == theirs,
            _ => self.base.node(base).content == self.target.node(target).content,
        }
    }
}
