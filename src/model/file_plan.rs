//! One sequence of a plan: where it stands, what it follows from, and what becomes of it.

use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, LazyLock};

use super::{
    BaseInfo, Case, Edit, EditId, Finding, Outcome, Remark, Scope, Severity, Status, Written,
};
use crate::stock::SequenceName;
use crate::xml::Form;

/// A sequence of a plan. What is the same for several is shared between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilePlan {
    /// Which sequence it is.
    pub which: Which,
    /// Whose it is.
    pub scope: Scope,
    /// Where it was read, relative to CUSTOM; the last part differs from [`FilePlan::file`] where the
    /// name was written otherwise.
    pub path: Arc<str>,
    /// Where it would be written, relative to the target's home or folder, or to that of CUSTOM where
    /// the target is embedded.
    pub place: Arc<str>,
    /// What it is.
    pub status: Status,
    /// What it was compared with; none where the file is absent or failed, and for an own sequence.
    pub base: Option<Arc<BaseInfo>>,
    /// Everything the operator changed; of an own sequence, what is rewritten in it.
    pub edits: Arc<Vec<Edit>>,
    /// What was said of the decisions on them, by the numbers of the edits.
    pub remarks: BTreeMap<usize, Remark>,
    /// Everything a reviewer must know.
    pub findings: Arc<Vec<Finding>>,
    /// The merged file; none where the file failed.
    pub merged: Option<Arc<Written>>,
    /// What was read and what will be replaced.
    pub digest: Digests,
    /// How the merged text is written as bytes.
    pub form: Form,
    /// Whether a person edited the merged text by hand; decisions do not change it any more.
    pub edited: bool,
    /// Whether it is written at all: an own sequence that nothing calls any more is not.
    pub is_called: bool,
    /// What the merged file follows from, but the decisions; none where nothing is to be decided.
    pub case: Option<Arc<Case>>,
    /// Whether the operator's sequence stands in a `<definitions>` file, which the merged file does
    /// not replace.
    pub in_definitions: bool,
    /// The key, in the plan's `previews`, of what clients get from it; none where it answers nobody.
    pub previews: Option<Arc<str>>,
    /// The operator's text as it was read; none where it is not needed any more.
    pub custom_text: Option<Arc<str>>,
    /// The target's text; none where the target does not have the sequence.
    pub target_text: Option<Arc<str>>,
}

/// Which sequence it is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Which {
    /// One that releases ship.
    Stock(SequenceName),
    /// One of the operator's own, which a stock one calls: a companion.
    Own(Arc<OwnSequence>),
}

/// A sequence of the operator's own.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct OwnSequence {
    /// Its file name where it goes.
    pub file: String,
    /// The name by which it is called.
    pub name: String,
    /// The sequences that call it.
    pub called_from: Vec<String>,
    /// Whether the target has a file of that name.
    pub present_in_target: bool,
}

/// SHA-256 of what was read and of what will be replaced, in hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Digests {
    /// Of the operator's file, as bytes on disk.
    pub custom: Option<Arc<str>>,
    /// Of what the target has at the place that would be written; none where it has nothing.
    pub target: Option<Arc<str>>,
}

/// Where texts go that are uploaded in the Publisher and not copied to a gateway, below the folder
/// that they are written to.
pub const UPLOAD: &str = "upload/";

impl Which {
    /// The real file name (`_auth_failure_handler_.xml`).
    pub fn file(&self) -> &str {
        match self {
            Self::Stock(sequence) => sequence.file_name(),
            Self::Own(own) => &own.file,
        }
    }

    /// The file name's stem, of a stock sequence without the outer underscores (`fault`,
    /// `auth_failure_handler`).
    pub fn stem(&self) -> &str {
        match self {
            Self::Stock(sequence) => sequence.stem(),
            Self::Own(own) => own.file.strip_suffix(".xml").unwrap_or(&own.file),
        }
    }
}

/// Most files have neither, and share these.
static NO_EDITS: LazyLock<Arc<Vec<Edit>>> = LazyLock::new(Arc::default);
static NO_FINDINGS: LazyLock<Arc<Vec<Finding>>> = LazyLock::new(Arc::default);

impl FilePlan {
    /// A file of which nothing is known yet.
    pub fn new(which: Which, scope: Scope, status: Status) -> Self {
        Self {
            path: which.file().into(),
            place: "".into(),
            which,
            scope,
            status,
            base: None,
            edits: Arc::clone(&NO_EDITS),
            remarks: BTreeMap::new(),
            findings: Arc::clone(&NO_FINDINGS),
            merged: None,
            digest: Digests::default(),
            form: Form::utf8(),
            edited: false,
            is_called: true,
            case: None,
            in_definitions: false,
            previews: None,
            custom_text: None,
            target_text: None,
        }
    }

    /// Its real file name.
    pub fn file(&self) -> &str {
        self.which.file()
    }

    /// Its file name's stem, of a stock sequence without the outer underscores.
    pub fn stem(&self) -> &str {
        self.which.stem()
    }

    /// Which stock sequence it is; none for one of the operator's own.
    pub fn sequence(&self) -> Option<SequenceName> {
        match self.which {
            Which::Stock(sequence) => Some(sequence),
            Which::Own(_) => None,
        }
    }

    /// What is known of an own sequence; none for a stock one.
    pub fn own(&self) -> Option<&OwnSequence> {
        match &self.which {
            Which::Stock(_) => None,
            Which::Own(own) => Some(own),
        }
    }

    /// What the edit with this number is called in the plan.
    pub fn id(&self, number: usize) -> EditId {
        EditId { scope: self.scope, stem: self.stem().to_owned(), number }
    }

    /// What was said of the decision on an edit.
    pub fn remark(&self, edit: &Edit) -> Option<&Remark> {
        self.remarks.get(&edit.number)
    }

    /// The text that would be written.
    pub fn text(&self) -> Option<&str> {
        Some(&self.merged.as_ref()?.text)
    }

    /// SHA-256 of what would be written.
    pub fn merged_digest(&self) -> Option<&str> {
        Some(&self.merged.as_ref()?.digest)
    }

    /// What the plan's diffs start from to the merged file, as a unified diff; empty where equal.
    pub fn diff(&self) -> String {
        let merged = self.merged.as_ref();
        merged.map(|merged| merged.hunks.diff(&self.path, &self.place)).unwrap_or_default()
    }

    /// Whether that is not empty.
    pub fn has_diff(&self) -> bool {
        self.merged.as_ref().is_some_and(|merged| !merged.hunks.text.is_empty())
    }

    /// The same over the files' bytes, where they are not the text in UTF-8.
    pub fn patch(&self) -> Option<Vec<u8>> {
        self.merged.as_ref()?.hunks.patch(&self.path, &self.place)
    }

    /// Says something about it.
    pub fn say(&mut self, finding: Finding) {
        Arc::make_mut(&mut self.findings).push(finding);
    }

    /// Fails the file: nothing that was planned for it is used.
    pub fn fail(&mut self, why: Finding) {
        let Self { which, scope, path, place, custom_text, .. } = self.clone();
        let custom = self.digest.custom.take();
        *self = Self {
            path,
            place,
            custom_text,
            findings: Arc::new(vec![why]),
            digest: Digests { custom, target: None },
            ..Self::new(which, scope, Status::Failed)
        };
    }

    /// Whether a person is needed for it: an undecided conflict or review, or a finding of severity error.
    pub fn needs_a_person(&self) -> bool {
        self.edits.iter().any(Edit::needs_decision)
            || self.findings.iter().any(|f| f.severity == Severity::Error)
    }

    /// Whether a conflict waits for a decision, so that the file is not written.
    pub fn has_open_conflict(&self) -> bool {
        self.edits.iter().any(|e| e.outcome == Outcome::Conflict && e.decision.is_none())
    }

    /// Whether the file at its place would be another than it is.
    pub fn differs_from_target(&self) -> bool {
        let merged = self.merged.as_ref().filter(|_| self.is_called);
        merged.is_some_and(|merged| self.digest.target.as_ref() != Some(&merged.digest))
    }

    /// Whether it is uploaded in the Publisher, and not copied to the gateway.
    pub fn is_upload(&self) -> bool {
        self.place.starts_with(UPLOAD)
    }

    /// What becomes of an own sequence as a whole.
    pub fn outcome(&self) -> Outcome {
        match self.merged.as_ref().filter(|_| self.is_called) {
            None => Outcome::Dropped,
            Some(merged) if self.custom_text.as_ref() == Some(&merged.text) => Outcome::Carried,
            Some(_) => Outcome::Rewritten,
        }
    }

    /// Everything about it but where it stands: what is equal is told once.
    pub fn content(&self) -> Content<'_> {
        Content { file: self, around: true }
    }

    /// The same without what follows from other files of its scope: what is equal is saved once.
    pub fn content_alone(&self) -> Content<'_> {
        Content { file: self, around: false }
    }
}

/// Everything about a sequence of a plan but where it stands.
#[derive(Debug, Clone, Copy)]
pub struct Content<'p> {
    file: &'p FilePlan,
    /// Whether what follows from other files of the scope is part of it.
    around: bool,
}

impl Content<'_> {
    fn is_alike_around(self, other: Self) -> bool {
        let (a, b) = (self.file, other.file);
        // Which releases come next depends on the other files of the folder too.
        let base = |file: &'_ FilePlan| file.base.as_ref().map(|b| (b.release.clone(), b.edits));
        a.is_called == b.is_called
            && a.previews == b.previews
            && a.findings == b.findings
            && base(a) == base(b)
    }
}

impl PartialEq for Content<'_> {
    fn eq(&self, other: &Self) -> bool {
        let (a, b) = (self.file, other.file);
        (&a.which, a.status, a.edited, &a.digest) == (&b.which, b.status, b.edited, &b.digest)
            && (&a.case, a.form) == (&b.case, b.form)
            && (a.in_definitions, &a.edits, &a.merged) == (b.in_definitions, &b.edits, &b.merged)
            && a.remarks == b.remarks
            && match self.around {
                true => self.is_alike_around(*other),
                false => a.base == b.base,
            }
    }
}

impl Eq for Content<'_> {}

impl Hash for Content<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Self { file, .. } = self;
        (&file.which, file.status, &file.digest, file.merged_digest()).hash(state);
        file.edits.iter().for_each(|edit| edit.decision.hash(state));
    }
}
