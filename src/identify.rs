//! Finds the release whose stock the operator started from: the one with the fewest edits.

use std::sync::OnceLock;

use crate::edits::{Change, Changes};
use crate::matching::Matching;
use crate::model::{BaseInfo, Candidate, Origin};
use crate::payload::{Reading, diff};
use crate::program::{Ix, Kind, Tree};
use crate::rules::{is_error_message_type, is_removed_class, read_payload};
use crate::stock::{self, Release, SequenceName, Stock};
use crate::xml::Document;

/// The document of an embedded sequence, read once.
pub fn document(stock: &'static Stock) -> &'static Document {
    static DOCUMENTS: OnceLock<Vec<OnceLock<Document>>> = OnceLock::new();
    let all = stock::all();
    let documents = DOCUMENTS.get_or_init(|| all.iter().map(|_| OnceLock::new()).collect());
    let number = all.iter().position(|s| s == stock).expect("an embedded sequence is in the table");
    documents[number]
        .get_or_init(|| Document::parse(stock.text).expect("an embedded sequence is well-formed"))
}

/// Of whose releases the newest wins a tie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Favour {
    /// Those that answer in XML: for a base.
    Old,
    /// All, and before them the default target: for a target.
    New,
}

/// How far one sequence is from each content that releases ship.
#[derive(Debug, Clone)]
pub struct Distances {
    sequence: SequenceName,
    /// Edits from each content, in the table's order; none where the evidence rules it out.
    edits: Vec<(&'static Stock, Option<usize>)>,
}

impl Distances {
    /// Compares a sequence with every content that a release ships.
    pub fn of(sequence: SequenceName, tree: &Tree<'_>) -> Self {
        let old = proves_old(tree);
        let edits = stock::variants(sequence)
            .map(|variant| {
                let ruled_out = old && variant.first().answers_json();
                (variant, (!ruled_out).then(|| distance(variant, tree)))
            })
            .collect();
        Self { sequence, edits }
    }

    /// Edits from what a release ships; none where it cannot be the base: it does not ship the
    /// sequence, or the evidence rules it out.
    pub fn from_release(&self, release: Release) -> Option<usize> {
        self.edits.iter().find(|(s, _)| s.ships_in(release)).and_then(|(_, edits)| *edits)
    }

    /// More edits than this, and a sequence has a base of its own.
    fn tolerance(&self) -> usize {
        let least = self.edits.iter().filter_map(|(_, e)| *e).min().unwrap_or(0);
        least.saturating_mul(2).saturating_add(2)
    }

    /// What a release costs as the common base of a folder. Beyond the tolerance all are alike:
    /// the sequence would have a base of its own.
    fn cost(&self, release: Release) -> usize {
        let most = self.tolerance() + 1;
        self.from_release(release).map_or(most, |edits| edits.min(most))
    }

    /// What the plan says of a base: the release, how far it is, and who else was near.
    pub fn info(&self, release: Release) -> BaseInfo {
        let chosen = self.edits.iter().find(|(s, _)| s.ships_in(release));
        let mut others: Vec<Candidate> = self
            .edits
            .iter()
            .filter(|(s, _)| !s.ships_in(release))
            .filter_map(|(s, edits)| Some(Candidate { releases: labels(s), edits: (*edits)? }))
            .collect();
        others.sort_by_key(|c| c.edits);
        BaseInfo {
            release: Some(release.label().to_owned()),
            origin: Origin::Embedded,
            edits: chosen.and_then(|(_, e)| *e).unwrap_or(0),
            same_content: chosen.map(|(s, _)| labels(s)).unwrap_or_default(),
            runners_up: others,
            given: false,
        }
    }

    /// Which sequence it is.
    pub fn sequence(&self) -> SequenceName {
        self.sequence
    }
}

/// The labels of the releases that ship a content.
pub fn labels(stock: &Stock) -> Vec<String> {
    stock.releases.iter().map(|r| r.label().to_owned()).collect()
}

/// The release from which all the sequences together are the fewest edits away.
///
/// A tie goes to the newest release that `favour` names, and if there is none to the oldest.
pub fn nearest(all: &[&Distances], favour: Favour) -> Release {
    let rank = |release: Release| {
        let favoured = favour == Favour::New || !release.answers_json();
        match favoured {
            true if favour == Favour::New && release == Release::DEFAULT_TARGET => (0, 0),
            true => (0, usize::MAX - release as usize),
            false => (1, release as usize),
        }
    };
    let cost = |release: Release| -> usize { all.iter().map(|d| d.cost(release)).sum() };
    let mut releases: Vec<Release> = Release::ALL.to_vec();
    if let [only] = all {
        releases.retain(|&r| only.from_release(r).is_some());
    }
    releases.into_iter().min_by_key(|&r| (cost(r), rank(r))).unwrap_or(Release::V3_2_0)
}

/// The base of each sequence of a folder: one for all, but for a sequence that fits another far
/// better. `stated` is the release that the folder's home says it is; it is the common one unless
/// the files contradict it.
pub fn bases(all: &[&Distances], stated: Option<Release>) -> Vec<Release> {
    let common = stated.filter(|&s| fits(all, s)).unwrap_or_else(|| nearest(all, Favour::Old));
    all.iter()
        .map(|d| match d.from_release(common) {
            Some(edits) if edits <= d.tolerance() => common,
            _ => nearest(&[d], Favour::Old),
        })
        .collect()
}

/// Whether the sequences of a folder look as if they came from a release: hardly farther from it
/// than from the nearest.
pub fn fits(all: &[&Distances], release: Release) -> bool {
    let cost = |release| -> usize { all.iter().map(|d| d.cost(release)).sum() };
    cost(release) <= cost(nearest(all, Favour::Old)).saturating_mul(2).saturating_add(2)
}

/// What only a release before 4.0.0 can be the base of: an XML payload under WSO2's fault root, a
/// class that 4.0.0 has not, `error_message_type`.
fn proves_old(tree: &Tree<'_>) -> bool {
    tree.all().any(|n| match tree.kind(n) {
        Kind::Property => is_error_message_type(tree, n),
        Kind::Class => is_removed_class(tree, n),
        Kind::PayloadFactory => read_payload(tree, n, Reading::default()).is_wso2_fault(),
        _ => false,
    })
}

/// How many edits lead from a stock content to a sequence.
fn distance(stock: &'static Stock, tree: &Tree<'_>) -> usize {
    let doc = document(stock);
    let base = Tree::of(doc, doc.root());
    if base.node(Ix::ROOT).content == tree.node(Ix::ROOT).content {
        return 0;
    }
    let matching = Matching::of(&base, tree);
    let changes = Changes::between(&base, tree, &matching);
    let count = |change: &Change| match *change {
        Change::Payload { base: b, custom } => payload_distance(&base, b, tree, custom),
        Change::Comment { .. } => 0,
        _ => 1,
    };
    changes.list.iter().map(count).sum()
}

/// One edit a field; one where the payload was replaced.
fn payload_distance(base: &Tree<'_>, b: Ix, custom: &Tree<'_>, c: Ix) -> usize {
    let ours = read_payload(base, b, Reading::default());
    let theirs = read_payload(custom, c, Reading::default());
    match (ours.value(), theirs.value()) {
        (Some(x), Some(y)) if ours.is_xml() == theirs.is_xml() => {
            match ours.is_wso2_fault() == theirs.is_wso2_fault() {
                true => diff(x, y).len(),
                false => 1,
            }
        }
        _ => 1,
    }
}
