//! Where the places of a plan are relative to, and where it keeps what was there.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::choose::Outgoing;
use super::error::{ApplyError, Change, How};
use super::item::Item;
use super::real_path::real_path;
use super::request::{Backup, To};
use super::stale;
use crate::model::{CustomKind, Origin, Plan, Scope, UPLOAD};
use crate::pack::{Pack, sequences_folder};
use crate::stock::Release;
use crate::write::folder_of;
use crate::xml::Template;

/// The folders of a home that its gateway watches.
const WATCHED: [&str; 3] = ["repository/deployment", "repository/tenants", "repository/resources"];

/// The folder, in a home or beside a folder of sequences, that the backups stand in.
const BACKUPS: &str = "faultgraft-backups";

/// What a place to write to is.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    /// What the plan was made for, with the folder of each scope: it must be as the plan saw it.
    Target(BTreeMap<Scope, String>),
    /// The same, and it is one file.
    TargetFile(String),
    /// A home, with the folder of each scope.
    Home(BTreeMap<Scope, String>),
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

/// The folder above all that a gateway deploys from, where a path lies in a part of a home that stands
/// elsewhere and is linked or mounted into it.
fn above_the_gateway(real: &Path) -> Option<&Path> {
    const WITHIN: [&str; 5] = ["server", "deployment", "tenants", "resources", "repository"];
    let named = |at: &Path, name: &str| at.file_name().is_some_and(|n| n == name);
    let is_within = |at: &Path| {
        let name = at.file_name().unwrap_or_default().to_string_lossy();
        WITHIN.contains(&&*name) || (!name.is_empty() && name.bytes().all(|b| b.is_ascii_digit()))
    };
    let configs = real.ancestors().find(|at| named(at, "synapse-configs"))?;
    configs.ancestors().skip(1).find(|at| !is_within(at))
}

fn open(path: &Path) -> Result<Pack, ApplyError> {
    Pack::open(path).map_err(|e| ApplyError::new(e.message, e.help))
}

/// The folder of each scope that a pack has.
fn folders(pack: Pack) -> BTreeMap<Scope, String> {
    pack.folders.into_iter().map(|f| (f.scope, f.path)).collect()
}

/// Whether a file goes to the folder that the target has for its scope, or would have.
fn is_where_it_belongs(folders: &BTreeMap<Scope, String>, outgoing: &Outgoing) -> bool {
    let folder = outgoing.place.rsplit_once('/').map_or("", |(folder, _)| folder);
    let usual = sequences_folder(outgoing.scope);
    let one = (folders.len() == 1).then(|| folders.values().next()).flatten();
    let theirs = folders.get(&outgoing.scope).or(one);
    theirs.is_some_and(|theirs| theirs == folder)
        || usual == folder
        || outgoing.place.starts_with(UPLOAD)
}

/// Why a home does not get what was planned for another release.
fn other_release(plan: &Plan, home: &Pack) -> Option<ApplyError> {
    let planned = plan.target.release.as_deref().and_then(Release::of_name)?;
    let stated = home.stated.as_ref().filter(|s| s.release.is_some_and(|r| r != planned))?;
    let path = home.path.display();
    let message = format!(
        "{path} is API Manager {}, as {} says, and the plan was made for {planned}",
        stated.version, stated.place,
    );
    let help = format!(
        "make a plan for it: `faultgraft plan {} --target {path} --out PLAN.json`",
        plan.custom.path
    );
    Some(ApplyError::new(message, help))
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
            _ => (real, Kind::Target(folders(open(path)?))),
        };
        Self { name: path.to_owned(), real, kind }.not_custom(plan)
    }

    fn home(plan: &Plan, home: &Path) -> Result<Self, ApplyError> {
        let real = canonical(home)?;
        let pack = open(home)?;
        if pack.kind != CustomKind::Home {
            let message = format!("{} is not an API Manager home", home.display());
            let help = "give the folder that holds `repository/`, or use `--dest DIR`";
            return Err(ApplyError::new(message, help));
        }
        if let Some(error) = other_release(plan, &pack) {
            let custom = Path::new(&plan.custom.path);
            let is_inside = fs::canonicalize(custom).is_ok_and(|custom| custom.starts_with(&real));
            return Err(if is_inside { into_custom(home, custom) } else { error });
        }
        Self { name: home.to_owned(), real, kind: Kind::Home(folders(pack)) }.not_custom(plan)
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
    pub(super) fn place(&self, outgoing: &Outgoing) -> Result<String, ApplyError> {
        let file = outgoing.place.rsplit('/').next().unwrap_or_default();
        if Template::of_name(file).is_some() && !self.takes_template(file, outgoing) {
            return Err(self.no_template(file));
        }
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
            Kind::Target(folders) if !is_where_it_belongs(folders, outgoing) => {
                let (place, target) = (&outgoing.place, self.name.display());
                let message = format!(
                    "the plan has `{place}` as a place, where {target} has no sequences of the {}",
                    outgoing.scope
                );
                let help = "run `faultgraft plan` again; a plan is not changed by hand";
                Err(ApplyError::new(message, help))
            }
            _ => Ok(outgoing.place.clone()),
        }
    }

    /// Whether a template may be written here: a folder for others, or one that has it already. A
    /// gateway would not read it.
    fn takes_template(&self, file: &str, outgoing: &Outgoing) -> bool {
        match &self.kind {
            Kind::Folder => true,
            Kind::TargetFile(name) => Template::of_name(name) == Template::of_name(file),
            Kind::Target(_) => outgoing.old.is_some(),
            Kind::Home(_) => false,
        }
    }

    fn no_template(&self, file: &str) -> ApplyError {
        let message = format!(
            "{file} is a template, and {} does not read templates: nothing is written",
            self.name.display()
        );
        let help = "write the templates to a folder with `--dest DIR`, render them there, and put \
                    what comes out into the gateway";
        ApplyError::new(message, help)
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

    /// As it was given.
    pub(super) fn name(&self) -> &Path {
        &self.name
    }

    /// Whether what is there need not be as the plan saw it.
    pub(super) fn is_any_folder(&self) -> bool {
        self.kind == Kind::Folder
    }

    /// Whether it is a home that need not be the one that the plan was made for.
    pub(super) fn is_any_home(&self) -> bool {
        matches!(self.kind, Kind::Home(_))
    }

    /// Without links.
    pub(super) fn real(&self) -> &Path {
        &self.real
    }

    /// That a backup says its files came from.
    pub(super) fn of_manifest(real: &Path) -> Self {
        Self { name: real.to_owned(), real: real.to_owned(), kind: Kind::Target(BTreeMap::new()) }
    }
}

impl Root {
    pub(super) fn refusal(&self, message: String, changes: Vec<Change>) -> ApplyError {
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

    /// Where runs keep the previous files if nothing else is said.
    pub(super) fn backups_near(&self, places: &[String]) -> PathBuf {
        match self.home_around(places) {
            Some(home) => home.join(BACKUPS),
            None => {
                above_the_gateway(&self.real).unwrap_or_else(|| folder_of(&self.real)).join(BACKUPS)
            }
        }
    }

    /// Where the previous files go.
    pub(super) fn backups(
        &self,
        backup: &Backup,
        places: &[String],
        items: &[Item],
    ) -> Result<Option<PathBuf>, ApplyError> {
        let folder = match backup {
            Backup::None => return Ok(None),
            Backup::Near => self.backups_near(places),
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

fn canonical(path: &Path) -> Result<PathBuf, ApplyError> {
    fs::canonicalize(path).map_err(|e| {
        let message = format!("cannot write to {}: {e}", path.display());
        let help = "give the place with `--home DIR` or `--dest DIR`, or run `faultgraft plan` \
                    again";
        ApplyError::new(message, help)
    })
}

/// Why a place that the plan was made from is not written to.
pub(super) fn into_custom(place: &Path, custom: &Path) -> ApplyError {
    let message = format!(
        "{} is or lies in {}, which the plan was made from: it is what a later run starts from, \
         and nothing is written into it",
        place.display(),
        custom.display()
    );
    ApplyError::new(message, "name the new gateway's home or another folder")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn backups_stand_above_all_that_is_deployed() {
        let above = |path| above_the_gateway(Path::new(path)).map(|p| p.display().to_string());
        let cases = [
            ("/shared/server/synapse-configs/default/sequences", Some("/shared")),
            ("/data/tenants/7/synapse-configs/default/sequences", Some("/data")),
            ("/mnt/gw/synapse-configs/default/sequences", Some("/mnt/gw")),
            ("/srv/git/sequences", None),
        ];
        for (path, expected) in cases {
            assert_eq!(above(path).as_deref(), expected, "{path}");
        }
    }
}
