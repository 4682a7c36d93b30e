//! How far a sequence is from one content that releases ship.

use std::ptr;

use super::documents::tree as shipped;
use super::marks::{Head, Marks};
use crate::edits::{Change, Changes};
use crate::matching::Matching;
use crate::payload::{FieldEdit, Reading};
use crate::program::{Ix, Kind, Tree};
use crate::rules::read_payload;
use crate::stock::{self, OfEach, SequenceName, Stock};

/// What it takes to make a sequence of a stock content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Distance {
    /// The edits, as the plan counts them.
    pub edits: usize,
    /// How many of them an operator hardly makes: they bring what only other releases ship.
    pub unlikely: usize,
    /// How many take out a whole branch of stock's.
    pub branches: usize,
    /// How many are about payloads.
    pub payloads: usize,
}

impl Distance {
    /// The edits of the mediators around the payloads.
    pub(super) fn around(self) -> usize {
        self.edits - self.payloads
    }

    /// The one measure by which bases are compared.
    pub(super) fn weight(self) -> usize {
        self.edits + 2 * self.unlikely + self.branches
    }
}

/// Measures the way from a stock content to a sequence. `reading` is how the content's releases read
/// a payload's format.
pub(super) fn distance(from: &'static Stock, tree: &Tree<'_>, reading: Reading) -> Distance {
    measured(shipped(from), tree, (Some(from), reading))
}

/// Measures the way from any sequence to another.
pub(super) fn between(base: &Tree<'_>, tree: &Tree<'_>, reading: Reading) -> Distance {
    measured(base, tree, (None, reading))
}

fn measured(
    base: &Tree<'_>,
    tree: &Tree<'_>,
    (from, reading): (Option<&'static Stock>, Reading),
) -> Distance {
    let comments = tree.comments().len();
    if base.node(Ix::ROOT).content == tree.node(Ix::ROOT).content {
        return Distance { edits: comments, ..Distance::default() };
    }
    let matching = Matching::of(base, tree);
    let changes = Changes::between(base, tree, &matching);
    let measure = Measure { base, custom: tree, from, reading };
    changes.list.iter().fold(Distance::default(), |sum, change| {
        let one = measure.change(change);
        Distance {
            edits: sum.edits + one.edits,
            unlikely: sum.unlikely + one.unlikely,
            branches: sum.branches + one.branches,
            payloads: sum.payloads + one.payloads,
        }
    })
}

/// Whether a payload of a sequence is one that a 4.x release ships, byte for byte.
pub(super) fn quotes_4x(sequence: SequenceName, tree: &Tree<'_>) -> bool {
    let of_4x = |variant: &&'static Stock| variant.first().answers_json();
    let mut payloads = tree.all().filter(|&n| is_json_payload(tree, n));
    let ships = |head: Head| stock::variants(sequence).filter(of_4x).any(|s| marks(s).has(head));
    payloads.any(|n| Head::of(tree, n).is_some_and(ships))
}

/// Whether a node is a JSON payload.
fn is_json_payload(tree: &Tree<'_>, node: Ix) -> bool {
    tree.kind(node) == Kind::PayloadFactory
        && read_payload(tree, node, Reading::default()).is_json()
}

/// What a content says.
fn marks(of: &'static Stock) -> &'static Marks {
    static MARKS: OfEach<Marks> = OfEach::new();
    MARKS.get(of, || Marks::of(shipped(of)))
}

/// Whether other contents of a sequence say something that this one does not.
fn only_others_say(of: &'static Stock, says: impl Fn(&Marks) -> bool) -> bool {
    let mut others = stock::variants(of.sequence).filter(|variant| !ptr::eq(*variant, of));
    !says(marks(of)) && others.any(|variant| says(marks(variant)))
}

struct Measure<'t, 'b, 'c> {
    base: &'t Tree<'b>,
    custom: &'t Tree<'c>,
    /// The base, where it is a content that releases ship.
    from: Option<&'static Stock>,
    reading: Reading,
}

impl Measure<'_, '_, '_> {
    fn change(&self, change: &Change) -> Distance {
        let one = Distance { edits: 1, ..Distance::default() };
        match *change {
            Change::Insert { custom } | Change::Within { custom } => {
                let is_borrowed = self.custom.subtree(custom).any(|n| self.is_borrowed(n));
                Distance { unlikely: is_borrowed.into(), ..one }
            }
            Change::Alter { custom, .. } | Change::Wrap { custom } => {
                Distance { unlikely: self.is_borrowed(custom).into(), ..one }
            }
            Change::Payload { base, custom } => self.payload(base, custom),
            Change::Delete { base, .. } => {
                let is_branch = matches!(self.base.kind(base), Kind::Filter | Kind::Switch);
                Distance { branches: is_branch.into(), ..one }
            }
            Change::Unwrap { .. } | Change::Move { .. } | Change::Comment { .. } => one,
        }
    }

    /// Whether it says what only other releases of the sequence say.
    fn is_borrowed(&self, custom: Ix) -> bool {
        let head = self.from.zip(Head::of(self.custom, custom));
        head.is_some_and(|(from, head)| only_others_say(from, |marks| marks.has(head)))
    }

    /// One edit a field, where the merge goes field by field; one where the payload was replaced.
    fn payload(&self, base: Ix, custom: Ix) -> Distance {
        let ours = read_payload(self.base, base, self.reading);
        let theirs = read_payload(self.custom, custom, self.reading);
        let Some(fields) = ours.edits_to(&theirs) else {
            let unlikely = self.is_borrowed(custom).into();
            return Distance { edits: 1, unlikely, branches: 0, payloads: 1 };
        };
        let borrowed = |edit: &&FieldEdit| {
            self.from.is_some_and(|from| only_others_say(from, |marks| marks.has_field(edit)))
        };
        let unlikely = fields.iter().filter(borrowed).count();
        Distance { edits: fields.len(), unlikely, branches: 0, payloads: fields.len() }
    }
}
