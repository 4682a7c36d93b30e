//! One place to write to, and what would become of each file there.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::choose::{Outgoing, Selection};
use super::error::{ApplyError, Change, How};
use super::item::{Action, Item};
use super::manifest::{self, Kept, Manifest};
use super::places::{action, spot};
use super::request::{Backup, Request};
use super::root::{Root, into_custom};
use super::stale;
use crate::model::UPLOAD;
use crate::write::Attributes;

/// A place to write to, with what would become of each file there.
#[derive(Debug, Clone)]
pub struct Site {
    /// The folder or home, as it was given.
    pub name: PathBuf,
    /// The files that the plan has for it.
    pub items: Vec<Item>,
    /// The folder that a folder for the previous files will be made in; none where none are kept.
    pub backups: Option<PathBuf>,
    /// The unfinished run that this one goes on with.
    pub(super) unfinished: Option<Kept>,
    pub(super) root: Root,
}

impl Site {
    /// Looks at what is there.
    pub(super) fn look(
        root: Root,
        request: &Request<'_>,
        selection: &Selection,
    ) -> Result<Self, ApplyError> {
        let inputs: BTreeSet<PathBuf> = stale::input_files(request.plan)
            .filter_map(|(path, _)| fs::canonicalize(path).ok())
            .collect();
        let (mut items, mut changes) = (Vec::new(), Vec::new());
        // What is for the Publisher goes to no gateway.
        let goes = |o: &&Outgoing| root.is_any_folder() || !o.place.starts_with(UPLOAD);
        let outgoing: Vec<&Outgoing> = selection.outgoing.iter().filter(goes).collect();
        let places: Vec<String> =
            outgoing.iter().map(|o| root.place(o)).collect::<Result<_, _>>()?;
        let earlier = match &request.backup {
            Backup::In(folder) => manifest::runs(folder, root.real()),
            _ => manifest::runs(&root.backups_near(&places), root.real()),
        };
        for (outgoing, place) in outgoing.into_iter().zip(places) {
            let looked = Item::look(&root, place, outgoing, &earlier);
            let (Ok(Item { path, .. }) | Err(Change { path, .. })) = &looked;
            if inputs.contains(path) {
                return Err(into_custom(root.name(), path));
            }
            match looked {
                Ok(item) if item.is_pending() || outgoing.differs => items.push(item),
                Err(change) if outgoing.differs => changes.push(change),
                _ => {}
            }
        }
        if !changes.is_empty() {
            let message = format!("{} changed since the plan was made", root.name().display());
            return Err(root.refusal(message, changes));
        }
        check_paths(&items)?;
        let places: Vec<String> = items.iter().map(|i| i.place.clone()).collect();
        let backups = root.backups(&request.backup, &places, &items)?;
        let unfinished = backups
            .as_deref()
            .and_then(|folder| manifest::unfinished(folder, &request.digest, root.real(), &items));
        Ok(Self { name: root.name().to_owned(), items, backups, unfinished, root })
    }

    /// The files that are to be written.
    pub fn pending(&self) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(|i| i.is_pending())
    }

    /// The manifest of the unfinished run that this one goes on with.
    pub fn goes_on_with(&self) -> Option<PathBuf> {
        self.unfinished.as_ref().map(|kept| kept.folder.join(manifest::FILE))
    }

    /// Whether a new folder for the previous files will be made.
    pub fn keeps_files(&self) -> bool {
        self.is_kept() && self.pending().next().is_some()
    }

    /// Whether what is replaced is kept: what is made in a folder of its own has no past.
    pub(super) fn is_kept(&self) -> bool {
        self.backups.is_some()
            && (!self.root.is_any_folder()
                || self.unfinished.is_some()
                || self.items.iter().any(|i| i.action == Action::Replace))
    }
}

impl Item {
    /// Looks at one place; where it is not as planned, and not as an `earlier` run of faultgraft left
    /// it, what happened to it.
    fn look(
        root: &Root,
        place: String,
        outgoing: &Outgoing,
        earlier: &[Manifest],
    ) -> Result<Self, Change> {
        let mut item = Self {
            path: root.real().join(&place),
            place,
            action: Action::Already,
            bytes: Arc::clone(&outgoing.bytes),
            new: outgoing.new.clone(),
            old: None,
            attributes: Attributes::default(),
        };
        item.path = match spot(root.real(), &item.place) {
            Ok(path) => path,
            Err(why) => {
                item.action = Action::Refused(why);
                return Ok(item);
            }
        };
        let path = item.path.clone();
        let change = |how: How| Change { path: path.clone(), how };
        item.old = stale::digest_at(&path).map_err(|e| change(How::Unreadable(e.to_string())))?;
        item.attributes = attributes(&path);
        item.action = match action(root, &item, outgoing) {
            Ok(action) => action,
            Err(_) if was_written(&item, outgoing, earlier) => Action::Replace,
            Err(how) => return Err(change(how)),
        };
        Ok(item)
    }
}

/// Whether what is there is what faultgraft made of the file that the plan saw, in one run or in
/// several: it was decided otherwise since.
fn was_written(item: &Item, outgoing: &Outgoing, earlier: &[Manifest]) -> bool {
    let mut made = vec![&outgoing.old];
    let entries = || earlier.iter().flat_map(|run| &run.files).filter(|e| e.place == item.place);
    let new: Vec<Option<String>> = entries().map(|e| Some(e.new.clone())).collect();
    for (entry, new) in entries().zip(&new) {
        if made.contains(&&entry.old) {
            made.push(new);
        }
    }
    item.old.is_some() && made.contains(&&item.old)
}

/// Refuses two files for one place: one of them would be lost.
fn check_paths(items: &[Item]) -> Result<(), ApplyError> {
    let mut seen = BTreeSet::new();
    match items.iter().find(|i| i.is_allowed() && !seen.insert(&i.path)) {
        None => Ok(()),
        Some(twice) => Err(ApplyError::new(
            format!("the plan has several sequences for {}", twice.path.display()),
            "plan with a folder of sequences or a home as --target, where each has a file of its \
             own and none is a link to another",
        )),
    }
}

/// What the file that is there has, or what a new one gets: the owner of its folder.
fn attributes(path: &Path) -> Attributes {
    if let Ok(found) = fs::metadata(path) {
        return Attributes::of(&found);
    }
    let folder = path.ancestors().skip(1).find_map(|at| fs::metadata(at).ok());
    Attributes { mode: None, ..folder.map(|f| Attributes::of(&f)).unwrap_or_default() }
}
