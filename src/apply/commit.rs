//! Puts files into their places.

use std::collections::BTreeSet;
use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::backup::{self, manifest_of};
use super::choose::Selection;
use super::error::ApplyError;
use super::item::Item;
use super::manifest::{Kept, State};
use super::request::Request;
use super::site::Site;
use super::stale::digest_at;
use crate::write::{Attributes, Staged, folder_of, make_folder, remove_leftovers, sync_folder};

/// What was done at one site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// How many files were written.
    pub files: usize,
    /// What `--undo` takes; none where nothing was kept.
    pub manifest: Option<PathBuf>,
    /// What is to be said besides.
    pub notes: Vec<String>,
}

/// Writes the pending files of a site.
///
/// # Errors
///
/// Another run is at it; something changed since the site was looked at; a file cannot be written
/// or is not what was written. The message says what is written by then.
pub fn write(request: &Request<'_>, site: &Site) -> Result<Written, ApplyError> {
    let places: Vec<String> = site.items.iter().map(|i| i.place.clone()).collect();
    if site.pending().next().is_none() && site.unfinished.is_none() {
        return Ok(Written { files: 0, manifest: None, notes: Vec::new() });
    }
    make_folder(site.root.real()).map_err(|e| cannot_write(site.root.real(), &e))?;
    let lock = lock(&site.root.lock(&places))?;
    let selection = Selection::of(request.plan, &request.allow)?;
    // Whoever was asked whether to write may have taken their time.
    let now = Site::look(site.root.clone(), request, &selection)?;
    let same = |(a, b): (&Item, &Item)| a.place == b.place && a.action == b.action;
    if now.items.len() != site.items.len() || !now.items.iter().zip(&site.items).all(same) {
        let message = format!("{} changed this very moment", site.name.display());
        return Err(ApplyError::new(message, "run the same command again"));
    }
    let pending: Vec<&Item> = now.pending().collect();
    let mut notes = Vec::new();
    let allowed = now.items.iter().filter(|i| i.is_allowed());
    let folders: BTreeSet<&Path> = allowed.map(|i| folder_of(&i.path)).collect();
    let left = folders.iter().filter_map(|folder| remove_leftovers(folder).ok()).sum::<usize>();
    if left > 0 {
        notes.push(format!("{left} temporary files of a run that was stopped were removed"));
    }
    if lock.is_none() {
        notes.push(no_lock(&now));
    }
    notes.extend(linked(&pending));
    let mut kept = backup::keep(&now, request)?;
    put(&pending.iter().map(|item| (*item).into()).collect::<Vec<_>>())
        .map_err(|e| e.explain(kept.as_ref()))?;
    read_back(&now, kept.as_ref())?;
    // What was replaced goes with its temporary name; where that failed once, it goes now.
    folders.iter().for_each(|folder| drop(remove_leftovers(folder)));
    if let Some(kept) = &mut kept {
        kept.manifest.state = State::Complete;
        kept.save().map_err(|e| cannot_write(&manifest_of(kept), &e))?;
    }
    notes.extend(changed_owners(&pending));
    drop(lock);
    Ok(Written { files: pending.len(), manifest: kept.as_ref().map(manifest_of), notes })
}

/// Takes a lock that lasts as long as the process or the value.
pub(super) fn lock(at: &Path) -> Result<Option<File>, ApplyError> {
    // Where folders cannot be locked (Windows, some network file systems), it goes without.
    let Ok(folder) = File::open(at) else { return Ok(None) };
    match folder.try_lock() {
        Err(TryLockError::WouldBlock) => Err(ApplyError::new(
            format!("another faultgraft is writing to {}", at.display()),
            "wait for its end, and run this again",
        )),
        Err(TryLockError::Error(_)) => Ok(None),
        Ok(()) => Ok(Some(folder)),
    }
}

/// Says that nothing keeps another run away.
fn no_lock(site: &Site) -> String {
    format!(
        "{} could not be locked, so another faultgraft that writes there at the same time would \
         not be noticed",
        site.name.display()
    )
}

/// Says which files have other names (hard links), which keep what was there.
#[cfg(unix)]
fn linked(pending: &[&Item]) -> Option<String> {
    use std::os::unix::fs::MetadataExt;
    let has_other = |item: &&&Item| std::fs::metadata(&item.path).is_ok_and(|m| m.nlink() > 1);
    let mut linked = pending.iter().filter(has_other);
    let first = linked.next()?.path.display();
    let more = match linked.count() {
        0 => String::new(),
        n => format!(" and {n} more"),
    };
    Some(format!("{first}{more} had another name (a hard link), which keeps the previous file"))
}

#[cfg(not(unix))]
fn linked(_: &[&Item]) -> Option<String> {
    None
}

/// A file to put in a place.
pub(super) struct Put<'i> {
    /// Without links.
    pub path: &'i Path,
    pub bytes: &'i [u8],
    /// The digest of what it takes the place of, if anything.
    pub old: Option<&'i str>,
    pub attributes: Attributes,
}

impl<'i> From<&'i Item> for Put<'i> {
    fn from(item: &'i Item) -> Self {
        let Item { path, bytes, attributes, .. } = item;
        Self { path, bytes, old: item.old.as_deref(), attributes: *attributes }
    }
}

/// Why files were not put in place.
pub(super) struct PutError {
    path: PathBuf,
    error: io::Error,
    /// How many were by then.
    done: usize,
    all: usize,
}

/// Puts all files in their places: first each is written beside it, then each is renamed.
pub(super) fn put(files: &[Put<'_>]) -> Result<(), PutError> {
    let failed = |path: &Path, error: io::Error, done: usize| PutError {
        path: path.to_owned(),
        error,
        done,
        all: files.len(),
    };
    let folders: BTreeSet<&Path> = files.iter().map(|f| folder_of(f.path)).collect();
    for folder in &folders {
        make_folder(folder).map_err(|e| failed(folder, e, 0))?;
    }
    let stage = |file: &Put<'_>| {
        Staged::new(file.path, file.bytes, file.attributes).map_err(|e| failed(file.path, e, 0))
    };
    let staged: Vec<Staged> = files.par_iter().map(stage).collect::<Result<_, _>>()?;
    for (done, (staged, file)) in staged.into_iter().zip(files).enumerate() {
        let placed = check_folder(file.path).and_then(|()| staged.take_place_of(file.old));
        placed.map_err(|e| failed(file.path, e, done))?;
    }
    let sync = |folder: &&Path| sync_folder(folder).map_err(|e| failed(folder, e, files.len()));
    folders.par_iter().try_for_each(sync)
}

/// Whether the folder of a file without links is still the one that was looked at.
pub(super) fn check_folder(path: &Path) -> io::Result<()> {
    let folder = folder_of(path);
    match std::fs::canonicalize(folder)? == folder {
        true => Ok(()),
        false => Err(io::Error::other("its folder became a link this very moment")),
    }
}

impl PutError {
    pub(super) fn explain(self, kept: Option<&Kept>) -> ApplyError {
        let Self { path, error, done, all } = self;
        let mut failure = cannot_write(&path, &error);
        if done == 0 {
            failure.message += "; no file was changed";
            return failure;
        }
        failure.message += &format!("; {done} of {all} files are written");
        let undo =
            kept.map(|k| format!(", or `faultgraft apply --undo {}`", manifest_of(k).display()));
        failure.help += &format!("; the same command goes on{}", undo.unwrap_or_default());
        failure
    }
}

pub(super) fn cannot_write(path: &Path, error: &io::Error) -> ApplyError {
    let help = match error.kind() {
        io::ErrorKind::PermissionDenied => {
            "run it as the user who owns the gateway's files, or give this one the right to write \
             in the folder"
        }
        io::ErrorKind::ReadOnlyFilesystem => {
            "the file system is mounted read-only: write with `--dest DIR` elsewhere, and deploy \
             from there"
        }
        io::ErrorKind::StorageFull => "make room on the disk",
        _ => "fix that, and run the same command again",
    };
    ApplyError::new(format!("cannot write {}: {error}", path.display()), help)
}

/// Reads what is there now, and compares it with what should be.
fn read_back(site: &Site, kept: Option<&Kept>) -> Result<(), ApplyError> {
    let wrong: Vec<String> = site
        .items
        .par_iter()
        .filter(|item| item.is_pending())
        .filter_map(|item| match digest_at(&item.path) {
            Ok(Some(is)) if is == item.new => None,
            Ok(_) => Some(format!("{} is not what was written", item.path.display())),
            Err(e) => Some(format!("{}: {e}", item.path.display())),
        })
        .collect();
    if wrong.is_empty() {
        return Ok(());
    }
    let help = match kept {
        Some(kept) => format!(
            "something else writes there, or the disk fails; `faultgraft apply --undo {}` puts \
             back what was there",
            manifest_of(kept).display()
        ),
        None => "something else writes there, or the disk fails".to_owned(),
    };
    Err(ApplyError::new(format!("reading back: {}", wrong.join("; ")), help))
}

/// Says whose files belong to someone else now, because this user may not give them away.
fn changed_owners(pending: &[&Item]) -> Option<String> {
    let owner = |item: &Item| {
        std::fs::metadata(&item.path).ok().and_then(|found| Attributes::of(&found).owner)
    };
    let changed = |item: &&&Item| item.old.is_some() && owner(item) != item.attributes.owner;
    let changed: Vec<&&Item> = pending.iter().filter(changed).collect();
    let first = changed.first()?;
    let (user, group) = first.attributes.owner?;
    Some(format!(
        "{} of the files had another owner ({user}:{group} for {}), whom only root can give them \
         to: see that the gateway can read and write them",
        changed.len(),
        first.path.display()
    ))
}
