//! Three versions of one file merged as git asks a merge driver to do it.
//!
//! git knows `ours`, `theirs` and what both were made from. Which of the two is the operator's and
//! which the new release's is seen from the files: in a rebase they change places.

use crate::callees::Callees;
use crate::conflict_markers::{Marks, mark};
use crate::guard::guarded;
use crate::identify::{self, Distances, Favour, document};
use crate::merge::Decisions;
use crate::model::{Decision, Formatters, MergedVersions, Outcome, Triple};
use crate::outcome::{Draft, FileOutcome, OutcomeError};
use crate::program::{NAMESPACE, Tree, read_file};
use crate::rules::{Rewriting, Setting};
use crate::stock::{self, Release, SequenceName};
use crate::xml::{Document, Template, XmlError};

/// What git gives a merge driver.
#[derive(Debug, Clone, Copy)]
pub struct GitVersions<'b> {
    /// What both sides were made from; empty where each added the file.
    pub ancestor: &'b [u8],
    /// The side that is merged into.
    pub ours: &'b [u8],
    /// The side that comes in.
    pub theirs: &'b [u8],
    /// The path in the repository: its last part says which sequence it is.
    pub path: &'b str,
    /// How many characters a conflict marker has.
    pub marker_size: usize,
}

/// What became of three versions.
#[derive(Debug, Clone)]
pub enum GitMerge {
    /// They were merged as sequences.
    Sequence(MergedVersions),
    /// They are not sequences, as the sentence says: their text is to be merged line by line.
    Text(String),
}

/// Why three versions are not merged.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum GitMergeError {
    /// One of them cannot be read.
    #[error("{side} cannot be read: {error}")]
    Unreadable {
        /// Which: `ours`, `theirs` or `base`.
        side: &'static str,
        /// Why.
        error: XmlError,
    },
    /// A defect of faultgraft's own.
    #[error("faultgraft failed on this file: {0}")]
    Defect(#[from] OutcomeError),
}

/// Merges three versions of one file.
///
/// The side that brings another release's stock is the target, or else the one made from the newer
/// release; where both are of one release, `theirs` is.
/// Without an ancestor a stock sequence's base is the release that the operator's version was made
/// from.
///
/// # Errors
///
/// A version that is not XML, and a defect of faultgraft: nothing must be written then.
pub fn merge_versions(git: &GitVersions<'_>) -> Result<GitMerge, GitMergeError> {
    guarded(|| merged_versions(git)).map_err(|panicked| GitMergeError::Defect(panicked.into()))?
}

fn merged_versions(git: &GitVersions<'_>) -> Result<GitMerge, GitMergeError> {
    let file = git.path.rsplit(['/', '\\']).next().unwrap_or(git.path);
    let read = |side, bytes| {
        read_file(file, bytes).map_err(|error| GitMergeError::Unreadable { side, error })
    };
    let ours = read("ours", git.ours)?;
    let theirs = read("theirs", git.theirs)?;
    let ancestor = match git.ancestor {
        [] => None,
        bytes => Some(read("base", bytes)?),
    };
    if let Some(other) = [&ours, &theirs].into_iter().chain(&ancestor).find(|d| !is_sequence(d)) {
        let root = other.local_name(other.root());
        return Ok(GitMerge::Text(format!("the root is <{root}>, no Synapse <sequence>")));
    }
    let sequence = SequenceName::from_file_name(&Template::rendered_name(file));
    let sequence = sequence.or_else(|| by_name(&ours));
    let sides = [&ours, &theirs].map(|doc| Origin::of(doc, sequence, Favour::New));
    let ancestor_of = |doc| Origin::of(doc, sequence, Favour::Old).release;
    let known = ancestor.as_ref().map(|doc| (doc, ancestor_of(doc)));
    let swapped = is_target(sides, known.map(|(_, release)| release));
    let (custom, target) = if swapped { (&theirs, &ours) } else { (&ours, &theirs) };
    let Some((base, base_release)) = known.or_else(|| stock_of(custom, sequence?)) else {
        return Ok(GitMerge::Text("both sides add the file, and it is not stock".to_owned()));
    };
    let job = ThreeWay { sequence, releases: (base_release, sides[usize::from(!swapped)].release) };
    let texts = Triple { base, custom, target };
    let marks = Marks { size: git.marker_size, custom_first: !swapped };
    let (bytes, FileOutcome { edits, findings, .. }) = job.merge(texts, marks)?;
    Ok(GitMerge::Sequence(MergedVersions { bytes, swapped, edits, findings }))
}

/// Where a version comes from.
#[derive(Clone, Copy)]
struct Origin {
    /// The release whose stock it is nearest to.
    release: Release,
    /// Whether it is that stock.
    is_stock: bool,
}

impl Origin {
    fn of(doc: &Document, sequence: Option<SequenceName>, favour: Favour) -> Self {
        let Some(sequence) = sequence else {
            return Self { release: WITHOUT_STOCK, is_stock: false };
        };
        let distances = Distances::of(sequence, &Tree::of(doc, doc.root()));
        let release = identify::nearest(&[&distances], favour);
        Self { release, is_stock: distances.from_release(release) == Some(0) }
    }
}

/// Whether the first of two sides is the target: the one that brings another release's stock, or
/// else the one that was made from the newer release.
fn is_target(sides: [Origin; 2], ancestor: Option<Release>) -> bool {
    let brings_stock = |side: Origin| side.is_stock && ancestor.is_none_or(|a| side.release > a);
    match sides.map(brings_stock) {
        [true, false] => true,
        [false, true] => false,
        _ => sides[0].release > sides[1].release,
    }
}

/// The release of a sequence that is not stock: nothing is rewritten between equal ones.
const WITHOUT_STOCK: Release = Release::V3_2_0;

fn is_sequence(doc: &Document) -> bool {
    let root = doc.root();
    doc.namespace(root) == NAMESPACE && doc.local_name(root) == "sequence"
}

fn by_name(doc: &Document) -> Option<SequenceName> {
    let name = doc.find_attribute(doc.root(), "name")?;
    SequenceName::from_name_attribute(&doc.attribute_value(name))
}

/// The stock that the operator's version was made from.
fn stock_of(custom: &Document, sequence: SequenceName) -> Option<(&'static Document, Release)> {
    let release = Origin::of(custom, Some(sequence), Favour::Old).release;
    Some((document(stock::get(sequence, release)?), release))
}

struct ThreeWay {
    sequence: Option<SequenceName>,
    releases: (Release, Release),
}

impl ThreeWay {
    /// The merged file with its markers, and what was merged.
    fn merge(
        &self,
        texts: Triple<&Document>,
        marks: Marks,
    ) -> Result<(Vec<u8>, FileOutcome), GitMergeError> {
        let tree = |doc| Tree::of(doc, Document::root(doc));
        let (base, custom, target) = (tree(texts.base), tree(texts.custom), tree(texts.target));
        let trees = Triple { base: &base, custom: &custom, target: &target };
        let (base_release, target_release) = self.releases;
        let setting = Setting {
            sequence: self.sequence,
            base_release,
            target_release,
            rewriting: Rewriting::between(base_release, target_release),
            classes: None,
            formatters: Formatters::NONE,
            callees: &Callees::none(),
        };
        let draft = Draft::of(trees, setting)?;
        let merged = draft.merged()?;
        let proven = draft.proven(&merged);
        let merged = proven.outcome(&Decisions::none())?;
        if !merged.edits.iter().any(|e| e.outcome == Outcome::Conflict) {
            return Ok((merged.bytes.to_vec(), merged));
        }
        let other = proven.outcome(&Decisions::on_conflicts(Some(Decision::Custom)))?;
        let text = mark(&reread(&merged)?, &reread(&other)?, marks);
        Ok((texts.target.form().encode(&text), merged))
    }
}

/// A merged text as a document. That it is one was checked when it was made.
fn reread(merged: &FileOutcome) -> Result<Document, GitMergeError> {
    Document::parse(&merged.text)
        .map_err(|error| GitMergeError::Unreadable { side: "the merged file", error })
}
