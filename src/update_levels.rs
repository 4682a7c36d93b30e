//! Update levels: what a release ships after an update. faultgraft embeds releases as they came
//! out. The operator gives a pack of an update level, and its name can be used like that of a
//! release from then on.
//!
//! ```
//! use std::collections::BTreeMap;
//!
//! use faultgraft::plan::{PlanRequest, plan};
//! use faultgraft::stock::SequenceName;
//! use faultgraft::update_levels::UpdateLevels;
//!
//! let folder = tempfile::tempdir()?;
//! let fault = b"<sequence xmlns='http://ws.apache.org/ns/synapse' name='fault'><drop/></sequence>";
//! let sequences = BTreeMap::from([(SequenceName::Fault, fault.to_vec())]);
//! UpdateLevels::add(folder.path(), "3.2.0.412", &sequences)?;
//! let planned = plan(&PlanRequest {
//!     custom: "fixtures/installations/harbourline-2-6-0/sequences/fault.xml".into(),
//!     base_release: Some("3.2.0.412".to_owned()),
//!     update_levels: UpdateLevels::read(folder.path())?,
//!     ..PlanRequest::default()
//! })?;
//! # assert!(planned.edits().count() > 0);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::program::sequence_in;
use crate::regular;
use crate::stock::{Release, SequenceName};
use crate::write;
use crate::xml::Document;

/// What an update level ships.
#[derive(Debug)]
pub struct UpdateLevel {
    /// What it is called: its release, and what tells it from others (`3.2.0.412`).
    pub name: String,
    /// Its release, whose engine it has.
    pub release: Release,
    texts: BTreeMap<SequenceName, Document>,
}

/// The update levels that were added, in the order of releases and names.
#[derive(Debug, Clone, Default)]
pub struct UpdateLevels(Vec<Arc<UpdateLevel>>);

/// Why an update level is not read or added.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct UpdateLevelError {
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

impl UpdateLevel {
    /// What it ships as a sequence; none where it is not known.
    pub fn get(&self, sequence: SequenceName) -> Option<&Document> {
        self.texts.get(&sequence)
    }

    /// All that it ships.
    pub fn all(&self) -> impl Iterator<Item = (SequenceName, &Document)> {
        self.texts.iter().map(|(name, doc)| (*name, doc))
    }

    /// Reads one from its folder.
    fn read(folder: &Path) -> Result<Self, UpdateLevelError> {
        let unusable = |why: String| UpdateLevelError {
            message: format!("the update level in {} cannot be used: {why}", folder.display()),
            help: "remove that folder, and add the level again with `faultgraft stock add`"
                .to_owned(),
        };
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let release = release_of(&name).map_err(|e| unusable(e.message))?;
        let mut texts = BTreeMap::new();
        for sequence in SequenceName::ALL {
            let file = sequence.file_name();
            let bytes = match regular::read(&folder.join(file)) {
                Ok(bytes) => bytes,
                Err(e) if e.kind() == io::ErrorKind::NotFound => continue,
                Err(e) => return Err(unusable(format!("{file}: {e}"))),
            };
            let doc = Document::read(&bytes).map_err(|e| unusable(format!("{file}: {e}")))?;
            if sequence_in(&doc, *sequence) != Some(doc.root()) {
                return Err(unusable(format!("{file} is not a Synapse <sequence>")));
            }
            texts.insert(*sequence, doc);
        }
        match texts.is_empty() {
            true => Err(unusable("it has no sequence".to_owned())),
            false => Ok(Self { name, release, texts }),
        }
    }
}

impl UpdateLevels {
    /// Reads those in a folder, which need not be there: a folder each, called as the level. A
    /// folder that this user cannot even look for is not there: under `sudo` and `cron` the home
    /// folder may be another user's.
    ///
    /// # Errors
    ///
    /// The folder is there and cannot be read, or one of them cannot be.
    pub fn read(folder: &Path) -> Result<Self, UpdateLevelError> {
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(_) if folder.symlink_metadata().is_err() => return Ok(Self::default()),
            Err(e) => {
                return Err(UpdateLevelError {
                    message: format!("cannot read {}: {e}", folder.display()),
                    help: "update levels are kept there: it has to be a folder that this user may read"
                        .to_owned(),
                });
            }
        };
        let mut folders: Vec<PathBuf> = entries.filter_map(|e| Some(e.ok()?.path())).collect();
        // What a run that was stopped left behind begins with a dot.
        let is_level = |path: &Path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            path.is_dir() && !name.starts_with('.')
        };
        folders.retain(|path| is_level(path));
        let levels: Result<Vec<Arc<UpdateLevel>>, UpdateLevelError> =
            folders.iter().map(|path| UpdateLevel::read(path).map(Arc::new)).collect();
        let mut levels = levels?;
        levels.sort_by(|a, b| (a.release, &a.name).cmp(&(b.release, &b.name)));
        Ok(Self(levels))
    }

    /// Keeps the sequences of an update level in `folder`, for [`Self::read`].
    ///
    /// # Errors
    ///
    /// The name is not that of a level, or is taken; writing fails.
    pub fn add(
        folder: &Path,
        name: &str,
        sequences: &BTreeMap<SequenceName, Vec<u8>>,
    ) -> Result<PathBuf, UpdateLevelError> {
        release_of(name)?;
        let place = folder.join(name);
        if place.exists() {
            return Err(UpdateLevelError {
                message: format!("{name} is there already: {}", place.display()),
                help: "remove that folder first, or give another name".to_owned(),
            });
        }
        let cannot = |e: io::Error| UpdateLevelError {
            message: format!("cannot write {}: {e}", place.display()),
            help: "nothing was added".to_owned(),
        };
        // Whole or not at all: the folder gets its name when all of it is there.
        fs::create_dir_all(folder).map_err(cannot)?;
        let whole =
            tempfile::Builder::new().prefix(".adding-").tempdir_in(folder).map_err(cannot)?;
        for (sequence, bytes) in sequences {
            write::replace(&whole.path().join(sequence.file_name()), bytes).map_err(cannot)?;
        }
        fs::rename(whole.path(), &place).map_err(cannot)?;
        Ok(place)
    }

    /// The level of that name.
    pub fn get(&self, name: &str) -> Option<&Arc<UpdateLevel>> {
        self.0.iter().find(|level| level.name == name)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<UpdateLevel>> {
        self.0.iter()
    }
}

/// The release of a level's name, which is also the name of a folder.
fn release_of(name: &str) -> Result<Release, UpdateLevelError> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "._-+".contains(c);
    let release = Release::of_name(name).filter(|_| name.chars().all(is_plain));
    release.filter(|_| Release::parse(name).is_none()).ok_or_else(|| UpdateLevelError {
        message: format!("{name} is not the name of an update level"),
        help: "begin with the release and go on with a dot or a hyphen, in letters and digits: \
               3.2.0.412, 4.0.0-u95"
            .to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stock;

    fn fault() -> BTreeMap<SequenceName, Vec<u8>> {
        let text = stock::get(SequenceName::Fault, Release::V3_2_0).unwrap().text;
        BTreeMap::from([(SequenceName::Fault, text.as_bytes().to_vec())])
    }

    #[test]
    fn what_is_added_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("stock");
        UpdateLevels::add(&place, "3.2.0.412", &fault()).unwrap();
        UpdateLevels::add(&place, "3.2.0-u9", &fault()).unwrap();
        let levels = UpdateLevels::read(&place).unwrap();
        let names: Vec<&str> = levels.iter().map(|level| level.name.as_str()).collect();
        assert_eq!(names, ["3.2.0-u9", "3.2.0.412"]);
        let level = levels.get("3.2.0.412").unwrap();
        assert_eq!(level.release, Release::V3_2_0);
        assert!(
            level.get(SequenceName::Fault).is_some() && level.get(SequenceName::Main).is_none()
        );
    }

    #[test]
    fn names_are_of_releases_and_taken_once() {
        let folder = tempfile::tempdir().unwrap();
        for wrong in ["3.2.0", "412", "3.2.0./..", "3.2.0.a b", ".3.2.0.1"] {
            let error = UpdateLevels::add(folder.path(), wrong, &fault()).unwrap_err();
            assert!(error.message.contains("not the name"), "{wrong}: {error}");
        }
        UpdateLevels::add(folder.path(), "3.2.0.1", &fault()).unwrap();
        let taken = UpdateLevels::add(folder.path(), "3.2.0.1", &fault()).unwrap_err();
        assert!(taken.message.contains("is there already"), "{taken}");
        assert_eq!(UpdateLevels::read(folder.path()).unwrap().iter().count(), 1);
    }

    #[test]
    fn what_is_there_and_is_no_folder_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("stock");
        assert_eq!(UpdateLevels::read(&place).unwrap().iter().count(), 0);
        fs::write(&place, "").unwrap();
        let error = UpdateLevels::read(&place).unwrap_err();
        assert!(error.message.starts_with("cannot read"), "{error}");
        assert_eq!(UpdateLevels::read(&place.join("below")).unwrap().iter().count(), 0);
    }

    #[test]
    fn what_is_broken_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let place = UpdateLevels::add(folder.path(), "3.2.0.1", &fault()).unwrap();
        fs::write(place.join("fault.xml"), "<sequence").unwrap();
        let error = UpdateLevels::read(folder.path()).unwrap_err();
        assert!(
            error.message.contains("3.2.0.1") && error.message.contains("fault.xml"),
            "{error}"
        );
    }
}
