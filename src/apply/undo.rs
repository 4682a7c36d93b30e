//! Puts back what was there before a plan was written.

use std::cmp::Reverse;
use std::fs;
use std::path::{Path, PathBuf};

use super::commit::{Put, cannot_write, check_folder, lock, put};
use super::error::ApplyError;
use super::manifest::{Entry, FILE, Kept, State, held};
use super::places::spot;
use super::root::Root;
use super::stale::digest_at;
use crate::digest::sha256;
use crate::regular;
use crate::write::{Attributes, folder_of, remove, remove_leftovers, sync_folder};

/// What becomes of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// The previous file comes back.
    Restore,
    /// There was none: it goes.
    Remove,
    /// It is as it was before.
    Already,
    /// It is left as it is: why.
    Refused(String),
}

/// A file at its place.
#[derive(Debug, Clone)]
pub struct Item {
    /// Relative to the root, with `/`.
    pub place: String,
    /// What becomes of it.
    pub action: Action,
    path: PathBuf,
    /// The previous file, where it comes back.
    bytes: Vec<u8>,
    /// The digest of what was written.
    new: String,
}

/// What would be done.
#[derive(Debug, Clone)]
pub struct Survey {
    /// The home or folder.
    pub root: PathBuf,
    /// The files.
    pub items: Vec<Item>,
    kept: Kept,
}

impl Survey {
    /// Whether it was done before.
    pub fn is_done(&self) -> bool {
        self.kept.manifest.state == State::Undone
    }

    /// The files that change.
    pub fn pending(&self) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(|i| matches!(i.action, Action::Restore | Action::Remove))
    }
}

/// Manifests, or the backup folders that hold them, in the order in which they are put back: what was
/// written last goes first. Those that cannot be read stand at the end.
pub fn newest_first(manifests: &[PathBuf]) -> Vec<&Path> {
    let mut all: Vec<&Path> = manifests.iter().map(PathBuf::as_path).collect();
    all.sort_by_cached_key(|manifest| {
        let folder = folder_with(manifest);
        // Of two runs in one second the folder of the later has a number behind its name.
        let name = folder.file_name().map(|name| (name.len(), name.to_owned()));
        Reverse(Kept::read(folder).ok().map(|kept| (kept.manifest.made, name)))
    });
    all
}

/// The backup folder that is meant.
fn folder_with(manifest: &Path) -> &Path {
    if manifest.is_dir() { manifest } else { folder_of(manifest) }
}

/// Why a manifest cannot be read, and what to name instead: the backups that a folder holds.
fn unreadable(folder: &Path, why: &str) -> ApplyError {
    let held = held(folder);
    if let Some(newest) = held.last() {
        let message = format!("{} holds {} backups, not one", folder.display(), held.len());
        let help = format!("name which, or several; the newest is {}", newest.display());
        return ApplyError::new(message, help);
    }
    let message = format!("cannot read {}: {why}", folder.join(FILE).display());
    ApplyError::new(message, "give the manifest.json that `faultgraft apply` named at its end")
}

/// Looks at what a manifest, or the backup folder that holds it, would put back.
///
/// # Errors
///
/// A manifest that cannot be read, and previous files that are not as they were kept.
pub fn survey(manifest: &Path) -> Result<Survey, ApplyError> {
    let folder = folder_with(manifest);
    let kept = Kept::read(folder).map_err(|why| unreadable(folder, &why))?;
    let root = fs::canonicalize(&kept.manifest.root).map_err(|e| {
        let message = format!("{} cannot be written to: {e}", kept.manifest.root.display());
        ApplyError::new(message, "the files of the backup are put back where they came from")
    })?;
    let look = |entry: &Entry| Item::look(&root, &kept, entry);
    let items = kept.manifest.files.iter().map(look).collect::<Result<_, _>>()?;
    Ok(Survey { root, items, kept })
}

impl Item {
    fn look(root: &Path, kept: &Kept, entry: &Entry) -> Result<Self, ApplyError> {
        let bytes = match &entry.old {
            Some(old) => previous(kept, entry, old)?,
            None => Vec::new(),
        };
        let place = entry.place.clone();
        let at = spot(root, &place);
        let (path, action) = match at {
            Err(why) => (root.join(&place), Action::Refused(why)),
            Ok(path) => {
                let action = action(&path, entry);
                (path, action)
            }
        };
        Ok(Self { place, action, path, bytes, new: entry.new.clone() })
    }
}

/// The mode of the kept file, and the owner of what was written, which kept that of the file before
/// it: a manifest is not asked for rights.
fn attributes(kept: &Kept, item: &Item) -> Attributes {
    let of = |path: &Path| fs::metadata(path).map(|m| Attributes::of(&m)).unwrap_or_default();
    Attributes { mode: of(&kept.kept_file(&item.place)).mode, owner: of(&item.path).owner }
}

/// What a backup has for a file.
fn previous(kept: &Kept, entry: &Entry, old: &str) -> Result<Vec<u8>, ApplyError> {
    let at = kept.kept_file(&entry.place);
    let help = "without it this backup cannot be put back; nothing was changed";
    match regular::read(&at) {
        Ok(bytes) if sha256(&bytes) == old => Ok(bytes),
        Ok(_) => {
            let message = format!("{} was changed since it was kept", at.display());
            Err(ApplyError::new(message, help))
        }
        Err(e) => Err(ApplyError::new(format!("cannot read {}: {e}", at.display()), help)),
    }
}

fn action(path: &Path, entry: &Entry) -> Action {
    match digest_at(path) {
        Ok(is) if is == entry.old => Action::Already,
        Ok(Some(is)) if is == entry.new && entry.old.is_some() => Action::Restore,
        Ok(Some(is)) if is == entry.new => Action::Remove,
        Ok(Some(_)) => Action::Refused("it was edited since it was written".to_owned()),
        Ok(None) => Action::Refused("it is not there any more".to_owned()),
        Err(e) => Action::Refused(e.to_string()),
    }
}

/// Puts back what a survey says. Killed at any point, each file is wholly one or the other, and the
/// same again completes it.
///
/// # Errors
///
/// Another run is at it; a file cannot be written.
pub fn write(survey: &Survey) -> Result<usize, ApplyError> {
    let places: Vec<String> = survey.items.iter().map(|i| i.place.clone()).collect();
    let lock = lock(&Root::of_manifest(&survey.root).lock(&places))?;
    let now = self::survey(&survey.kept.folder)?;
    let same = |(a, b): (&Item, &Item)| a.action == b.action;
    if !now.items.iter().zip(&survey.items).all(same) {
        let message = format!("{} changed this very moment", survey.root.display());
        return Err(ApplyError::new(message, "run the same command again"));
    }
    let refused = |i: &Item| matches!(i.action, Action::Refused(_));
    for item in now.items.iter().filter(|i| !refused(i)) {
        // A folder that is not there has none.
        let _ = remove_leftovers(folder_of(&item.path));
    }
    let restored: Vec<Put<'_>> = now
        .items
        .iter()
        .filter(|i| i.action == Action::Restore)
        .map(|i| Put {
            path: &i.path,
            bytes: &i.bytes,
            old: Some(&i.new),
            attributes: attributes(&now.kept, i),
        })
        .collect();
    put(&restored).map_err(|e| e.explain(None))?;
    for item in now.items.iter().filter(|i| i.action == Action::Remove) {
        let removed = check_folder(&item.path).and_then(|()| remove(&item.path, &item.new));
        let removed = removed.and_then(|()| sync_folder(folder_of(&item.path)));
        removed.map_err(|e| cannot_write(&item.path, &e))?;
    }
    // What a failed removal left behind goes as well.
    for item in now.items.iter().filter(|i| !refused(i)) {
        let _ = remove_leftovers(folder_of(&item.path));
    }
    for folder in now.kept.manifest.folders.iter().rev() {
        // What holds other files by now stays.
        let _ = fs::remove_dir(now.root.join(folder));
    }
    let mut kept = now.kept.clone();
    if !now.items.iter().any(refused) {
        kept.manifest.state = State::Undone;
        kept.save().map_err(|e| cannot_write(&kept.folder.join(FILE), &e))?;
    }
    drop(lock);
    Ok(now.pending().count())
}
