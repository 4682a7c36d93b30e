//! What lies under a path, on disk or packed: the few questions that finding sequences asks.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::archive::Archive;
use super::{Content, DEFAULTS, SYNAPSE_CONFIGS};
use crate::model::{Finding, Severity};
use crate::plan::PlanError;
use crate::rules::{self, Rule, code};
use crate::stock::SequenceName;
use crate::xml::{self, XmlError};

/// What a path leads to.
pub(super) enum Source {
    File(PathBuf),
    Folder(PathBuf),
    Archive(Archive),
}

impl Source {
    pub(super) fn open(path: &Path) -> Result<Self, PlanError> {
        let metadata = fs::metadata(path).map_err(|e| PlanError {
            message: format!("cannot read {}: {e}", path.display()),
            help: "give an XML file, a folder of sequences, an API Manager home, or its zip"
                .to_owned(),
        })?;
        if metadata.is_dir() {
            return Ok(Self::Folder(path.to_owned()));
        }
        match metadata.is_file() && Archive::is_one(path) {
            true => Ok(Self::Archive(Archive::open(path)?)),
            false => Ok(Self::File(path.to_owned())),
        }
    }

    pub(super) fn is_archive(&self) -> bool {
        matches!(self, Self::Archive(_))
    }

    pub(super) fn is_home(&self) -> bool {
        self.is_folder(SYNAPSE_CONFIGS) || self.is_folder(DEFAULTS)
    }

    /// The folder of sequences where it is no home.
    pub(super) fn sequences_folder(&self) -> String {
        match self {
            Self::Archive(archive) => {
                archive.folder_with(|name| SequenceName::from_file_name(name).is_some())
            }
            _ => String::new(),
        }
    }

    pub(super) fn is_folder(&self, relative: &str) -> bool {
        match self {
            Self::File(_) => false,
            Self::Folder(root) => root.join(relative).is_dir(),
            Self::Archive(archive) => archive.is_folder(relative),
        }
    }

    /// The folders in a folder; none where it cannot be read.
    pub(super) fn folders(&self, relative: &str) -> Vec<String> {
        let entries = self.entries(relative).unwrap_or_default();
        entries.into_iter().filter(|(_, is_folder)| *is_folder).map(|(name, _)| name).collect()
    }

    /// What a folder holds, by name, and whether each is a folder.
    pub(super) fn entries(&self, relative: &str) -> Result<Vec<(String, bool)>, PlanError> {
        let root = match self {
            Self::File(_) => return Ok(Vec::new()),
            Self::Folder(root) => root,
            Self::Archive(archive) => return Ok(archive.entries(relative)),
        };
        let at = if relative.is_empty() { root.clone() } else { root.join(relative) };
        let mut entries = Vec::new();
        for entry in WalkDir::new(&at).min_depth(1).max_depth(1).sort_by_file_name() {
            let entry = entry.map_err(|e| PlanError {
                message: format!("cannot read {}: {e}", at.display()),
                help: "check its permissions".to_owned(),
            })?;
            let name = entry.file_name().to_string_lossy().into_owned();
            entries.push((name, entry.path().is_dir()));
        }
        Ok(entries)
    }

    pub(super) fn content(&self, relative: &str) -> Content {
        match self {
            Self::File(path) => Content::File(path.clone()),
            Self::Folder(root) => Content::File(root.join(relative)),
            Self::Archive(archive) => archive.content(relative),
        }
    }

    /// The beginning of a small text file.
    pub(super) fn text(&self, relative: &str) -> Option<String> {
        const ENOUGH: usize = 64 << 10;
        let bytes = match self.content(relative) {
            Content::File(path) => {
                let mut bytes = Vec::new();
                let file = File::open(path).ok()?;
                file.take(ENOUGH as u64).read_to_end(&mut bytes).ok()?;
                bytes
            }
            Content::Entry(bytes) => bytes[..bytes.len().min(ENOUGH)].to_vec(),
            Content::Refused(_) => return None,
        };
        Some(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// The name of the path itself: `wso2am-2.6.0.zip`.
    pub(super) fn name(&self) -> String {
        let path = match self {
            Self::File(path) | Self::Folder(path) => path,
            Self::Archive(archive) => &archive.path,
        };
        path.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }
}

/// All of a file, unless it is too large or no file at all: a pipe may never end.
pub(crate) fn read_file(path: &Path) -> Result<Vec<u8>, Finding> {
    let failed = |e| unreadable(path, &e);
    let metadata = fs::metadata(path).map_err(failed)?;
    if metadata.is_dir() {
        return Err(failed(ErrorKind::IsADirectory.into()));
    }
    if !metadata.is_file() {
        return Err(failed(io::Error::other("it is no plain file")));
    }
    if metadata.len() > xml::MAX_BYTES {
        return Err(refusal(&xml::too_large(metadata.len())));
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
