//! What lies under a path, on disk or packed: the few questions that reading an installation asks.
//!
//! Only what is known not to be there is absent. What may not be read is told as a finding, and so
//! is a link that leads nowhere: a mount that is missing today may hold edits.

use std::fmt;
use std::fs;
use std::io::{self, Cursor, ErrorKind, Read, Seek};
use std::path::{Path, PathBuf};

use super::archive::Archive;
use super::error::PlanError;
use super::found::{Content, DEFAULTS, SYNAPSE_CONFIGS, named};
use super::there::There;
use crate::model::{Finding, Severity};
use crate::regular;
use crate::rules::code;

/// What a path leads to.
pub(super) enum Source {
    File(PathBuf),
    Folder(PathBuf),
    Archive(Archive),
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Source").field(&self.path()).finish()
    }
}

/// The bytes of a file that is too large to be read whole.
pub(crate) trait Bytes: Read + Seek {}

impl<T: Read + Seek> Bytes for T {}

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

    /// Whether it is a home, as far as it may be looked at: one of its folders that may not be read
    /// makes it one too, so that what is in it is not passed over.
    pub(super) fn is_home(&self) -> bool {
        let is_there = |folder| !matches!(self.look(folder), There::Nothing | There::File);
        is_there(SYNAPSE_CONFIGS) || is_there(DEFAULTS)
    }

    /// The folder of sequences where it is not a home.
    pub(super) fn sequences_folder(&self) -> String {
        match self {
            Self::Archive(archive) => archive.folder_with(|name| named(name).is_some()),
            _ => String::new(),
        }
    }

    /// What stands at a path.
    pub(super) fn look(&self, relative: &str) -> There {
        match self {
            Self::File(_) => There::Nothing,
            Self::Folder(root) => look(root, relative),
            Self::Archive(archive) => archive.look(relative),
        }
    }

    /// What a folder holds, by name.
    ///
    /// # Errors
    ///
    /// Why the folder may not be read.
    pub(super) fn entries(&self, relative: &str) -> Result<Vec<(String, There)>, Finding> {
        let root = match self {
            Self::File(_) => return Ok(Vec::new()),
            Self::Folder(root) => root,
            Self::Archive(archive) => return Ok(archive.entries(relative)),
        };
        let failed = |error| unreadable(root, relative, &error);
        let mut entries = Vec::new();
        for entry in fs::read_dir(root.join(relative)).map_err(failed)? {
            let name = entry.map_err(failed)?.file_name().to_string_lossy().into_owned();
            let there = look(root, &joined(relative, &name));
            entries.push((name, there));
        }
        entries.sort_by(|a, b| a.0.cmp(&b.0));
        Ok(entries)
    }

    pub(super) fn content(&self, relative: &str) -> Content {
        match self {
            Self::File(path) => Content::File(path.clone()),
            Self::Folder(root) => Content::File(root.join(relative)),
            Self::Archive(archive) => archive.content(relative),
        }
    }

    /// The beginning of a text file; none where the file does not exist.
    ///
    /// # Errors
    ///
    /// Why it may not be read.
    pub(super) fn text(&self, relative: &str) -> Result<Option<String>, Finding> {
        const ENOUGH: u64 = 4 << 20;
        match self.look(relative) {
            There::File => {}
            There::Unreadable(why) => return Err(why),
            There::Nothing | There::Folder => return Ok(None),
        }
        let mut bytes = Vec::new();
        self.open_file(relative)?.take(ENOUGH).read_to_end(&mut bytes).map_err(|e| match self {
            Self::File(root) | Self::Folder(root) => unreadable(root, relative, &e),
            Self::Archive(archive) => unreadable(&archive.path, relative, &e),
        })?;
        Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
    }

    /// A file of any size. One of an archive is unpacked into memory.
    ///
    /// # Errors
    ///
    /// Why it may not be read.
    pub(super) fn open_file(&self, relative: &str) -> Result<Box<dyn Bytes>, Finding> {
        match self {
            Self::File(root) | Self::Folder(root) => {
                let file = regular::open(&root.join(relative));
                Ok(Box::new(file.map_err(|e| unreadable(root, relative, &e))?))
            }
            Self::Archive(archive) => Ok(Box::new(Cursor::new(archive.large(relative)?))),
        }
    }

    pub(super) fn path(&self) -> &Path {
        match self {
            Self::File(path) | Self::Folder(path) => path,
            Self::Archive(archive) => &archive.path,
        }
    }

    /// The name of the path itself: `wso2am-2.6.0.zip`.
    pub(super) fn name(&self) -> String {
        self.path().file_name().unwrap_or_default().to_string_lossy().into_owned()
    }
}

/// A path inside a folder of a pack.
pub(super) fn joined(folder: &str, name: &str) -> String {
    match folder {
        "" => name.to_owned(),
        folder => format!("{folder}/{name}"),
    }
}

/// What stands at a path below a folder on disk.
fn look(root: &Path, relative: &str) -> There {
    match fs::metadata(root.join(relative)) {
        Ok(metadata) if metadata.is_dir() => There::Folder,
        Ok(_) => There::File,
        Err(error) if error.kind() == ErrorKind::NotADirectory => There::Nothing,
        Err(error) if error.kind() == ErrorKind::NotFound => match broken_link(root, relative) {
            Some(link) => There::Unreadable(unreadable(root, &link, &error)),
            None => There::Nothing,
        },
        Err(error) => There::Unreadable(unreadable(root, &blocked(root, relative), &error)),
    }
}

/// The paths from the first folder on the way to the whole path.
fn prefixes(relative: &str) -> impl Iterator<Item = &str> {
    let ends = relative.match_indices('/').map(|(at, _)| at);
    ends.chain([relative.len()]).map(|end| &relative[..end])
}

/// The link on the way to a path that leads nowhere.
fn broken_link(root: &Path, relative: &str) -> Option<String> {
    let first = prefixes(relative).find(|path| fs::metadata(root.join(path)).is_err())?;
    fs::read_link(root.join(first)).is_ok().then(|| first.to_owned())
}

/// The folder on the way to a path that may not be entered, or else the path itself.
fn blocked(root: &Path, relative: &str) -> String {
    let is_blocked = |path: &&str| fs::metadata(root.join(path)).is_err();
    let first = prefixes(relative).find(is_blocked).unwrap_or(relative);
    let folder = first.rsplit_once('/').map_or("", |(folder, _)| folder);
    match fs::symlink_metadata(root.join(first)) {
        Ok(_) => first.to_owned(),
        Err(_) => folder.to_owned(),
    }
}

/// What is said of a part of a pack that may not be read.
fn unreadable(root: &Path, relative: &str, error: &io::Error) -> Finding {
    let path = root.join(relative);
    let shown = if relative.is_empty() { "this folder" } else { relative };
    let link = fs::read_link(&path).ok();
    let (message, help) = match (link, error.kind()) {
        (Some(to), ErrorKind::NotFound) => (
            format!("{shown} is a link to {}, which is not there", to.display()),
            "Mount or restore what it leads to, or remove the link, and run faultgraft again.",
        ),
        (Some(to), _) => (
            format!("{shown} is a link to {}, which cannot be read: {error}", to.display()),
            "Give the user who runs faultgraft the right to read it, and run it again.",
        ),
        (None, _) => (
            format!("{shown} cannot be read: {error}"),
            "Give the user who runs faultgraft the right to read it, and run it again.",
        ),
    };
    let mut finding = code::UNREADABLE.finding(Severity::Error, message, None);
    finding.help = help.to_owned();
    finding.path = Some(relative.to_owned()).filter(|path| !path.is_empty());
    finding
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn a_link_that_leads_nowhere_is_told_wherever_on_the_way_it_stands() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("a")).unwrap();
        std::os::unix::fs::symlink("/nowhere/at/all", folder.path().join("a/b")).unwrap();
        let source = Source::open(folder.path()).unwrap();
        for path in ["a/b", "a/b/c", "a/b/c/d"] {
            let There::Unreadable(why) = source.look(path) else { panic!("{path} is absent") };
            assert_eq!(why.path.as_deref(), Some("a/b"), "{path}");
            assert!(why.message.contains("a link to /nowhere/at/all"), "{}", why.message);
        }
        for path in ["b", "a/c", "a/c/d"] {
            assert!(matches!(source.look(path), There::Nothing), "{path}");
        }
        assert!(matches!(source.entries("a").unwrap()[0].1, There::Unreadable(_)));
    }
}
