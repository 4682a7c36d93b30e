//! A file that may be a sequence, and its bytes; where an API Manager home keeps such files.

use std::fs;
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::model::{Finding, Severity};
use crate::program::NAMESPACE;
use crate::regular;
use crate::rules::{self, Rule, code};
use crate::stock::SequenceName;
use crate::xml::{self, Document, Template, XmlError};

/// Where an API Manager home keeps the super tenant's configuration
/// (wso2-synapse, `MultiXMLConfigurationBuilder`; carbon-mediation, `synapse-configs`).
pub(super) const SYNAPSE_CONFIGS: &str = "repository/deployment/server/synapse-configs";

/// Where it keeps the sequences that it copies into the folder of a new tenant (carbon-apimgt,
/// `TenantServiceCreator`; product-apim, the assembly of the distribution).
pub(super) const DEFAULTS: &str = "repository/resources/apim-synapse-config";

/// A file that may be a sequence.
#[derive(Debug, Clone)]
pub struct Found {
    /// Which of the stock sequences it is, by its file name; none for the operator's own.
    pub sequence: Option<SequenceName>,
    /// The path relative to the pack, with `/`.
    pub relative: String,
    /// Where its bytes are.
    pub(super) content: Content,
}

/// Where the bytes of a file are.
#[derive(Debug, Clone)]
pub(super) enum Content {
    /// On disk.
    File(PathBuf),
    /// Read from an archive.
    Entry(Arc<[u8]>),
    /// Nowhere that they may be read from; why not.
    Refused(Box<Finding>),
}

impl Found {
    /// Its file name.
    pub fn name(&self) -> &str {
        self.relative.rsplit('/').next().unwrap_or(&self.relative)
    }

    /// The file on disk; none inside an archive.
    pub fn path(&self) -> Option<&Path> {
        match &self.content {
            Content::File(path) => Some(path),
            _ => None,
        }
    }

    /// All of its bytes.
    ///
    /// # Errors
    ///
    /// Why it cannot be read, as a finding: it is not a file, too large, or refused inside its archive.
    pub fn read(&self) -> Result<Arc<[u8]>, Finding> {
        match &self.content {
            Content::File(path) => read_file(path).map(Into::into),
            Content::Entry(bytes) => Ok(Arc::clone(bytes)),
            Content::Refused(why) => Err(Finding::clone(why)),
        }
    }
}

/// The stock sequence that a file is called after: by its real name, as the upgrade guide prints
/// it, or with one of the two underscores that Markdown left over.
///
/// A template of one (`fault.xml.j2`, `main.erb`) is that sequence too.
pub(super) fn named(file: &str) -> Option<SequenceName> {
    let file = &*Template::rendered_name(file);
    let almost = || {
        let sequence = SequenceName::parse(file).filter(|_| file.ends_with(".xml"))?;
        sequence.file_name().starts_with('_').then_some(sequence)
    };
    SequenceName::from_file_name(file).or_else(almost)
}

/// All of a file, unless it is too large or no file at all: a pipe may never end.
pub(crate) fn read_file(path: &Path) -> Result<Vec<u8>, Finding> {
    let failed = |e| unreadable(path, &e);
    let file = regular::open(path).map_err(failed)?;
    let size = file.metadata().map_err(failed)?.len();
    if size > xml::MAX_BYTES {
        return Err(refusal(&xml::too_large(size)));
    }
    let mut bytes = Vec::new();
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
    let mut finding = code::UNREADABLE.finding(Severity::Error, message, None);
    finding.help = help.to_owned();
    finding
}

/// Why a file could not be read as XML.
pub(crate) fn refusal(error: &XmlError) -> Finding {
    let rule: &Rule = rules::find(error.problem.code()).unwrap_or(&code::ILL_FORMED);
    let mut finding = rule.finding(Severity::Error, error.message.clone(), None);
    finding.help.clone_from(&error.help);
    finding.line = error.position.map(|p| p.line);
    finding.column = error.position.map(|p| p.column);
    finding
}

/// What is said of a document that is not a sequence.
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
