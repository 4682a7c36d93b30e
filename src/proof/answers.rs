//! What an edit answers, and what it sets of other answers.

use std::collections::BTreeSet;

use super::claim::Doubt;
use super::sides::{Pair, Sides};
use crate::expression::Location;
use crate::flow::{Flow, Read, SECRETS};
use crate::merge::describe;
use crate::program::{Ix, Tree};
use crate::rules::code;

impl Sides<'_, '_> {
    /// An answer of the operator's that has something of the target's now.
    pub(super) fn leaks(&self, pair: Pair) -> Option<Doubt> {
        let new = self.new.answers(pair.merged.1);
        let leaks = |old: &&Read| {
            let Some(new) = new.iter().find(|read| read.location == old.location) else {
                return false;
            };
            let was = self.sources_old(&old.location, &old.from);
            is_said(&old.location) && !was.stock && self.sources_new(&new.from).stock
        };
        let old = self.old.answers(pair.custom.1).iter().find(leaks)?;
        let from = new.iter().find(|read| read.location == old.location)?;
        let by = self.named(self.stock_writer(&from.from)?);
        let name = describe(self.custom(), pair.custom.0);
        let message = format!("{name} answers with {} that {by} sets", old.location);
        Some(self.doubt(pair, &code::NOT_PROVEN, message))
    }

    /// What the operator set of some answer and that reaches none any more.
    pub(super) fn undone(&self) -> Vec<Doubt> {
        // What may do anything may have set this, or not.
        let sets = |node: &Ix, location: &Location| {
            let id = self.custom().id(*node);
            id.is_some_and(|id| self.old.writes(id).contains(location))
        };
        let only = |own: BTreeSet<Ix>, read: &Read| -> Vec<Ix> {
            own.into_iter().filter(|node| sets(node, &read.location)).collect()
        };
        let old = |read: &Read| only(self.sources_old(&read.location, &read.from).own, read);
        let new = |read: &Read| only(self.sources_new(&read.from).own, read);
        let is_answer = |tree: &Tree<'_>, flow: &Flow, node: Ix| {
            tree.id(node).is_some_and(|id| !flow.answers(id).is_empty())
        };
        let at_old = |node: Ix| {
            let merged = self.versions.merged_of_custom.b(node);
            let merged = merged.filter(|&n| is_answer(self.merged(), &self.new, n));
            merged.map_or(At::Other, At::Answer)
        };
        let at_new = |node: Ix| {
            let custom = self.versions.merged_of_custom.a(node);
            let is_there = custom.is_some_and(|n| is_answer(self.custom(), &self.old, n));
            if is_there { At::Answer(node) } else { At::Other }
        };
        let was = reaching(&self.old, self.custom(), at_old, old);
        let is = reaching(&self.new, self.merged(), at_new, new);
        // Where the engine no longer comes to the end after it sent, one answer is left of two.
        let left: BTreeSet<(Ix, &Location)> = is.iter().map(|(_, n, part)| (*n, part)).collect();
        let never_ends = self.new.at_end().is_empty();
        let lost = was.difference(&is).filter(|(at, node, part)| {
            !(*at == At::End && never_ends && left.contains(&(*node, part)))
        });
        let lost = lost.filter_map(|(_, node, part)| {
            let what = "in your file, and no longer does in the merged one";
            self.about(*node, &format!("decides {part} of an answer {what}"))
        });
        let more = is.difference(&was).filter_map(|(_, node, part)| {
            let what = "in the merged file, and did not in yours";
            self.about(*node, &format!("decides {part} of an answer {what}"))
        });
        lost.chain(more).collect()
    }

    fn about(&self, node: Ix, what: &str) -> Option<Doubt> {
        let edit = self.claim.edit_of[node.index()]?;
        let merged = self.versions.merged_of_custom.b(node)?;
        let custom = (node, self.custom().id(node)?);
        let pair = Pair { edit, custom, merged: (merged, self.merged().id(merged)?) };
        let message = format!("{} {what}", describe(self.custom(), node));
        Some(self.doubt(pair, &code::NOT_PROVEN, message))
    }
}

/// An answer, of both files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum At {
    /// The one that a node of the merged file gives.
    Answer(Ix),
    /// The one that the caller gives, or Java.
    End,
    /// One that only one of the files has.
    Other,
}

/// The operator's mediators that reach an answer, each with what of it they set.
fn reaching(
    flow: &Flow,
    tree: &Tree<'_>,
    at: impl Fn(Ix) -> At,
    own: impl Fn(&Read) -> Vec<Ix>,
) -> BTreeSet<(At, Ix, Location)> {
    let of = |node: Ix| Some((at(node), flow.answers(tree.id(node)?)));
    let answers = tree.all().filter_map(of).chain([(At::End, flow.end())]);
    let reads = answers.flat_map(|(at, reads)| reads.iter().map(move |read| (at, read)));
    reads
        .filter(|(_, read)| is_said(&read.location))
        .flat_map(|(at, read)| {
            own(read).into_iter().map(move |node| (at, node, read.location.clone()))
        })
        .collect()
}

/// Whether the operator says it of an answer, rather than that it follows from something else: how
/// the transport is told of a body follows from the body, and which of the request's headers come
/// back is for the rule `echoed-headers`.
fn is_said(location: &Location) -> bool {
    let is_secret = |name: &str| SECRETS.iter().any(|s| s.eq_ignore_ascii_case(name));
    match location {
        Location::Axis2(name) => !matches!(&**name, "ContentType" | "NO_ENTITY_BODY"),
        Location::Header(name) => &**name != "content-type" && !is_secret(name),
        _ => true,
    }
}
