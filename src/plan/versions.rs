//! Three versions of one file merged as git asks a merge driver to do it.
//!
//! git knows `ours`, `theirs` and what both were made from. Which of the two is the operator's and
//! which the new release's is seen from the files: in a rebase they change places.

use super::remerge::{self, RemergeError, Remerged};
use crate::conflict_markers::{Marks, mark};
use crate::identify::{self, Distances, Favour, document};
use crate::merge::Decisions;
use crate::model::{Decision, Edit, Finding, Outcome, Severity, Triple};
use crate::rules::{Rewriting, Setting};
use crate::stock::{self, Release, SequenceName};
use crate::synapse::{NAMESPACE, Tree};
use crate::xml::{Document, XmlError};

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

/// A merged sequence.
#[derive(Debug, Clone)]
pub struct MergedVersions {
    /// The file, with conflict markers where a conflict has two sides.
    pub bytes: Vec<u8>,
    /// Whether `theirs` is the side that the operator changed and `ours` the new release's.
    pub swapped: bool,
    /// What the operator's side changed, and what became of it.
    pub edits: Vec<Edit>,
    /// What a reviewer must know.
    pub findings: Vec<Finding>,
}

impl MergedVersions {
    /// Whether git has to be told of a conflict.
    pub fn has_conflict(&self) -> bool {
        self.edits.iter().any(|e| e.outcome == Outcome::Conflict)
    }

    /// Whether a person has to look at it: as for a plan.
    pub fn needs_a_person(&self) -> bool {
        self.edits.iter().any(Edit::needs_decision)
            || self.findings.iter().any(|f| f.severity == Severity::Error)
    }
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
    Defect(#[from] RemergeError),
}

/// Merges three versions of one file.
///
/// The side made from the newer release is the target; where both are of one release, `theirs` is.
/// Without an ancestor a stock sequence's base is the release that the operator's side was made
/// from.
///
/// # Errors
///
/// A version that is no XML, and a defect of faultgraft: nothing must be written then.
pub fn merge_versions(git: &GitVersions<'_>) -> Result<GitMerge, GitMergeError> {
    let file = git.path.rsplit(['/', '\\']).next().unwrap_or(git.path);
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
    let sequence = SequenceName::from_file_name(file).or_else(|| by_name(&ours));
    let releases =
        sequence.map_or([WITHOUT_STOCK; 2], |s| [&ours, &theirs].map(|d| made_from(d, s)));
    let swapped = releases[0] > releases[1];
    let (custom, target) = if swapped { (&theirs, &ours) } else { (&ours, &theirs) };
    let target_release = releases[usize::from(!swapped)];
    let (base, base_release) = match (&ancestor, sequence) {
        (Some(doc), Some(sequence)) => (doc, made_from(doc, sequence)),
        (Some(doc), None) => (doc, WITHOUT_STOCK),
        (None, Some(sequence)) => match stock_of(custom, sequence) {
            Some(found) => found,
            None => return Ok(GitMerge::Text("no release ships what both sides add".to_owned())),
        },
        (None, None) => return Ok(GitMerge::Text("both sides add the file".to_owned())),
    };
    let job = Job { sequence, releases: (base_release, target_release) };
    let texts = Triple { base, custom, target };
    job.merge(texts, Marks { size: git.marker_size, custom_first: !swapped }).map(|merged| {
        let (bytes, Remerged { edits, findings, .. }) = merged;
        GitMerge::Sequence(MergedVersions { bytes, swapped, edits, findings })
    })
}

/// The release of a sequence that is no stock: nothing is rewritten between equal ones.
const WITHOUT_STOCK: Release = Release::V3_2_0;

fn read(side: &'static str, bytes: &[u8]) -> Result<Document, GitMergeError> {
    Document::read(bytes).map_err(|error| GitMergeError::Unreadable { side, error })
}

fn is_sequence(doc: &Document) -> bool {
    let root = doc.root();
    doc.namespace(root) == NAMESPACE && doc.local_name(root) == "sequence"
}

fn by_name(doc: &Document) -> Option<SequenceName> {
    let name = doc.find_attribute(doc.root(), "name")?;
    SequenceName::from_name_attribute(&doc.attribute_value(name))
}

fn distances(doc: &Document, sequence: SequenceName) -> Distances {
    Distances::of(sequence, &Tree::of(doc, doc.root()))
}

/// The release whose stock a version is nearest to.
fn made_from(doc: &Document, sequence: SequenceName) -> Release {
    identify::nearest(&[&distances(doc, sequence)], Favour::New)
}

/// The stock that the operator's side was made from.
fn stock_of(custom: &Document, sequence: SequenceName) -> Option<(&'static Document, Release)> {
    let release = made_from(custom, sequence);
    Some((document(stock::get(sequence, release)?), release))
}

struct Job {
    sequence: Option<SequenceName>,
    releases: (Release, Release),
}

impl Job {
    /// The merged file with its markers, and what was merged.
    fn merge(
        &self,
        texts: Triple<&Document>,
        marks: Marks,
    ) -> Result<(Vec<u8>, Remerged), GitMergeError> {
        let merged = self.decided(texts, None)?;
        if !merged.edits.iter().any(|e| e.outcome == Outcome::Conflict) {
            return Ok((merged.bytes.to_vec(), merged));
        }
        let other = self.decided(texts, Some(Decision::Custom))?;
        let text = mark(&reread(&merged)?, &reread(&other)?, marks);
        Ok((texts.target.form().encode(&text), merged))
    }

    fn decided(
        &self,
        texts: Triple<&Document>,
        side: Option<Decision>,
    ) -> Result<Remerged, RemergeError> {
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
        };
        remerge::merged(trees, setting, "git", &Decisions::on_conflicts(side))
    }
}

/// A merged text as a document. That it is one was checked when it was made.
fn reread(merged: &Remerged) -> Result<Document, GitMergeError> {
    Document::parse(&merged.text)
        .map_err(|error| GitMergeError::Unreadable { side: "the merged file", error })
}
