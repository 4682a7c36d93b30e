//! Files at their places: which file it is, and whether it is the one that the plan saw.

use std::fs;
use std::path::{Path, PathBuf};

use super::choose::Outgoing;
use super::error::How;
use super::item::{Action, Item};
use super::real_path::real_path;
use super::root::Root;
use crate::pack::read_file;
use crate::program::{self, Ix, Tree};
use crate::write::folder_of;
use crate::xml::Document;

/// What becomes of a file, by what is there.
///
/// # Errors
///
/// What happened to it since the plan was made.
pub(super) fn action(root: &Root, item: &Item, outgoing: &Outgoing) -> Result<Action, How> {
    let is = item.old.as_ref();
    if is == Some(&outgoing.new) {
        return Ok(Action::Already);
    }
    let action = if is.is_some() { Action::Replace } else { Action::New };
    if root.is_any_folder() || is == outgoing.old.as_ref() {
        return Ok(action);
    }
    match (root.is_any_home(), is, &outgoing.old) {
        (_, None, None) => Ok(Action::New),
        // A tenant has the files that it was made with, which may be fewer.
        (true, None, Some(_)) if outgoing.scope.is_tenant() => Ok(Action::New),
        (_, None, Some(_)) => Err(How::Gone),
        (true, Some(_), _) if is_same(&item.path, &outgoing.text) => Ok(Action::Already),
        (true, Some(_), _)
            if outgoing.target_text.as_ref().is_some_and(|t| is_same(&item.path, t)) =>
        {
            Ok(Action::Replace)
        }
        (_, Some(_), None) => Err(How::Appeared),
        (_, Some(_), Some(_)) => Err(How::Edited),
    }
}

/// Whether a file has the mediators of a text: the gateway formats what it writes in its own way.
fn is_same(path: &Path, text: &str) -> bool {
    let content = |doc: &Document| Tree::of(doc, doc.root()).node(Ix(0)).content;
    let name = path.to_string_lossy();
    let read = |bytes: Vec<u8>| program::read_file(&name, &bytes).ok();
    let there = read_file(path).ok().and_then(read);
    let planned = Document::parse(text).ok();
    there.zip(planned).is_some_and(|(there, planned)| content(&there) == content(&planned))
}

/// What a link out of a gateway means, and how to write there.
fn shared(folder: &Path) -> String {
    format!(
        ": every gateway that it is shared with would get the file; if that is meant, plan with \
         --target {}",
        folder.display()
    )
}

/// The file of a place, without links.
///
/// # Errors
///
/// Why it may not be written: it lies outside of `root`, which has no links itself, or is not a file.
pub(super) fn spot(root: &Path, place: &str) -> Result<PathBuf, String> {
    let named = root.join(place);
    let real = real_path(folder_of(&named))?;
    if !real.starts_with(root) {
        return Err(format!(
            "its folder is a link out of {}, to {}{}",
            root.display(),
            real.display(),
            shared(&real)
        ));
    }
    let path = real.join(named.file_name().unwrap_or_default());
    let Ok(found) = fs::symlink_metadata(&path) else { return Ok(path) };
    if !found.is_symlink() {
        return if found.is_file() { Ok(path) } else { Err("it is not a regular file".to_owned()) };
    }
    let leads_to = fs::read_link(&path).unwrap_or_default();
    match fs::canonicalize(&path) {
        Err(_) => Err(format!("it is a link to {}, which is not there", leads_to.display())),
        Ok(real) if !real.starts_with(root) => {
            let folder = shared(folder_of(&real));
            Err(format!("it is a link out of {}, to {}{folder}", root.display(), real.display()))
        }
        Ok(real) if real.is_file() => Ok(real),
        Ok(real) => Err(format!("it is a link to {}, which is not a file", real.display())),
    }
}
