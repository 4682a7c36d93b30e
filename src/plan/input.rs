//! The operator's files as documents, or as findings that say why not.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::path::Path;
use std::rc::Rc;

use sha2::{Digest, Sha256};

use super::PlanError;
use crate::model::{CustomKind, Finding, Severity};
use crate::pack::{Found, Pack};
use crate::rules::{self, Rule, code};
use crate::stock::SequenceName;
use crate::synapse::{NAMESPACE, Tree};
use crate::xml::{self, Document, NodeId, XmlError};

/// One sequence of the operator's.
#[derive(Debug, Clone)]
pub(super) struct Input {
    /// Which it is.
    pub sequence: SequenceName,
    /// Where it was read, relative to CUSTOM.
    pub path: String,
    /// SHA-256 of the file; none where it could not be read.
    pub digest: Option<String>,
    /// The document and its sequence element, or why there is none.
    read: Result<(Rc<Document>, NodeId), Finding>,
    /// What is to be said about the file however it was read.
    pub notes: Vec<Finding>,
}

impl Input {
    /// The sequence in canonical form.
    pub(super) fn tree(&self) -> Result<Tree<'_>, &Finding> {
        let (doc, element) = self.read.as_ref()?;
        Ok(Tree::of(doc, *element))
    }

    /// The text of the file.
    pub(super) fn text(&self) -> Option<&str> {
        self.read.as_ref().ok().map(|(doc, _)| doc.text())
    }

    /// The document, where the merged sequence takes its place; none for a sequence of a
    /// `<definitions>` document, which becomes a file of its own.
    pub(super) fn own_file(&self) -> Option<&Document> {
        let (doc, element) = self.read.as_ref().ok()?;
        let file = self.path.rsplit('/').next().unwrap_or_default();
        let named = SequenceName::from_file_name(file) == Some(self.sequence);
        (doc.root() == *element || named).then_some(doc)
    }

    fn failed(sequence: SequenceName, path: &str, digest: Option<String>, why: Finding) -> Self {
        Self { sequence, path: path.to_owned(), digest, read: Err(why), notes: Vec::new() }
    }
}

/// SHA-256 in hexadecimal.
pub(super) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}

/// Reads every stock sequence of a pack; the operator's own files are not looked at.
///
/// # Errors
///
/// A single file of which nothing says which sequence it is.
pub(super) fn read_pack(pack: &Pack) -> Result<Vec<Input>, PlanError> {
    let mut inputs = Vec::new();
    for found in &pack.files {
        let single = pack.kind == CustomKind::File;
        if found.sequence.is_none() && !single {
            continue;
        }
        inputs.extend(read_found(found)?);
    }
    Ok(without_doubles(inputs))
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
    let wanted = sequence.or_else(|| SequenceName::from_file_name(file));
    let mut inputs = read_bytes(name, bytes, wanted)?;
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

fn read_found(found: &Found) -> Result<Vec<Input>, PlanError> {
    match bytes_of(&found.path) {
        Ok(bytes) => read_bytes(&found.relative, &bytes, found.sequence),
        Err(why) => Ok(vec![refused(&found.relative, None, found.sequence, why)?]),
    }
}

/// All of a file, unless it is too large or no file at all: a pipe may never end.
pub(crate) fn bytes_of(path: &Path) -> Result<Vec<u8>, Finding> {
    let failed = |e| unreadable(path, &e);
    let metadata = fs::metadata(path).map_err(failed)?;
    if metadata.is_dir() {
        return Err(failed(ErrorKind::IsADirectory.into()));
    }
    if !metadata.is_file() {
        return Err(failed(io::Error::other("it is no plain file")));
    }
    if metadata.len() > xml::MAX_BYTES {
        return Err(finding_of(&xml::too_large(metadata.len())));
    }
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(failed)?;
    file.take(xml::MAX_BYTES + 1).read_to_end(&mut bytes).map_err(failed)?;
    Ok(bytes)
}

fn unreadable(path: &Path, error: &io::Error) -> Finding {
    let link = fs::read_link(path).ok().filter(|_| error.kind() == ErrorKind::NotFound);
    let (message, help) = match (link, error.kind()) {
        (Some(to), _) => (
            format!("the file is a link to {}, which is not there", to.display()),
            "Put the file there, or remove the link.",
        ),
        (None, ErrorKind::IsADirectory) => (
            "this is a folder where a sequence is expected".to_owned(),
            "Put the sequence in its place, or rename the folder.",
        ),
        (None, ErrorKind::PermissionDenied) => (
            format!("the file cannot be read: {error}"),
            "Give the user who runs faultgraft the right to read it, and run it again.",
        ),
        _ => (format!("the file cannot be read: {error}"), "Put the file in its place again."),
    };
    Finding {
        rule: "unreadable".to_owned(),
        severity: Severity::Error,
        message,
        help: help.to_owned(),
        line: None,
        column: None,
        edit: None,
    }
}

/// A file that was refused, as an input; where nothing says which sequence it is, as an error.
fn refused(
    path: &str,
    digest: Option<String>,
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

fn read_bytes(
    path: &str,
    bytes: &[u8],
    sequence: Option<SequenceName>,
) -> Result<Vec<Input>, PlanError> {
    let digest = Some(sha256(bytes));
    let doc = match Document::read(bytes) {
        Ok(doc) => Rc::new(doc),
        Err(error) => {
            return Ok(vec![refused(path, digest, sequence, finding_of(&error))?]);
        }
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
    let path = path.to_owned();
    Ok(vec![Input { sequence, path, digest, read: Ok((doc, root)), notes: Vec::new() }])
}

fn name_attribute(doc: &Document, sequence: NodeId) -> Option<String> {
    doc.find_attribute(sequence, "name").map(|a| doc.attribute_value(a).into_owned())
}

/// The stock sequences inside a `<definitions>` document, one by one.
fn definitions(
    path: &str,
    digest: Option<String>,
    doc: &Rc<Document>,
    wanted: Option<SequenceName>,
) -> Result<Vec<Input>, PlanError> {
    let root = doc.root();
    let line = Some(doc.line(root));
    let inside: Vec<(SequenceName, NodeId)> = defined(doc).collect();
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
            path: path.to_owned(),
            digest: digest.clone(),
            read: Ok((Rc::clone(doc), element)),
            notes: vec![code::DEFINITIONS_ROOT.finding(Severity::Warning, message, line)],
        }
    });
    Ok(inputs.collect())
}

/// The stock sequences in a `<definitions>` document.
fn defined(doc: &Document) -> impl Iterator<Item = (SequenceName, NodeId)> + '_ {
    doc.child_elements(doc.root())
        .filter(|&e| doc.namespace(e) == NAMESPACE && doc.local_name(e) == "sequence")
        .filter_map(|e| Some((SequenceName::from_name_attribute(&name_attribute(doc, e)?)?, e)))
}

/// The element of a sequence in a file: its root, or the first of that name in a `<definitions>`
/// document.
pub(super) fn sequence_in(doc: &Document, sequence: SequenceName) -> Option<NodeId> {
    let root = doc.root();
    match (doc.namespace(root), doc.local_name(root)) {
        (NAMESPACE, "sequence") => Some(root),
        (NAMESPACE, "definitions") => {
            defined(doc).find(|&(s, _)| s == sequence).map(|(_, element)| element)
        }
        _ => None,
    }
}

/// Keeps one of several files for the same sequence, the one with the real file name first, and
/// says so.
fn without_doubles(inputs: Vec<Input>) -> Vec<Input> {
    let mut kept: Vec<Input> = Vec::with_capacity(inputs.len());
    for mut input in inputs {
        let Some(other) = kept.iter_mut().find(|k| k.sequence == input.sequence) else {
            kept.push(input);
            continue;
        };
        let real = |i: &Input| i.path.ends_with(i.sequence.file_name());
        if real(&input) && !real(other) {
            std::mem::swap(other, &mut input);
        }
        let message = format!(
            "{} and {} define the same sequence; the second is left out",
            other.path, input.path
        );
        other.notes.push(code::DUPLICATE_SEQUENCE.finding(Severity::Error, message, None));
    }
    kept
}

fn unknown_sequence(path: &str) -> PlanError {
    PlanError {
        message: format!("nothing says which stock sequence {} is", shown(path)),
        help:
            "give the file its stock name (fault.xml), or say --sequence NAME to faultgraft merge"
                .to_owned(),
    }
}

pub(crate) fn wrong_root(doc: &Document) -> Finding {
    let root = doc.root();
    let namespace = match doc.namespace(root) {
        "" => "in no namespace".to_owned(),
        name => format!("in the namespace {name}"),
    };
    let message = format!(
        "the root is <{}> {namespace}; expected <sequence> in {NAMESPACE}",
        doc.local_name(root)
    );
    let at = doc.position(doc.node(root).span.start);
    let mut finding = code::WRONG_ROOT.finding(Severity::Error, message, Some(at.line));
    finding.column = Some(at.column);
    if doc.local_name(root) == "sequence" {
        finding.help = format!("Declare xmlns=\"{NAMESPACE}\" on the root.");
    }
    finding
}

/// Why a file could not be read as XML.
pub(crate) fn finding_of(error: &XmlError) -> Finding {
    let rule: &Rule = rules::find(error.problem.code()).unwrap_or(&code::ILL_FORMED);
    Finding {
        rule: rule.code.to_owned(),
        severity: Severity::Error,
        message: error.message.clone(),
        help: error.help.clone(),
        line: error.position.map(|p| p.line),
        column: error.position.map(|p| p.column),
        edit: None,
    }
}
