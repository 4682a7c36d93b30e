//! Keeps what will be replaced.
//!
//! A backup folder is filled under another name and renamed when its manifest stands in it, so
//! that what has the name of a backup is one. What a run that was killed left half-filled is
//! removed by the next; nothing was replaced by then.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::error::ApplyError;
use super::item::Item;
use super::manifest::{Entry, FILE, Kept, Manifest, PARTIAL, SCHEMA, State};
use super::request::Request;
use super::site::Site;
use crate::digest::sha256;
use crate::regular;
use crate::write::{self, folder_of, make_folder, sync_folder};

/// Keeps the files that a site's pending ones replace; none where none are kept.
pub(super) fn keep(site: &Site, request: &Request<'_>) -> Result<Option<Kept>, ApplyError> {
    let Some(backups) = site.backups.as_deref().filter(|_| site.is_kept()) else { return Ok(None) };
    let kept = match &site.unfinished {
        Some(kept) => extended(kept.clone(), site),
        None if site.pending().next().is_none() => return Ok(None),
        None => fresh(backups, site, &request.digest),
    };
    kept.map(Some).map_err(|e| {
        ApplyError::new(
            format!("cannot keep the previous files in {}: {e}; nothing was written", backups.display()),
            "make room or give the right to write there, or name another folder with `--backup DIR`",
        )
    })
}

/// A new backup.
fn fresh(backups: &Path, site: &Site, plan: &str) -> io::Result<Kept> {
    make_folder(backups)?;
    let root = site.root.real();
    // Another site may keep its files in the same folder at the same time.
    let name = format!("{PARTIAL}{}", &sha256(root.as_os_str().as_encoded_bytes())[..12]);
    let partial = backups.join(&name);
    if partial.is_dir() {
        fs::remove_dir_all(&partial)?;
    }
    fs::create_dir(&partial)?;
    let pending: Vec<&Item> = site.pending().collect();
    copy(&pending, &partial)?;
    let now = jiff::Timestamp::now();
    let manifest = Manifest {
        schema: SCHEMA,
        tool: concat!("faultgraft ", env!("CARGO_PKG_VERSION")).to_owned(),
        plan: plan.to_owned(),
        root: root.to_owned(),
        made: now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        state: State::Unfinished,
        folders: missing_folders(root, &pending),
        files: pending.iter().map(|item| Entry::of(item)).collect(),
        digest: String::new(),
    };
    let kept = Kept { folder: partial, manifest };
    kept.save()?;
    let folder = named(backups, &kept.folder, &now.strftime("%Y%m%d-%H%M%S").to_string())?;
    sync_folder(backups)?;
    Ok(Kept { folder, ..kept })
}

/// Gives a filled folder its name, which no other has.
fn named(backups: &Path, partial: &Path, stamp: &str) -> io::Result<PathBuf> {
    let mut number = 1;
    loop {
        let name = if number == 1 { stamp.to_owned() } else { format!("{stamp}-{number}") };
        let folder = backups.join(name);
        if fs::symlink_metadata(&folder).is_err() {
            fs::rename(partial, &folder)?;
            return Ok(folder);
        }
        number += 1;
    }
}

/// The backup of a run that was stopped, with what this run will replace besides.
fn extended(mut kept: Kept, site: &Site) -> io::Result<Kept> {
    write::remove_leftovers(&kept.folder)?;
    let known = kept.by_place();
    let more: Vec<&Item> =
        site.pending().filter(|i| !known.contains_key(i.place.as_str())).collect();
    if more.is_empty() {
        return Ok(kept);
    }
    copy(&more, &kept.folder)?;
    for folder in missing_folders(site.root.real(), &more) {
        if !kept.manifest.folders.contains(&folder) {
            kept.manifest.folders.push(folder);
        }
    }
    kept.manifest.files.extend(more.iter().map(|item| Entry::of(item)));
    kept.save()?;
    Ok(kept)
}

/// Copies what is there to a folder, in the same tree.
fn copy(items: &[&Item], folder: &Path) -> io::Result<()> {
    let mut folders = BTreeSet::from([folder.to_owned()]);
    for item in items.iter().filter(|i| i.old.is_some()) {
        let at = folder.join(&item.place);
        make_folder(folder_of(&at))?;
        folders.insert(folder_of(&at).to_owned());
    }
    items.par_iter().filter(|i| i.old.is_some()).try_for_each(|item| {
        let bytes = regular::read(&item.path)?;
        if Some(sha256(&bytes)) != item.old {
            let path = item.path.display();
            return Err(io::Error::other(format!("{path} was changed this very moment")));
        }
        let at = folder.join(&item.place);
        let mut file = File::create(&at)?;
        file.write_all(&bytes)?;
        fs::set_permissions(&at, fs::metadata(&item.path)?.permissions())?;
        file.sync_all()
    })?;
    folders.iter().try_for_each(|folder| sync_folder(folder))
}

/// The folders that are to be made for files, outer ones first.
fn missing_folders(root: &Path, items: &[&Item]) -> Vec<String> {
    let mut missing = BTreeSet::new();
    for item in items {
        let mut folder = item.place.as_str();
        while let Some((outer, _)) = folder.rsplit_once('/') {
            folder = outer;
            if !root.join(folder).is_dir() {
                missing.insert(folder.to_owned());
            }
        }
    }
    missing.into_iter().collect()
}

/// Where the manifest of a backup is.
pub(super) fn manifest_of(kept: &Kept) -> PathBuf {
    kept.folder.join(FILE)
}
