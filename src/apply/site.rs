//! One place to write to: where each file goes there, and what would become of what is there.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use super::choose::{Outgoing, Selection};
use super::manifest::{self, Kept};
use super::stale::{self, Change, How};
use super::{ApplyError, Backup, Request, To};
use crate::model::{CustomKind, Origin, Plan};
use crate::pack::{Pack, SUPER_TENANT, TENANT_DEFAULTS, read_file};
use crate::synapse::{Ix, Tree};
use crate::write::{Attributes, folder_of};
use crate::xml::Document;

/// The folders of a home that its gateway watches.
const WATCHED: [&str; 3] = ["repository/deployment", "repository/tenants", "repository/resources"];

/// The folder, in a home or beside a folder of sequences, that the backups stand in.
const BACKUPS: &str = "faultgraft-backups";

/// What a place to write to is.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    /// What the plan was made for: it must be as the plan saw it.
    Target,
    /// The same, and it is one file.
    TargetFile(String),
    /// A home, with the folder of each scope.
    Home(BTreeMap<String, String>),
    /// A folder for others to take the files from.
    Folder,
}

/// Where places are relative to.
#[derive(Debug, Clone)]
pub(super) struct Root {
    /// As it was given.
    name: PathBuf,
    /// Without links.
    real: PathBuf,
    kind: Kind,
}

/// What becomes of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// There is none yet.
    New,
    /// Another one is there.
    Replace,
    /// It is there already, as planned.
    Already,
    /// It may not be written: why not.
    Refused(String),
}

/// A file at its place.
#[derive(Debug, Clone)]
pub struct Item {
    /// Relative to the site, with `/`.
    pub place: String,
    /// What becomes of it.
    pub action: Action,
    /// The file on disk, without links.
    pub(super) path: PathBuf,
    pub(super) bytes: Arc<[u8]>,
    pub(super) new: String,
    /// The digest of what is there.
    pub(super) old: Option<String>,
    /// Of what is there, or what a new file gets.
    pub(super) attributes: Attributes,
}

impl Item {
    /// Whether it is to be written.
    pub fn is_pending(&self) -> bool {
        matches!(self.action, Action::New | Action::Replace)
    }
}

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

impl Root {
    /// The places that a plan is written to, or why it cannot be written to one of them.
    pub(super) fn of_each(
        plan: &Plan,
        to: &To,
    ) -> Result<Vec<Result<Self, ApplyError>>, ApplyError> {
        let roots = match to {
            To::Planned => vec![Self::planned(plan)],
            To::Folder(folder) => vec![Self::folder(plan, folder)],
            To::Homes(homes) => {
                let mut seen = BTreeSet::new();
                let is_new = |home: &&PathBuf| {
                    seen.insert(fs::canonicalize(home).unwrap_or_else(|_| (*home).clone()))
                };
                let homes: Vec<&PathBuf> = homes.iter().filter(is_new).collect();
                return Ok(homes.into_iter().map(|home| Self::home(plan, home)).collect());
            }
        };
        roots.into_iter().map(|root| root.map(Ok)).collect()
    }

    fn planned(plan: &Plan) -> Result<Self, ApplyError> {
        let help = "say where with `--home DIR` (an API-M home) or `--dest DIR` (any folder)";
        let target = &plan.target;
        let path = match (target.origin, &target.path) {
            (Origin::Path, Some(path)) => Path::new(path),
            _ => {
                let message = "the plan was made for the embedded release, so it has no place to \
                               write to";
                return Err(ApplyError::new(message, help));
            }
        };
        if target.kind == Some(CustomKind::Archive) {
            let message =
                format!("{} is an archive, and nothing is written into it", path.display());
            return Err(ApplyError::new(message, help));
        }
        let real = canonical(path)?;
        let (real, kind) = match (real.is_file(), real.file_name()) {
            (true, Some(file)) => {
                let file = file.to_string_lossy().into_owned();
                (folder_of(&real).to_owned(), Kind::TargetFile(file))
            }
            _ => (real, Kind::Target),
        };
        Self { name: path.to_owned(), real, kind }.not_custom(plan)
    }

    fn home(plan: &Plan, home: &Path) -> Result<Self, ApplyError> {
        let real = canonical(home)?;
        let pack = Pack::open(home).map_err(|e| ApplyError::new(e.message, e.help))?;
        if pack.kind != CustomKind::Home {
            let message = format!("{} is no API Manager home", home.display());
            let help = "give the folder that holds `repository/`, or use `--dest DIR`";
            return Err(ApplyError::new(message, help));
        }
        let folders = pack.folders.into_iter().map(|f| (f.scope, f.path)).collect();
        Self { name: home.to_owned(), real, kind: Kind::Home(folders) }.not_custom(plan)
    }

    fn folder(plan: &Plan, folder: &Path) -> Result<Self, ApplyError> {
        let real = real_path(folder).map_err(|why| {
            let message = format!("cannot write to {}: {why}", folder.display());
            ApplyError::new(message, "name a folder that is there or can be made")
        })?;
        let root = Self { name: folder.to_owned(), real, kind: Kind::Folder }.not_custom(plan)?;
        let packed = matches!(plan.custom.kind, CustomKind::File | CustomKind::Archive);
        let inputs = stale::input_files(plan).filter(|_| !packed);
        let folders: BTreeSet<PathBuf> =
            inputs.map(|(path, _)| folder_of(&path).to_owned()).collect();
        let inside = |f: &PathBuf| fs::canonicalize(f).is_ok_and(|f| root.real.starts_with(f));
        match folders.iter().find(|f| inside(f)) {
            Some(folder) => Err(into_custom(&root.name, folder)),
            None => Ok(root),
        }
    }

    fn not_custom(self, plan: &Plan) -> Result<Self, ApplyError> {
        let custom = Path::new(&plan.custom.path);
        match fs::canonicalize(custom).is_ok_and(|custom| custom == self.real) {
            true => Err(into_custom(&self.name, custom)),
            false => Ok(self),
        }
    }

    /// Where a file goes here.
    fn place(&self, outgoing: &Outgoing) -> Result<String, ApplyError> {
        let file = outgoing.place.rsplit('/').next().unwrap_or_default();
        match &self.kind {
            Kind::TargetFile(name) if outgoing.stock => Ok(name.clone()),
            Kind::Home(folders) => match folders.get(&outgoing.scope) {
                Some(folder) => Ok(format!("{folder}/{file}")),
                None if outgoing.place.starts_with("repository/") => Ok(outgoing.place.clone()),
                None => {
                    let (home, scope) = (self.name.display(), &outgoing.scope);
                    let message = format!("{home} has no folder of sequences for the {scope}");
                    Err(ApplyError::new(message, "start the gateway once, so that it makes it"))
                }
            },
            _ => Ok(outgoing.place.clone()),
        }
    }

    /// The home that it is or lies in, by what is written to it.
    fn home_around(&self, places: &[String]) -> Option<PathBuf> {
        let watched = |at: &&Path| WATCHED.iter().any(|w| at.ends_with(w));
        let around = self.real.ancestors().find(watched).and_then(|at| at.ancestors().nth(2));
        let is_home = || places.iter().any(|p| p.starts_with("repository/"));
        around.map(Path::to_owned).or_else(|| is_home().then(|| self.real.clone()))
    }

    /// What is locked while files are written: two runs at once on one home would undo each other.
    pub(super) fn lock(&self, places: &[String]) -> PathBuf {
        self.home_around(places).unwrap_or_else(|| self.real.clone())
    }

    pub(super) fn real(&self) -> &Path {
        &self.real
    }

    /// That a backup says its files came from.
    pub(super) fn of_manifest(real: &Path) -> Self {
        Self { name: real.to_owned(), real: real.to_owned(), kind: Kind::Target }
    }
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
        for outgoing in &selection.outgoing {
            let place = root.place(outgoing)?;
            match Item::look(&root, place, outgoing) {
                Ok(item) if inputs.contains(&item.path) => {
                    return Err(into_custom(&root.name, &item.path));
                }
                Ok(item) => items.push(item),
                Err(change) => changes.push(change),
            }
        }
        if !changes.is_empty() {
            let message = format!("{} changed since the plan was made", root.name.display());
            return Err(root.refusal(message, changes));
        }
        let mut places: Vec<String> = items.iter().map(|i| i.place.clone()).collect();
        let backups = root.backups(&request.backup, &places, &items)?;
        places.sort();
        if let Some(twice) = places.windows(2).find(|two| two[0] == two[1]) {
            let message = format!(
                "the plan has several sequences for {}",
                root.real.join(&twice[0]).display()
            );
            let help = "plan with a folder of sequences or a home as --target";
            return Err(ApplyError::new(message, help));
        }
        let unfinished = backups
            .as_deref()
            .and_then(|folder| manifest::unfinished(folder, &request.digest, &root.real, &items));
        Ok(Self { name: root.name.clone(), items, backups, unfinished, root })
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
            && (self.root.kind != Kind::Folder
                || self.unfinished.is_some()
                || self.items.iter().any(|i| i.action == Action::Replace))
    }
}

impl Root {
    fn refusal(&self, message: String, changes: Vec<Change>) -> ApplyError {
        let mut error = stale::refusal(message, changes);
        let all_new = error.changes.iter().all(|c| c.how == How::Appeared);
        match self.kind {
            Kind::TargetFile(_) if all_new => {
                "plan with the folder as --target, not one file of it, and apply that"
                    .clone_into(&mut error.help);
            }
            Kind::Home(_) => {
                error.help = format!(
                    "run `faultgraft plan` again with `--target {}`, look at what it says, and \
                     apply that",
                    self.name.display()
                );
            }
            _ => {}
        }
        error
    }

    /// Where the previous files go.
    fn backups(
        &self,
        backup: &Backup,
        places: &[String],
        items: &[Item],
    ) -> Result<Option<PathBuf>, ApplyError> {
        let near = || match self.home_around(places) {
            Some(home) => home.join(BACKUPS),
            None => folder_of(&self.real).join(BACKUPS),
        };
        let folder = match backup {
            Backup::None => return Ok(None),
            Backup::Near => near(),
            Backup::In(folder) => real_path(folder).map_err(|why| {
                let message = format!("cannot keep backups in {}: {why}", folder.display());
                ApplyError::new(message, "name a folder that is there or can be made")
            })?,
        };
        let home = self.home_around(places);
        let watched = home.iter().flat_map(|home| WATCHED.map(|w| home.join(w)));
        let written = items.iter().map(|i| folder_of(&i.path).to_owned());
        let mut deployed = watched.chain(written);
        if deployed.any(|deployed| folder.starts_with(deployed)) {
            let message = format!(
                "{} is a folder that the gateway deploys from, and no place for backups",
                folder.display()
            );
            return Err(ApplyError::new(message, "name another folder with `--backup DIR`"));
        }
        Ok(Some(folder))
    }
}

impl Item {
    /// Looks at one place; where it is not as planned, what happened to it.
    fn look(root: &Root, place: String, outgoing: &Outgoing) -> Result<Self, Change> {
        let mut item = Self {
            path: root.real.join(&place),
            place,
            action: Action::Already,
            bytes: Arc::clone(&outgoing.bytes),
            new: outgoing.new.clone(),
            old: None,
            attributes: Attributes::default(),
        };
        item.path = match spot(&root.real, &item.place) {
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
        item.action = root.action(&item, outgoing).map_err(change)?;
        Ok(item)
    }
}

impl Root {
    fn action(&self, item: &Item, outgoing: &Outgoing) -> Result<Action, How> {
        let is = item.old.as_ref();
        if is == Some(&outgoing.new) {
            return Ok(Action::Already);
        }
        let action = if is.is_some() { Action::Replace } else { Action::New };
        if self.kind == Kind::Folder || is == outgoing.old.as_ref() {
            return Ok(action);
        }
        let tenant = ![SUPER_TENANT, TENANT_DEFAULTS].contains(&outgoing.scope.as_str());
        match (&self.kind, is, &outgoing.old) {
            (_, None, None) => Ok(Action::New),
            // A tenant has the files that it was made with, which may be fewer.
            (Kind::Home(_), None, Some(_)) if tenant => Ok(Action::New),
            (_, None, Some(_)) => Err(How::Gone),
            (Kind::Home(_), Some(_), _) if is_same(&item.path, &outgoing.text) => {
                Ok(Action::Already)
            }
            (Kind::Home(_), Some(_), _)
                if outgoing.target_text.as_ref().is_some_and(|t| is_same(&item.path, t)) =>
            {
                Ok(Action::Replace)
            }
            (_, Some(_), None) => Err(How::Appeared),
            (_, Some(_), Some(_)) => Err(How::Edited),
        }
    }
}

/// Whether a file has the mediators of a text: the gateway formats what it writes in its own way.
fn is_same(path: &Path, text: &str) -> bool {
    let content = |doc: &Document| Tree::of(doc, doc.root()).node(Ix(0)).content;
    let there = read_file(path).ok().and_then(|bytes| Document::read(&bytes).ok());
    let planned = Document::parse(text).ok();
    there.zip(planned).is_some_and(|(there, planned)| content(&there) == content(&planned))
}

/// The file of a place, without links.
///
/// # Errors
///
/// Why it may not be written: it lies outside of `root`, which has no links itself, or is no file.
pub(super) fn spot(root: &Path, place: &str) -> Result<PathBuf, String> {
    let named = root.join(place);
    let real = real_path(folder_of(&named))?;
    if !real.starts_with(root) {
        return Err(format!(
            "its folder is a link out of {}, to {}",
            root.display(),
            real.display()
        ));
    }
    let path = real.join(named.file_name().unwrap_or_default());
    let Ok(found) = fs::symlink_metadata(&path) else { return Ok(path) };
    if !found.is_symlink() {
        return if found.is_file() { Ok(path) } else { Err("it is no plain file".to_owned()) };
    }
    let leads_to = fs::read_link(&path).unwrap_or_default();
    match fs::canonicalize(&path) {
        Err(_) => Err(format!("it is a link to {}, which is not there", leads_to.display())),
        Ok(real) if !real.starts_with(root) => {
            Err(format!("it is a link out of {}, to {}", root.display(), real.display()))
        }
        Ok(real) if real.is_file() => Ok(real),
        Ok(real) => Err(format!("it is a link to {}, which is no file", real.display())),
    }
}

/// A path without links, as far as it is there.
fn real_path(path: &Path) -> Result<PathBuf, String> {
    let whole = std::path::absolute(path).map_err(|e| e.to_string())?;
    let mut missing = Vec::new();
    for at in whole.ancestors() {
        match fs::canonicalize(at) {
            Ok(real) if real.is_dir() => {
                return Ok(missing.iter().rev().fold(real, |real, name| real.join(name)));
            }
            Ok(real) => return Err(format!("{} is no folder", real.display())),
            Err(e) if e.kind() == ErrorKind::NotFound && fs::symlink_metadata(at).is_err() => {
                match at.components().next_back() {
                    Some(Component::Normal(name)) => missing.push(name.to_owned()),
                    _ => return Err(format!("{} is not there", at.display())),
                }
            }
            Err(e) => return Err(format!("{}: {e}", at.display())),
        }
    }
    Err("it is not there".to_owned())
}

fn canonical(path: &Path) -> Result<PathBuf, ApplyError> {
    fs::canonicalize(path).map_err(|e| {
        let message = format!("cannot write to {}: {e}", path.display());
        let help = "give the place with `--home DIR` or `--dest DIR`, or run `faultgraft plan` \
                    again";
        ApplyError::new(message, help)
    })
}

fn into_custom(place: &Path, custom: &Path) -> ApplyError {
    let message = format!(
        "{} is or lies in {}, which the plan was made from: it is what a later run starts from, \
         and nothing is written into it",
        place.display(),
        custom.display()
    );
    ApplyError::new(message, "name the new gateway's home or another folder")
}

/// What the file that is there has, or what a new one gets: the owner of its folder.
fn attributes(path: &Path) -> Attributes {
    if let Ok(found) = fs::metadata(path) {
        return Attributes::of(&found);
    }
    let folder = path.ancestors().skip(1).find_map(|at| fs::metadata(at).ok());
    Attributes { mode: None, ..folder.map(|f| Attributes::of(&f)).unwrap_or_default() }
}
