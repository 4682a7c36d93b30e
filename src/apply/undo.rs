//! Puts back what was there before a plan was written.

use std::fs;
use std::path::{Path, PathBuf};

use super::commit::{Put, cannot_write, lock, put};
use super::error::ApplyError;
use super::manifest::{Entry, FILE, Kept, State};
use super::places::spot;
use super::root::Root;
use super::stale::digest_at;
use crate::digest::sha256;
use crate::write::{Attributes, folder_of, remove_leftovers, sync_folder};

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
    attributes: Attributes,
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

/// Looks at what a manifest, or the backup folder that holds it, would put back.
///
/// # Errors
///
/// A manifest that cannot be read, and previous files that are not as they were kept.
pub fn survey(manifest: &Path) -> Result<Survey, ApplyError> {
    let folder = if manifest.is_dir() { manifest } else { folder_of(manifest) };
    let kept = Kept::read(folder).map_err(|why| {
        let message = format!("cannot read {}: {why}", folder.join(FILE).display());
        ApplyError::new(message, "give the manifest.json that `faultgraft apply` named at its end")
    })?;
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
        let attributes = Attributes { mode: entry.mode, owner: entry.owner };
        let plain = super::choose::is_plain(&place);
        let at = if plain { spot(root, &place) } else { Err("it is not a path".to_owned()) };
        let (path, action) = match at {
            Err(why) => (root.join(&place), Action::Refused(why)),
            Ok(path) => {
                let action = action(&path, entry);
                (path, action)
            }
        };
        Ok(Self { place, action, path, bytes, attributes })
    }
}

/// What a backup has for a file.
fn previous(kept: &Kept, entry: &Entry, old: &str) -> Result<Vec<u8>, ApplyError> {
    let at = kept.kept_file(&entry.place);
    let help = "without it this backup cannot be put back; nothing was changed";
    match fs::read(&at) {
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
        .map(|i| Put { path: &i.path, bytes: &i.bytes, attributes: i.attributes })
        .collect();
    put(&restored).map_err(|e| e.explain(None))?;
    for item in now.items.iter().filter(|i| i.action == Action::Remove) {
        let removed = fs::remove_file(&item.path).and_then(|()| sync_folder(folder_of(&item.path)));
        removed.map_err(|e| cannot_write(&item.path, &e))?;
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
