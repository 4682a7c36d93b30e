//! What a finding rule looks at: the four versions of one sequence, and which parts of them are
//! the operator's.

use crate::callees::Callees;
use crate::flow::{Gateway, Origins};
use crate::matching::{Matching, Versions};
use crate::model::{ClassJars, Formatters};
use crate::program::{Ix, Kind, Tree};
use crate::stock::{Release, SequenceName};

use super::flows::Flows;
use super::rewrites::Rewriting;
pub(super) use super::typed::{name, written};

/// What is known about a sequence besides its text.
#[derive(Debug, Clone, Copy)]
pub struct Setting<'s> {
    /// Which sequence it is; none for one of the operator's own.
    pub sequence: Option<SequenceName>,
    /// The release the operator comes from.
    pub base_release: Release,
    /// The release the operator goes to.
    pub target_release: Release,
    /// What rewriting depends on.
    pub rewriting: Rewriting,
    /// Where the new gateway has the classes that are named, where its jars are known.
    pub classes: Option<&'s ClassJars>,
    /// What the gateways write bodies with, beyond what their releases register.
    pub formatters: &'s Formatters,
    /// What the operator's file calls.
    pub callees: &'s Callees,
}

/// What a finding rule looks at.
pub struct Scene<'s, 'd> {
    /// What is known besides the text.
    pub setting: Setting<'s>,
    /// The stock sequence of the old release.
    pub base: &'s Tree<'d>,
    /// The operator's file.
    pub custom: &'s Tree<'d>,
    /// The stock sequence of the new release.
    pub target: &'s Tree<'d>,
    /// The merged file.
    pub merged: &'s Tree<'s>,
    /// What the operator's file did on the old gateway.
    pub old: Flows<'s, 'd>,
    /// What the stock sequence does on the new gateway.
    pub stock: Flows<'s, 'd>,
    /// What the merged file does on the new gateway.
    pub new: Flows<'s, 's>,
    versions: &'s Versions<'s, 'd>,
    written: Vec<bool>,
    own: Vec<bool>,
}

impl<'s, 'd> Scene<'s, 'd> {
    /// A sequence before and after its merge.
    pub fn new(setting: Setting<'s>, versions: &'s Versions<'s, 'd>) -> Self {
        let Versions { base, custom, target, merged, .. } = versions;
        let on_new = || Gateway::new(setting.target_release, setting.callees);
        let on_old = Gateway::old(setting.base_release, setting.callees);
        Self {
            old: Flows::new(custom, on_old),
            stock: Flows::new(target, on_new()),
            new: Flows::new(merged, on_new()),
            setting,
            base,
            custom,
            target,
            merged,
            written: differing(base, custom, &versions.custom_of_base),
            own: differing(target, merged, &versions.merged_of_target),
            versions,
        }
    }

    /// The nodes of custom (b) with those of the base (a).
    pub fn custom_of(&self) -> &Matching {
        &self.versions.custom_of_base
    }

    /// The same where some of custom was left out by decision: that is not part of the merge.
    #[must_use]
    pub fn without(mut self, left_out: &[Ix]) -> Self {
        left_out.iter().for_each(|n| self.written[n.index()] = false);
        self
    }

    /// The nodes of custom that the operator wrote or changed, in document order.
    pub fn written(&self) -> impl Iterator<Item = Ix> + '_ {
        self.custom.all().filter(|n| self.written[n.index()])
    }

    /// Whether the operator wrote or changed a node of custom.
    pub fn is_written(&self, custom: Ix) -> bool {
        self.written[custom.index()]
    }

    /// Whether a node of custom is not in the base at all.
    pub fn is_new(&self, custom: Ix) -> bool {
        self.versions.custom_of_base.a(custom).is_none() && self.written[custom.index()]
    }

    /// The nodes of the merged file that the target does not have as they are.
    pub fn own(&self) -> impl Iterator<Item = Ix> + '_ {
        self.merged.all().filter(|n| self.own[n.index()])
    }

    /// Whether the target does not have a node of the merged file as it is.
    pub fn is_own(&self, merged: Ix) -> bool {
        self.own[merged.index()]
    }

    /// Whether the target does not have a node of the merged file at all.
    pub fn is_added(&self, merged: Ix) -> bool {
        self.versions.merged_of_target.a(merged).is_none()
    }

    /// The mediators of the operator's by which a client gets its answer: where they send one, or
    /// call a sequence that does.
    pub(super) fn own_answers(&self) -> impl Iterator<Item = Ix> + '_ {
        self.own().filter(|&n| self.is_added(n) && !self.new.answer(n).is_empty())
    }

    /// The node of the target that a node of the merged file is.
    pub fn in_target(&self, merged: Ix) -> Option<Ix> {
        self.versions.merged_of_target.a(merged)
    }

    /// The node of custom that a node of the merged file comes from.
    pub fn origin(&self, merged: Ix) -> Option<Ix> {
        self.versions.merged_of_custom.a(merged)
    }

    /// The line of the operator's file that a node of the merged file comes from.
    pub fn line(&self, merged: Ix) -> Option<u32> {
        self.origin(merged).map(|n| self.custom.line(n))
    }

    /// Whether the sequence is one of these.
    pub fn is_one_of(&self, sequences: &[SequenceName]) -> bool {
        self.setting.sequence.is_some_and(|s| sequences.contains(&s))
    }
}

/// For each node of `b`, whether `a` does not have it as it is.
fn differing(a: &Tree<'_>, b: &Tree<'_>, pairs: &Matching) -> Vec<bool> {
    let differs = |n: Ix| {
        let Some(partner) = pairs.a(n) else { return true };
        let payload =
            b.kind(n) == Kind::PayloadFactory && a.node(partner).content != b.node(n).content;
        payload || !a.same_head(partner, b, n)
    };
    b.all().map(differs).collect()
}

/// That something which nobody knows may see to it, where values may come from such a thing.
pub(super) fn unless<'o>(
    flows: &Flows<'_, '_>,
    from: impl Iterator<Item = &'o Origins>,
    does: &str,
) -> String {
    let mut writers = from.flat_map(|from| flows.writers(from).collect::<Vec<_>>());
    match writers.find_map(|n| flows.unknown_call(n)) {
        Some(called) => format!(" unless {called} {does}"),
        None => String::new(),
    }
}

/// Things in a row, as a person lists them.
pub(super) fn list(items: &[&str], last: &str) -> String {
    match items {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [rest @ .., end] => format!("{} {last} {end}", rest.join(", ")),
    }
}
