//! What a backup folder says of itself.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::choose::{is_place, is_plain};
use super::item::Item;
use super::stale::digest_at;
use crate::digest::sha256;
use crate::regular;
use crate::write;

/// The file of a backup folder that lists the others.
pub(super) const FILE: &str = "manifest.json";

/// What the name of a backup folder begins with while it is filled.
pub(super) const PARTIAL: &str = ".partial-";

/// The version of its form.
pub(super) const SCHEMA: u32 = 2;

/// How far the run that a backup belongs to came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// It was stopped, or is not at its end.
    Unfinished,
    /// Every file is written.
    Complete,
    /// Every file is put back.
    Undone,
}

/// What was there before a plan was written, and what was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The version of this form.
    pub schema: u32,
    /// The tool and version that made it.
    pub tool: String,
    /// SHA-256 of the plan.
    pub plan: String,
    /// The home or folder, without links.
    pub root: PathBuf,
    /// When it was made, in UTC.
    pub made: String,
    /// How far the run came.
    pub state: State,
    /// The folders that were made for the files, relative to `root`, outer ones first.
    pub folders: Vec<String>,
    /// The files.
    pub files: Vec<Entry>,
    /// SHA-256 of all else that stands here.
    pub digest: String,
}

impl Manifest {
    /// The digest of what it says.
    fn digest_of_all_else(&self) -> String {
        let unsealed = Self { digest: String::new(), ..self.clone() };
        sha256(&serde_json::to_vec(&unsealed).expect("texts and numbers are JSON"))
    }

    /// Whether it says only what a run of faultgraft says: paths of sequences, and the folders that
    /// hold them.
    fn is_sound(&self) -> bool {
        let holds = |folder: &str| {
            let inside =
                |e: &Entry| e.place.strip_prefix(folder).is_some_and(|p| p.starts_with('/'));
            is_plain(folder) && self.files.iter().any(inside)
        };
        self.digest == self.digest_of_all_else()
            && self.root.is_absolute()
            && self.files.iter().all(|entry| is_place(&entry.place))
            && self.folders.iter().all(|folder| holds(folder))
    }
}

/// A file before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Relative to the root; the previous file has the same path in the backup folder.
    pub place: String,
    /// SHA-256 of the previous file; none where there was none.
    pub old: Option<String>,
    /// SHA-256 of the file that was written.
    pub new: String,
}

impl Entry {
    pub(super) fn of(item: &Item) -> Self {
        Self { place: item.place.clone(), old: item.old.clone(), new: item.new.clone() }
    }
}

/// The form of a manifest, whatever it is.
#[derive(Deserialize)]
struct Form {
    schema: u32,
}

/// A backup folder with its manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Kept {
    pub folder: PathBuf,
    pub manifest: Manifest,
}

impl Kept {
    /// Reads the manifest of a backup folder.
    pub(super) fn read(folder: &Path) -> Result<Self, String> {
        let bytes = regular::read(&folder.join(FILE)).map_err(|e| e.to_string())?;
        let form: Form = serde_json::from_slice(&bytes).map_err(|e| e.to_string())?;
        if form.schema != SCHEMA {
            return Err("it was made by another version of faultgraft: undo with that".to_owned());
        }
        let manifest: Manifest = serde_json::from_slice(&bytes).map_err(|e| e.to_string())?;
        match manifest.is_sound() {
            true => Ok(Self { folder: folder.to_owned(), manifest }),
            false => Err("it was changed since faultgraft wrote it, so it is not trusted; the \
                          previous files stand beside it"
                .to_owned()),
        }
    }

    /// Writes the manifest, whole or not at all.
    pub(super) fn save(&self) -> std::io::Result<()> {
        let digest = self.manifest.digest_of_all_else();
        let mut bytes = serde_json::to_vec_pretty(&Manifest { digest, ..self.manifest.clone() })?;
        bytes.push(b'\n');
        write::replace(&self.folder.join(FILE), &bytes)
    }

    /// The files by their places.
    pub(super) fn by_place(&self) -> HashMap<&str, &Entry> {
        self.manifest.files.iter().map(|e| (e.place.as_str(), e)).collect()
    }

    /// Where the previous file of a place is kept.
    pub(super) fn kept_file(&self, place: &str) -> PathBuf {
        self.folder.join(place)
    }

    /// Whether the run can go on: every file is as it was before it or as it makes it, and what was
    /// there is kept.
    fn fits(&self, items: &[Item]) -> bool {
        let by_place = self.by_place();
        let fits = |item: &Item| {
            by_place.get(item.place.as_str()).is_none_or(|entry| {
                entry.new == item.new
                    && (item.old == entry.old || item.old.as_ref() == Some(&entry.new))
            })
        };
        let kept = |entry: &Entry| {
            entry.old.is_none()
                || digest_at(&self.kept_file(&entry.place)).is_ok_and(|is| is == entry.old)
        };
        items.iter().all(fits) && self.manifest.files.iter().all(kept)
    }
}

fn is_partial(folder: &Path) -> bool {
    folder.file_name().is_some_and(|name| name.to_string_lossy().starts_with(PARTIAL))
}

/// The backup folders in a folder of them, oldest first: their names begin with the time.
pub(super) fn held(backups: &Path) -> Vec<PathBuf> {
    let folders = fs::read_dir(backups).into_iter().flatten().flatten().map(|e| e.path());
    let mut folders: Vec<PathBuf> =
        folders.filter(|f| !is_partial(f) && f.join(FILE).is_file()).collect();
    folders.sort();
    folders
}

/// The runs on a root whose files were not put back, oldest first.
pub(super) fn runs(backups: &Path, root: &Path) -> Vec<Manifest> {
    let folders = held(backups);
    let runs = folders.iter().filter_map(|folder| Some(Kept::read(folder).ok()?.manifest));
    runs.filter(|run| run.root == root && run.state != State::Undone).collect()
}

/// The newest run of a plan on a root that was stopped and can go on.
pub(super) fn unfinished(backups: &Path, plan: &str, root: &Path, items: &[Item]) -> Option<Kept> {
    let folders = held(backups);
    let mut kept = folders.iter().rev().filter_map(|folder| Kept::read(folder).ok());
    kept.find(|k| {
        let Manifest { plan: of, root: at, state, .. } = &k.manifest;
        *state == State::Unfinished && of == plan && at == root && k.fits(items)
    })
}
