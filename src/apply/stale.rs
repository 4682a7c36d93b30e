//! What changed since the plan was made.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::error::{ApplyError, Change, How};
use crate::digest::digest_of;
use crate::model::{CustomKind, FilePlan, Plan, Scope, Status};
use crate::write::folder_of;

/// Why nothing is written where something changed.
pub(super) fn refusal(message: String, changes: Vec<Change>) -> ApplyError {
    let help = "run `faultgraft plan` again, look at what it says, and apply that";
    ApplyError { message, help: help.to_owned(), changes }
}

/// The digest of a file; none where there is none.
pub(super) fn digest_at(path: &Path) -> io::Result<Option<String>> {
    // A link that leads nowhere is something, and so is a pipe, which is better not read.
    match fs::metadata(path) {
        Ok(found) if !found.is_file() => Err(io::Error::other("it is not a regular file")),
        Ok(_) => digest_of(path).map(Some),
        Err(e) if e.kind() == io::ErrorKind::NotFound => match fs::symlink_metadata(path) {
            Ok(_) => Err(io::Error::other("it is a link to a file that is not there")),
            Err(_) => Ok(None),
        },
        Err(e) => Err(e),
    }
}

/// The files of CUSTOM that changed; and a note where CUSTOM cannot be looked at, as on another
/// machine than the one that the plan was made on.
pub(super) fn inputs(plan: &Plan) -> (Vec<Change>, Vec<String>) {
    let custom = Path::new(&plan.custom.path);
    if matches!(fs::metadata(custom), Err(e) if e.kind() == io::ErrorKind::NotFound) {
        let note = format!(
            "{} is not there, so nobody can tell whether it changed since the plan was made",
            custom.display()
        );
        return (Vec::new(), vec![note]);
    }
    let mut changes: Vec<Change> = plan
        .custom
        .digest
        .as_deref()
        .and_then(|was| changed(custom, Some(was)))
        .into_iter()
        .collect();
    if plan.custom.kind != CustomKind::Archive {
        let read = input_files(plan).filter(|(path, _)| path != custom);
        changes.extend(read.filter_map(|(path, was)| changed(&path, was)));
    }
    changes.sort_by(|a, b| a.path.cmp(&b.path));
    changes.dedup_by(|a, b| a.path == b.path);
    (changes, Vec::new())
}

/// The folder that the paths of a plan's inputs are relative to.
pub(super) fn input_root(plan: &Plan) -> &Path {
    let custom = Path::new(&plan.custom.path);
    if plan.custom.kind == CustomKind::File { folder_of(custom) } else { custom }
}

/// The files of CUSTOM as the plan saw them, with their digests; those without were not there.
pub(super) fn input_files(plan: &Plan) -> impl Iterator<Item = (PathBuf, Option<&str>)> {
    let root = input_root(plan);
    let folders = scope_folders(plan);
    let single = plan.custom.kind == CustomKind::File;
    let files = plan.files.iter().filter_map(move |file| match file.status {
        // Of a single file the neighbours are nobody's business.
        Status::Absent if single => None,
        Status::Absent => Some((root.join(folders.get(&file.scope)?).join(file.file()), None)),
        // What could not be read when the plan was made is written nowhere.
        _ => read(root, file),
    });
    files.chain(plan.companions.iter().filter_map(move |file| read(root, file)))
}

/// A file that was read, and its digest.
fn read<'p>(root: &Path, file: &'p FilePlan) -> Option<(PathBuf, Option<&'p str>)> {
    Some((root.join(&*file.path), Some(file.digest.custom.as_deref()?)))
}

/// The folder of each scope in CUSTOM, by a file that it has.
fn scope_folders(plan: &Plan) -> BTreeMap<Scope, &str> {
    let there = plan.files.iter().filter(|f| f.status != Status::Absent);
    there.map(|f| (f.scope, f.path.rsplit_once('/').map_or("", |(folder, _)| folder))).collect()
}

/// What happened to a file since it had a digest, or was not there.
fn changed(path: &Path, was: Option<&str>) -> Option<Change> {
    let how = match (digest_at(path), was) {
        (Ok(is), was) if is.as_deref() == was => return None,
        (Ok(None), _) => How::Gone,
        (Ok(Some(_)), None) => How::Appeared,
        (Ok(Some(_)), Some(_)) => How::Edited,
        (Err(e), _) => How::Unreadable(e.to_string()),
    };
    Some(Change { path: path.to_owned(), how })
}
