//! The operator's files as documents, or as findings that say why not.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use crate::companions::OwnFile;
use crate::digest::sha256;
use crate::guard::{defect, guarded};
use crate::model::{Finding, Scope, Severity};
use crate::pack::{Found, PlanError, refusal, wrong_root};
use crate::program::{NAMESPACE, Tree, name_attribute, read_file, stock_sequences};
use crate::rules::code;
use crate::stock::SequenceName;
use crate::timings::Stage;
use crate::xml::{Document, NodeId, Template};

/// One sequence of the operator's.
#[derive(Debug, Clone)]
pub(super) struct Input {
    /// Which it is.
    pub sequence: SequenceName,
    /// Where it was read, relative to CUSTOM.
    pub path: Arc<str>,
    /// SHA-256 of the file; none where it could not be read.
    pub digest: Option<Arc<str>>,
    /// The document and its sequence element, or why there is none.
    pub(super) read: Result<(Arc<Document>, NodeId), Box<Finding>>,
    /// What is to be said about the file however it was read.
    pub notes: Vec<Finding>,
}

/// A sequence in a document.
#[derive(Debug, Clone, Copy)]
pub(super) struct Source<'d> {
    pub doc: &'d Document,
    pub element: NodeId,
}

impl<'d> Source<'d> {
    /// The sequence that is a whole document.
    pub(super) fn whole(doc: &'d Document) -> Self {
        Self { doc, element: doc.root() }
    }

    /// The sequence in canonical form.
    pub(super) fn tree(self) -> Tree<'d> {
        Tree::of(self.doc, self.element)
    }

    /// Which of the documents that are in memory it is.
    pub(super) fn identity(self) -> Identity {
        (std::ptr::from_ref(self.doc).addr(), self.element.index())
    }
}

/// Which of the sequences in memory one is: its document, and its element there.
pub(super) type Identity = (usize, usize);

impl Input {
    /// The sequence in its document.
    pub(super) fn source(&self) -> Result<Source<'_>, &Finding> {
        let (doc, element) = self.read.as_ref().map_err(|why| &**why)?;
        Ok(Source { doc, element: *element })
    }

    /// The sequence in canonical form.
    pub(super) fn tree(&self) -> Result<Tree<'_>, &Finding> {
        self.source().map(Source::tree)
    }

    /// The document, where the merged sequence takes its place; none for a sequence of a
    /// `<definitions>` document, which becomes a file of its own.
    pub(super) fn own_file(&self) -> Option<&Document> {
        let (doc, element) = self.read.as_ref().ok()?;
        let file = self.path.rsplit('/').next().unwrap_or_default();
        let file = Template::rendered_name(file);
        let named = SequenceName::from_file_name(&file) == Some(self.sequence);
        (doc.root() == *element || named).then_some(doc)
    }

    /// Takes the document away: nothing of the file is used.
    pub(super) fn fail(&mut self, why: Finding) {
        self.read = Err(why.into());
    }

    pub(super) fn failed(
        sequence: SequenceName,
        path: &str,
        digest: Option<Arc<str>>,
        why: Finding,
    ) -> Self {
        Self { sequence, path: path.into(), digest, read: Err(why.into()), notes: Vec::new() }
    }
}

/// The stock sequences of one folder.
#[derive(Debug, Clone)]
pub(super) struct InScope {
    pub scope: Scope,
    /// The folder relative to the pack.
    pub folder: String,
    pub inputs: Vec<Input>,
    /// The other stock sequences there, which nobody asked for but which the inputs may call.
    pub others: Vec<Input>,
    /// The files of the operator's own there.
    pub own: Vec<OwnFile>,
    /// The fault sequences that the Publisher offers to all APIs: the gateway does not read these.
    pub publisher: Vec<OwnFile>,
}

impl InScope {
    /// The input for a sequence.
    pub(super) fn get(&self, sequence: SequenceName) -> Option<&Input> {
        self.inputs.iter().find(|i| i.sequence == sequence)
    }
}

/// The bytes of a file with their digest, or why there are none.
pub(super) type Content = Result<(Arc<[u8]>, Arc<str>), Box<Finding>>;

/// What was read, by digest: each content is parsed once.
pub(super) struct Documents(HashMap<Key, Result<Arc<Document>, Finding>>);

/// The same bytes are read otherwise where the name says that they are a template.
type Key = (Arc<str>, Option<Template>);

fn key(found: &Found, digest: &Arc<str>) -> Key {
    (Arc::clone(digest), Template::of_name(found.name()))
}

fn parse(name: &str, bytes: &[u8]) -> Result<Arc<Document>, Finding> {
    match guarded(|| Stage::Read.timed(|| read_file(name, bytes))) {
        Ok(document) => document.map(Arc::new).map_err(|error| refusal(&error)),
        Err(panicked) => Err(defect(&panicked)),
    }
}

impl Documents {
    pub(super) fn of(found: &[&Found], contents: &[Content]) -> Self {
        let mut unique: HashMap<Key, (&Found, &Arc<[u8]>)> = HashMap::new();
        for (found, content) in found.iter().zip(contents) {
            if let Ok((bytes, digest)) = content {
                unique.insert(key(found, digest), (found, bytes));
            }
        }
        let parsed =
            |(key, (found, bytes)): (Key, (&Found, &Arc<[u8]>))| (key, parse(found.name(), bytes));
        Self(unique.into_par_iter().map(parsed).collect())
    }

    /// The document of a file, with the file's digest.
    pub(super) fn get(
        &self,
        found: &Found,
        content: Content,
    ) -> (Option<Arc<str>>, Result<Arc<Document>, Finding>) {
        match content {
            Ok((_, digest)) => {
                let document = self.0[&key(found, &digest)].clone();
                (Some(digest), document)
            }
            Err(why) => (None, Err(*why)),
        }
    }

    pub(super) fn inputs(&self, found: &Found, content: Content) -> Result<Vec<Input>, PlanError> {
        let (path, sequence) = (&found.relative, found.sequence);
        match content {
            Ok((_, digest)) => {
                let document = self.0[&key(found, &digest)].clone();
                read_document(path, digest, document, sequence)
            }
            Err(why) => Ok(vec![refused(path, None, sequence, *why)?]),
        }
    }
}

fn file_names() -> Vec<&'static str> {
    SequenceName::ALL.iter().map(|s| s.file_name()).collect()
}

pub(super) fn nothing_of_interest(custom: &Path) -> PlanError {
    PlanError {
        message: format!("none of the stock sequences is in {}", custom.display()),
        help: format!("give a folder that holds one of {}", file_names().join(", ")),
    }
}

/// Reads the bytes of one file.
///
/// # Errors
///
/// Nothing says which sequence it is.
pub(super) fn read_one(
    name: &str,
    bytes: &[u8],
    sequence: Option<SequenceName>,
) -> Result<Input, PlanError> {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let by_file = || SequenceName::from_file_name(&Template::rendered_name(file));
    let wanted = sequence.or_else(by_file);
    let mut inputs = read_document(name, sha256(bytes).into(), parse(file, bytes), wanted)?;
    let chosen = inputs.iter().position(|i| Some(i.sequence) == wanted).unwrap_or(0);
    let names: Vec<&str> = inputs.iter().map(|i| i.sequence.stem()).collect();
    if inputs.len() > 1 && wanted.is_none() {
        return Err(PlanError {
            message: format!("{} holds several sequences: {}", shown(name), names.join(", ")),
            help: "say which with --sequence, or use faultgraft plan".to_owned(),
        });
    }
    Ok(inputs.swap_remove(chosen))
}

/// A file that was refused, as an input; where nothing says which sequence it is, as an error.
fn refused(
    path: &str,
    digest: Option<Arc<str>>,
    sequence: Option<SequenceName>,
    why: Finding,
) -> Result<Input, PlanError> {
    match sequence {
        Some(sequence) => Ok(Input::failed(sequence, path, digest, why)),
        None => {
            let place = place(if path == "-" { "stdin" } else { path }, &why);
            Err(PlanError { message: format!("{place}: {}", why.message), help: why.help })
        }
    }
}

/// `path:line:column`, as far as it is known.
pub(super) fn place(path: &str, finding: &Finding) -> String {
    let numbers = finding.line.into_iter().chain(finding.column);
    numbers.fold(path.to_owned(), |place, n| format!("{place}:{n}"))
}

/// What the operator calls a file.
fn shown(path: &str) -> &str {
    if path == "-" { "standard input" } else { path }
}

fn read_document(
    path: &str,
    digest: Arc<str>,
    document: Result<Arc<Document>, Finding>,
    sequence: Option<SequenceName>,
) -> Result<Vec<Input>, PlanError> {
    let digest = Some(digest);
    let doc = match document {
        Ok(doc) => doc,
        Err(why) => return Ok(vec![refused(path, digest, sequence, why)?]),
    };
    let root = doc.root();
    if doc.namespace(root) == NAMESPACE && doc.local_name(root) == "definitions" {
        return definitions(path, digest, &doc, sequence);
    }
    if doc.namespace(root) != NAMESPACE || doc.local_name(root) != "sequence" {
        return Ok(vec![refused(path, digest, sequence, wrong_root(&doc))?]);
    }
    let by_name = || name_attribute(&doc, root).and_then(|n| SequenceName::from_name_attribute(&n));
    let sequence = sequence.or_else(by_name).ok_or_else(|| unknown_sequence(path))?;
    let path = path.into();
    Ok(vec![Input { sequence, path, digest, read: Ok((doc, root)), notes: Vec::new() }])
}

/// The stock sequences inside a `<definitions>` document, one by one.
pub(super) fn definitions(
    path: &str,
    digest: Option<Arc<str>>,
    doc: &Arc<Document>,
    wanted: Option<SequenceName>,
) -> Result<Vec<Input>, PlanError> {
    let root = doc.root();
    let line = Some(doc.line(root));
    let inside: Vec<(SequenceName, NodeId)> = stock_sequences(doc).collect();
    if inside.is_empty() {
        let message = "the root is <definitions>, and no sequence in it has a stock name";
        let mut finding = code::DEFINITIONS_ROOT.finding(Severity::Error, message.to_owned(), line);
        finding.column = Some(doc.position(doc.node(root).span.start).column);
        finding.help = "Give each sequence in a file of its own, as API Manager does.".to_owned();
        return Ok(vec![refused(path, digest, wanted, finding)?]);
    }
    let inputs = inside.into_iter().map(|(sequence, element)| {
        let message = format!(
            "{path} is a <definitions> document, which does not load from the sequences folder; \
             its sequence {} is read as if it stood in {}",
            name_attribute(doc, element).unwrap_or_default(),
            sequence.file_name()
        );
        Input {
            sequence,
            path: path.into(),
            digest: digest.clone(),
            read: Ok((Arc::clone(doc), element)),
            notes: vec![code::DEFINITIONS_ROOT.finding(Severity::Warning, message, line)],
        }
    });
    Ok(inputs.collect())
}

fn unknown_sequence(path: &str) -> PlanError {
    PlanError {
        message: format!("nothing says which stock sequence {} is", shown(path)),
        help:
            "give the file its stock name (fault.xml), or say --sequence NAME to faultgraft merge"
                .to_owned(),
    }
}
