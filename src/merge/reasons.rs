//! The sentences about an edit: what it is, and why it has its place.

use super::place::{How, Spot};
use super::{Context, What};
use crate::program::{Ix, Kind, Tree};

/// A mediator in one line: its start tag as written, shortened.
pub fn describe(tree: &Tree<'_>, node: Ix) -> String {
    if tree.node(node).implied {
        return "<then> of the filter".to_owned();
    }
    let doc = tree.doc;
    let tag = doc.slice(doc.node(tree.node(node).element).inner);
    let tag = tag.split_whitespace().collect::<Vec<_>>().join(" ");
    shorten(&tag.replace(" />", "/>"), 100)
}

/// Text in at most that many characters.
pub(super) fn shorten(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => text.to_owned(),
        Some((cut, _)) => format!("{}...", text[..cut].trim_end()),
    }
}

/// A node with all below it, as written, for showing a side of a conflict.
pub(super) fn source(tree: &Tree<'_>, node: Ix) -> String {
    let span = tree.doc.node(tree.node(node).element).span;
    let text = tree.doc.slice(span);
    let column = tree.doc.position(span.start).column as usize - 1;
    let mut lines = text.lines();
    let mut out = lines.next().unwrap_or("").to_owned();
    for line in lines {
        let margin = line.len() - line.trim_start().len();
        out.push('\n');
        out.push_str(&line[margin.min(column)..]);
    }
    out
}

impl Context<'_, '_> {
    /// Why something stands at a spot of the target.
    pub(super) fn why_there(&self, spot: Spot) -> String {
        let name = |node: Option<Ix>| node.map(|n| describe(self.target, n));
        let (after, before) = (name(spot.after), name(spot.before));
        let beside = match (&after, &before) {
            (Some(a), _) => format!("after {a}"),
            (None, Some(b)) => format!("before {b}"),
            (None, None) => "alone in its list".to_owned(),
        };
        match spot.how {
            How::Between => {
                format!("Stands between the same neighbours as in your file, {beside}.")
            }
            How::AfterNeighbour => {
                format!("Stays right after what it followed in your file, {beside}.")
            }
            How::BeforeNeighbour => format!(
                "Stays right before what it preceded in your file, {}.",
                before.map_or(beside, |b| format!("before {b}"))
            ),
            How::Earliest => format!(
                "It can end the flow, so it stands ahead of what the target added here: {beside}."
            ),
            How::EarliestMixed => format!(
                "It stands with a mediator that can end the flow, ahead of what the target added \
                 here ({beside}); where that one does not end it, the target's own answer follows \
                 and may set the same again."
            ),
            How::Latest => format!(
                "It overrides what the target sets, so it stands after that: {}.",
                before.map_or(beside, |b| format!("before {b}"))
            ),
            How::BeforeReader => format!(
                "{} reads what it sets, so it stands before that.",
                before.unwrap_or_else(|| "The target".to_owned())
            ),
            How::BeforeRemoval => format!(
                "It reads what {} takes away or overwrites, so it stands before that.",
                before.unwrap_or_else(|| "the target".to_owned())
            ),
            How::Around => "Stands around the same stock mediators as in your file.".to_owned(),
            How::End => {
                format!("Nothing it stood beside is left in the target; it stands {beside}.")
            }
        }
    }

    /// What a reviewer calls a thing that is put into the target.
    pub(super) fn name_of(&self, what: What) -> String {
        match what {
            What::Custom(c) | What::Target(_, c) => describe(self.custom, c),
            What::Comment(node) => {
                shorten(self.custom.doc.slice(self.custom.doc.node(node).span), 80)
            }
        }
    }

    /// `<log> with 3 properties` and the like: a new mediator in one line.
    pub(super) fn summary_of(&self, custom: Ix) -> String {
        let tree = self.custom;
        let below = tree.children(custom).count();
        let inside = match (tree.kind(custom), below) {
            (_, 0) => String::new(),
            (Kind::Log, n) => format!(" with {n} {}", plural(n, "property", "properties")),
            _ => {
                let n = tree.subtree(custom).skip(1).filter(|&m| is_mediator(tree, m)).count();
                match n {
                    0 => String::new(),
                    n => format!(" with {n} {} inside", plural(n, "mediator", "mediators")),
                }
            }
        };
        describe(tree, custom) + &inside
    }
}

fn is_mediator(tree: &Tree<'_>, node: Ix) -> bool {
    tree.parent(node).is_none_or(|p| tree.kind(p).is_mediator_list())
}

fn plural(n: usize, one: &'static str, many: &'static str) -> &'static str {
    if n == 1 { one } else { many }
}
