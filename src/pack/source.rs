//! What lies under a path, on disk or packed: the few questions that finding sequences asks.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::archive::Archive;
use super::error::PlanError;
use super::found::{Content, DEFAULTS, SYNAPSE_CONFIGS};
use crate::stock::SequenceName;

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
