//! Finds the release whose stock the operator started from, and says when another one fits nearly
//! as well.
//!
//! ```text
//! sequence --distance--> weight of each content --bases--> base of each file, and its rivals
//! ```
//!
//! There is one measure for the choice and for those that come next: the edits it takes, those
//! counted more that an operator hardly makes. A content that only other releases ship (a text, a
//! pattern, a class, a payload byte for byte) speaks for them that way, and what a gateway has no
//! use for any more speaks against its release.

mod distance;
mod documents;
mod marks;

use std::sync::OnceLock;

use crate::model::{BaseInfo, Candidate, Origin};
use crate::payload::{Reading, inline_ctx};
use crate::program::{Ix, Kind, Tree};
use crate::stock::{self, Release, SequenceName, Stock};

use distance::{Distance, between, distance, quotes_4x};
use documents::tree as shipped;
pub use documents::{document, tree};
use marks::proves_old;

/// The releases that win a tie; among them the newest does.
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
    /// In the table's order.
    from: Vec<(&'static Stock, Distance)>,
    /// The weight of each release, in the order of [`Release::ALL`].
    weights: OnceLock<Vec<Option<usize>>>,
    /// The content that it is equal to.
    equal: Option<&'static Stock>,
    /// Whether a payload's format has `$ctx:NAME` inside, which only some releases replace.
    inline_ctx: bool,
    /// True if something in it speaks against 4.0.0 and later, and nothing for them.
    proves_old: bool,
}

/// The base of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chosen {
    /// The release.
    pub release: Release,
    /// The releases with other contents that may be the base as well, nearest first.
    pub rivals: Vec<Release>,
}

/// Why a base that was given is hardly the right one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Doubt {
    /// The home states that release, which ships another content.
    Stated(Release),
    /// That release fits far better.
    Fits(Release),
}

/// The releases whose engines replace `$ctx:NAME` inside a format (wso2-synapse 2.1.5-wso2v1 to
/// 2.1.7-wso2v10).
fn replaces_inline_ctx(release: Release) -> bool {
    (Release::V1_10_0..=Release::V2_1_0).contains(&release)
}

impl Distances {
    /// Compares a sequence with every content that a release ships.
    pub fn of(sequence: SequenceName, tree: &Tree<'_>) -> Self {
        let inline_ctx = has_inline_ctx(tree);
        let measured = |variant: &'static Stock| {
            let reads = inline_ctx && variant.releases.iter().any(|r| replaces_inline_ctx(*r));
            (variant, distance(variant, tree, Reading { inline_ctx: reads }))
        };
        let from = stock::variants(sequence).map(measured).collect();
        let content = tree.node(Ix::ROOT).content;
        let is_equal =
            |variant: &&'static Stock| shipped(variant).node(Ix::ROOT).content == content;
        let equal = stock::variants(sequence).find(is_equal);
        let proves_old = proves_old(tree) && !quotes_4x(sequence, tree);
        Self { sequence, from, weights: OnceLock::new(), equal, inline_ctx, proves_old }
    }

    fn content(&self, release: Release) -> Option<(&'static Stock, Distance)> {
        self.from.iter().find(|(s, _)| s.ships_in(release)).copied()
    }

    /// Edits from what a release ships; none where it does not ship the sequence.
    pub fn from_release(&self, release: Release) -> Option<usize> {
        self.content(release).map(|(_, distance)| distance.edits)
    }

    /// Whether the evidence rules a release out: it is of old, and the mediators around the payloads
    /// fit no later release far better than any old one.
    fn is_ruled_out(&self, release: Release) -> bool {
        let old = self.from.iter().filter(|(s, _)| !s.first().answers_json());
        let least = old.map(|(_, distance)| distance.around()).min();
        let around = self.content(release).map_or(0, |(_, distance)| distance.around());
        self.proves_old && release.answers_json() && least.is_some_and(|l| l <= 2 * around + 2)
    }

    /// How much speaks against a release, edits and all; none where it cannot be the base: it does
    /// not ship the sequence, or the evidence rules it out.
    fn weight(&self, release: Release) -> Option<usize> {
        self.weights()[release as usize]
    }

    fn weights(&self) -> &[Option<usize>] {
        self.weights.get_or_init(|| Release::ALL.iter().map(|&r| self.weigh(r)).collect())
    }

    fn weigh(&self, release: Release) -> Option<usize> {
        let (stock, distance) = self.content(release)?;
        if self.is_ruled_out(release) && !stock.ships_in(Release::V3_2_0) {
            return None;
        }
        let is_read_otherwise = self.inline_ctx && !replaces_inline_ctx(release);
        let is_inferred = stock.releases.iter().all(|r| r.is_inferred());
        Some(distance.weight() + 2 * usize::from(is_read_otherwise) + usize::from(is_inferred))
    }

    fn least(&self) -> usize {
        self.weights().iter().flatten().min().copied().unwrap_or(0)
    }

    /// More than this, and a sequence has a base of its own.
    fn tolerance(&self) -> usize {
        self.least().saturating_mul(2).saturating_add(2)
    }

    /// What a release costs as the common base of a folder. Beyond the tolerance all are alike:
    /// the sequence would have a base of its own.
    fn cost(&self, release: Release) -> usize {
        let most = self.tolerance() + 1;
        self.weight(release).map_or(most, |weight| weight.min(most))
    }

    /// The stock that it is equal to, where that was read from a release's tag.
    fn stock(&self) -> Option<&'static Stock> {
        self.equal.filter(|s| !s.releases.iter().all(|r| r.is_inferred()))
    }

    /// What the plan says of a base: the release, how far it is, and who else was near.
    pub fn info(&self, release: Release) -> BaseInfo {
        let chosen = self.content(release);
        let most = self.weight(release).unwrap_or(0);
        let mut others: Vec<(usize, Candidate)> = self
            .from
            .iter()
            .filter(|(s, _)| !s.ships_in(release))
            .filter_map(|(s, distance)| {
                let weight = s.releases.iter().filter_map(|&r| self.weight(r)).min()?;
                Some((weight, Candidate { releases: labels(s), edits: distance.edits }))
            })
            // What the evidence speaks against is not a runner-up, however few edits it takes.
            .filter(|(weight, c)| *weight <= most || chosen.is_none_or(|(_, d)| c.edits >= d.edits))
            .collect();
        others.sort_by_key(|(weight, c)| (*weight, c.edits));
        BaseInfo {
            release: Some(release.label().to_owned()),
            origin: Origin::Embedded,
            edits: chosen.map_or(0, |(_, d)| d.edits),
            same_content: chosen.map(|(s, _)| labels(s)).unwrap_or_default(),
            runners_up: others.into_iter().map(|(_, candidate)| candidate).collect(),
            given: false,
        }
    }

    /// Whether a release may be the base: it ships the sequence, and the evidence does not rule it out.
    pub fn may_be(&self, release: Release) -> bool {
        self.weight(release).is_some()
    }

    /// Why a base that was given is hardly the right one: `other` is its weight where
    /// it is not an embedded release. A sequence that is equal to its base was made from it.
    pub fn doubt(
        &self,
        release: Release,
        other: Option<usize>,
        stated: Option<Release>,
    ) -> Option<Doubt> {
        let is_it = |stock: &Stock| other.is_none() && stock.ships_in(release);
        if self.equal.is_some_and(is_it) || other == Some(0) {
            return None;
        }
        let ships = |release| stock::get(self.sequence, release);
        let contradicts =
            |stated: &Release| ships(*stated).is_some_and(|stock| !stock.ships_in(release));
        if let Some(stated) = stated.filter(contradicts) {
            return Some(Doubt::Stated(stated));
        }
        let weight = other.or_else(|| self.weight(release)).unwrap_or_default();
        let is_far = weight > self.tolerance();
        is_far.then(|| Doubt::Fits(nearest(&[self], Favour::Old)))
    }

    /// Which sequence it is.
    pub fn sequence(&self) -> SequenceName {
        self.sequence
    }

    /// Whether a release is ruled out by evidence alone: the mediators around the payloads fit it
    /// better.
    fn is_only_ruled_out(&self, release: Release, than: Release) -> bool {
        let around = |release| Some(self.content(release)?.1.around());
        let fits = around(release).is_some_and(|a| around(than).is_some_and(|b| a + 1 < b));
        fits && self.weight(release).is_none()
    }

    /// The first release of each content but that of `chosen`, that `fits`; nearest first.
    fn others(&self, chosen: Release, fits: impl Fn(Release) -> bool) -> Vec<Release> {
        let contents = self.from.iter().map(|(s, _)| s).filter(|s| !s.ships_in(chosen));
        let of = |s: &&'static Stock| {
            let by_weight = |r: &Release| (self.weight(*r), r.is_inferred(), *r);
            s.releases.iter().copied().filter(|&r| fits(r)).min_by_key(by_weight)
        };
        let mut found: Vec<Release> = contents.filter_map(of).collect();
        found.sort_by_key(|&r| self.weight(r));
        found
    }
}

/// Whether a payload's format has `$ctx:NAME` inside.
fn has_inline_ctx(tree: &Tree<'_>) -> bool {
    let doc = tree.doc;
    let payloads = tree.all().filter(|&n| tree.kind(n) == Kind::PayloadFactory);
    let formats = payloads.flat_map(|n| doc.child_elements(tree.node(n).element));
    let mut formats = formats.filter(|&part| doc.local_name(part) == "format");
    formats.any(|format| !inline_ctx(doc.slice(doc.node(format).span)).is_empty())
}

/// The weight of any base; 0 where the sequence is equal to it.
pub fn weight_between(base: &Tree<'_>, custom: &Tree<'_>) -> usize {
    match base.node(Ix::ROOT).content == custom.node(Ix::ROOT).content {
        true => 0,
        false => between(base, custom, Reading::default()).weight(),
    }
}

/// The edits from any sequence to another, as the plan counts them.
pub fn edits_between(base: &Tree<'_>, custom: &Tree<'_>) -> usize {
    between(base, custom, Reading::default()).edits
}

/// The labels of the releases that ship a content.
pub fn labels(stock: &Stock) -> Vec<String> {
    stock.releases.iter().map(|r| r.label().to_owned()).collect()
}

/// The release from which all the sequences together are the fewest edits away.
///
/// A tie goes to the newest release that `favour` names, and if there is none to the oldest; an
/// inferred release comes last.
pub fn nearest(all: &[&Distances], favour: Favour) -> Release {
    let rank = |release: Release| {
        let favoured = favour == Favour::New || !release.answers_json();
        let turn = match favoured {
            true if favour == Favour::New && release == Release::DEFAULT_TARGET => (0, 0),
            true => (0, usize::MAX - release as usize),
            false => (1, release as usize),
        };
        (release.is_inferred(), turn)
    };
    let mut releases: Vec<Release> = Release::ALL.to_vec();
    if let [only] = all {
        releases.retain(|&r| only.weight(r).is_some());
    }
    let best = releases.into_iter().min_by_key(|&r| (total(all, r), rank(r)));
    best.unwrap_or(Release::V3_2_0)
}

/// What a release costs as the base of all.
fn total(all: &[&Distances], release: Release) -> usize {
    match all {
        [only] => only.weight(release).unwrap_or(usize::MAX),
        all => all.iter().map(|d| d.cost(release)).sum(),
    }
}

/// The base of each sequence of a folder: one for all, except for a sequence that is the
/// stock of another release, or fits another far better. `stated` is the release that the folder's home says it is; it
/// is the common one unless the files contradict it.
pub fn bases(all: &[&Distances], stated: Option<Release>) -> Vec<Chosen> {
    let stated = stated.filter(|&s| fits(all, s));
    let common = stated.unwrap_or_else(|| nearest(all, Favour::Old));
    let folder = Folder { all, common, is_stated: stated.is_some() };
    all.iter().map(|d| folder.base(d)).collect()
}

/// How much speaks against the release of the files beside it before a file that fits another one is
/// clearly not made from it.
const FAR: usize = 6;

/// The files of a folder, and the release that most of them come from.
struct Folder<'a> {
    all: &'a [&'a Distances],
    common: Release,
    is_stated: bool,
}

impl Folder<'_> {
    fn is_alone(&self) -> bool {
        self.all.len() == 1 && !self.is_stated
    }

    fn base(&self, d: &Distances) -> Chosen {
        let common = self.common;
        if d.equal.is_some_and(|s| s.ships_in(common) && !self.is_alone()) {
            return Chosen { release: common, rivals: Vec::new() };
        }
        if let Some(stock) = d.stock() {
            return self.stock(d, stock);
        }
        match d.weight(common) {
            Some(weight) if weight <= d.tolerance() => {
                let rivals = d.others(common, |r| self.is_near(d, r));
                Chosen { release: common, rivals }
            }
            _ => self.own(d),
        }
    }

    /// The base of a file that is a release's stock, word for word. Beside files of another release
    /// it may be that one's, where few edits undo what came later.
    fn stock(&self, d: &Distances, stock: &'static Stock) -> Chosen {
        if stock.ships_in(self.common) {
            return Chosen { release: self.common, rivals: Vec::new() };
        }
        let is_near = d.weight(self.common).is_some_and(|w| w <= FAR);
        let is_rival = is_near && !self.is_alone();
        let rivals = is_rival.then_some(self.common).into_iter().collect();
        Chosen { release: newest(stock), rivals }
    }

    /// The base of a file that does not come from where the others do.
    fn own(&self, d: &Distances) -> Chosen {
        let release = nearest(&[d], Favour::Old);
        let least = d.weight(release).unwrap_or(0);
        let most = |r: Release| if r == self.common { 3 * least + FAR } else { least + 1 };
        let is_near = |r| match d.weight(r) {
            Some(weight) => weight <= most(r),
            None => d.is_only_ruled_out(r, release),
        };
        let rivals = d.others(release, is_near);
        Chosen { release, rivals }
    }

    /// Whether a release is nearly as good a base as the common one.
    fn is_near(&self, d: &Distances, release: Release) -> bool {
        let Some((own, common)) = d.weight(release).zip(d.weight(self.common)) else {
            return d.is_only_ruled_out(release, self.common);
        };
        let all_near = || total(self.all, release) <= total(self.all, self.common) + 1;
        own + 2 < common || (!self.is_stated && all_near())
    }
}

/// The newest release that ships a content and answers in XML; if there is none, the oldest.
fn newest(stock: &'static Stock) -> Release {
    let old = |r: &&Release| !r.answers_json() && !r.is_inferred();
    stock.releases.iter().rfind(old).copied().unwrap_or_else(|| stock.first())
}

/// Whether the sequences of a folder look as if they came from a release: hardly farther from it
/// than from the nearest.
pub fn fits(all: &[&Distances], release: Release) -> bool {
    let cost = |release| -> usize { all.iter().map(|d| d.cost(release)).sum() };
    cost(release) <= cost(nearest(all, Favour::Old)).saturating_mul(2).saturating_add(2)
}
