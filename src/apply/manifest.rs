//! What a backup folder says of itself.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::item::Item;
use super::stale::digest_at;
use crate::write::{self, Attributes};

/// The file of a backup folder that lists the others.
pub(super) const FILE: &str = "manifest.json";

/// What the name of a backup folder begins with while it is filled.
pub(super) const PARTIAL: &str = ".partial-";

/// The version of its form.
pub(super) const SCHEMA: u32 = 1;

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
}

/// A file before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Relative to the root; the previous file has the same path in the backup folder.
    pub place: String,
    /// SHA-256 of the previous file; none where there was none.
    pub old: Option<String>,
    /// SHA-256 of the file that was written.
    pub new: String,
    /// The previous file's permission bits.
    pub mode: Option<u32>,
    /// The previous file's user and group, by number.
    pub owner: Option<(u32, u32)>,
}

impl Entry {
    pub(super) fn of(item: &Item) -> Self {
        let Attributes { mode, owner } = item.attributes;
        let there = item.old.is_some();
        Self {
            place: item.place.clone(),
            old: item.old.clone(),
            new: item.new.clone(),
            mode: mode.filter(|_| there),
            owner: owner.filter(|_| there),
        }
    }
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
        let bytes = fs::read(folder.join(FILE)).map_err(|e| e.to_string())?;
        let manifest: Manifest = serde_json::from_slice(&bytes).map_err(|e| e.to_string())?;
        match manifest.schema {
            SCHEMA => Ok(Self { folder: folder.to_owned(), manifest }),
            _ => Err("it was made by another version of faultgraft: undo with that".to_owned()),
        }
    }

    /// Writes the manifest, whole or not at all.
    pub(super) fn save(&self) -> std::io::Result<()> {
        let mut bytes = serde_json::to_vec_pretty(&self.manifest)?;
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

/// The runs on a root whose files were not put back, oldest first.
pub(super) fn runs(backups: &Path, root: &Path) -> Vec<Manifest> {
    let folders = fs::read_dir(backups).into_iter().flatten().flatten().map(|e| e.path());
    let mut folders: Vec<PathBuf> = folders.filter(|f| !is_partial(f)).collect();
    folders.sort();
    let runs = folders.iter().filter_map(|folder| Some(Kept::read(folder).ok()?.manifest));
    runs.filter(|run| run.root == root && run.state != State::Undone).collect()
}

/// The newest run of a plan on a root that was stopped and can go on.
pub(super) fn unfinished(backups: &Path, plan: &str, root: &Path, items: &[Item]) -> Option<Kept> {
    let mut folders: Vec<PathBuf> =
        fs::read_dir(backups).ok()?.filter_map(|e| Some(e.ok()?.path())).collect();
    folders.retain(|f| !is_partial(f));
    folders.sort();
    let mut kept = folders.iter().rev().filter_map(|folder| Kept::read(folder).ok());
    kept.find(|k| {
        let Manifest { plan: of, root: at, state, .. } = &k.manifest;
        *state == State::Unfinished && of == plan && at == root && k.fits(items)
    })
}
