//! Finds the sequences under a path: one file, a folder of sequences, an API Manager home, or the
//! zip of one.
//!
//! A home has several folders of sequences: the super tenant's, one a tenant, and the defaults
//! that new tenants get. Each is a scope.

mod archive;
mod error;
mod found;
mod release;
mod source;

use std::path::{Path, PathBuf};

use crate::digest::digest_of;
use crate::model::{CustomInfo, CustomKind, Finding, Scope, Severity, tenant_id};
use crate::rules::code;
use crate::stock::SequenceName;

use found::{Content, DEFAULTS, SYNAPSE_CONFIGS};
use source::Source;

pub use error::PlanError;
pub use found::Found;
pub(crate) use found::{read_file, refusal, wrong_root};
pub use release::Stated;

/// Where it keeps the tenants' homes, each under the tenant's number.
const TENANTS: &str = "repository/tenants";

/// One folder of sequences.
#[derive(Debug, Clone)]
pub struct Folder {
    /// Whose it is.
    pub scope: Scope,
    /// The folder relative to the pack, with `/`; empty for the pack itself.
    pub path: String,
    /// The files, by name.
    pub files: Vec<Found>,
}

/// What stands under a path.
#[derive(Debug, Clone)]
pub struct Pack {
    /// What the path is.
    pub kind: CustomKind,
    /// The path as given.
    pub path: PathBuf,
    /// The folders of sequences: the super tenant's, the tenants' by number, the defaults.
    pub folders: Vec<Folder>,
    /// The release that a home says it is.
    pub stated: Option<Stated>,
    /// What is to be said about the pack: what a home should have and has not.
    pub findings: Vec<Finding>,
}

impl Pack {
    /// Looks at a path.
    ///
    /// # Errors
    ///
    /// A path that is not there or cannot be read, an archive with entries that point out of it,
    /// and a folder with no XML file.
    pub fn open(path: &Path) -> Result<Self, PlanError> {
        let source = Source::open(path)?;
        if let Source::File(path) = source {
            return Ok(Self::file(&path));
        }
        if source.is_home() {
            return Self::home(path, &source);
        }
        let folder = source.sequences_folder();
        let files = found(&source, &folder)?;
        if files.is_empty() {
            return Err(nothing_found(path, "it holds no .xml file"));
        }
        let kind = if source.is_archive() { CustomKind::Archive } else { CustomKind::Sequences };
        let folders = vec![Folder { scope: Scope::SuperTenant, path: folder, files }];
        let path = path.to_owned();
        Ok(Self { kind, path, folders, stated: None, findings: Vec::new() })
    }

    /// What the plan says of it.
    pub(crate) fn info(&self) -> CustomInfo {
        let one_file = matches!(self.kind, CustomKind::File | CustomKind::Archive);
        let digest = one_file.then(|| digest_of(&self.path).ok()).flatten();
        CustomInfo { path: self.path.display().to_string(), kind: self.kind, digest }
    }

    /// The folder of a scope.
    pub fn folder(&self, scope: Scope) -> Option<&Folder> {
        self.folders.iter().find(|f| f.scope == scope)
    }

    /// Whether it is a home, packed or not, so that it has scopes.
    pub fn has_scopes(&self) -> bool {
        self.kind == CustomKind::Home
            || self.kind == CustomKind::Archive
                && self.folders.iter().any(|f| f.path.contains("synapse-config"))
    }

    /// The files of a scope that are not stock sequences; beside a single file, those of its folder.
    pub fn own_files(&self, scope: Scope) -> Vec<Found> {
        let is_own = |f: &&Found| f.sequence.is_none();
        match (self.kind, self.folder(scope)) {
            (CustomKind::File, _) => self.beside(scope).iter().filter(is_own).cloned().collect(),
            (_, Some(folder)) => folder.files.iter().filter(is_own).cloned().collect(),
            (_, None) => Vec::new(),
        }
    }

    /// The files beside a single file; none beside a folder.
    pub fn beside(&self, scope: Scope) -> Vec<Found> {
        let file = self.folder(scope).and_then(|f| f.files.first()?.path());
        let Some(single) = file.filter(|_| self.kind == CustomKind::File) else {
            return Vec::new();
        };
        let folder = match single.parent() {
            Some(parent) if parent.as_os_str().is_empty() => Path::new("."),
            Some(parent) => parent,
            None => return Vec::new(),
        };
        let mut beside = found(&Source::Folder(folder.to_owned()), "").unwrap_or_default();
        beside.retain(|f| f.path().is_some_and(|p| p.file_name() != single.file_name()));
        beside
    }

    fn file(path: &Path) -> Self {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let found = Found {
            sequence: SequenceName::from_file_name(&name),
            relative: name,
            content: Content::File(path.to_owned()),
        };
        let scope = Scope::SuperTenant;
        Self {
            kind: CustomKind::File,
            path: path.to_owned(),
            folders: vec![Folder { scope, path: String::new(), files: vec![found] }],
            stated: None,
            findings: Vec::new(),
        }
    }

    fn home(path: &Path, source: &Source) -> Result<Self, PlanError> {
        let kind = if source.is_archive() { CustomKind::Archive } else { CustomKind::Home };
        let mut pack = Self {
            kind,
            path: path.to_owned(),
            folders: Vec::new(),
            stated: Stated::read(source),
            findings: Vec::new(),
        };
        match configuration(source, SYNAPSE_CONFIGS) {
            Some(folder) => pack.add(source, Scope::SuperTenant, folder)?,
            None => pack.absent(&format!("{SYNAPSE_CONFIGS}/default/sequences")),
        }
        let folders = source.folders(TENANTS).into_iter();
        let mut tenants: Vec<u64> = folders.filter_map(|name| tenant_id(&name)).collect();
        tenants.sort_unstable();
        for tenant in tenants {
            let configs = format!("{TENANTS}/{tenant}/synapse-configs");
            match configuration(source, &configs) {
                Some(folder) => pack.add(source, Scope::Tenant(tenant), folder)?,
                None => pack.absent(&format!("{configs}/default/sequences")),
            }
        }
        match source.is_folder(DEFAULTS) {
            true => pack.add(source, Scope::TenantDefaults, DEFAULTS.to_owned())?,
            false => pack.absent(DEFAULTS),
        }
        match pack.folders.iter().any(|f| !f.files.is_empty()) {
            true => Ok(pack),
            false => Err(nothing_found(path, "none of its folders of sequences has an .xml file")),
        }
    }

    fn add(&mut self, source: &Source, scope: Scope, path: String) -> Result<(), PlanError> {
        let files = found(source, &path)?;
        self.folders.push(Folder { scope, path, files });
        Ok(())
    }

    /// Says that a folder which every home has is not there.
    fn absent(&mut self, folder: &str) {
        let message = format!("{folder} is not there, so nothing is planned for it");
        let mut finding = code::EXPECTED_ABSENT.finding(Severity::Note, message, None);
        finding.path = Some(folder.to_owned());
        self.findings.push(finding);
    }
}

/// The folder of sequences that a scope has in a home.
pub fn sequences_folder(scope: Scope) -> String {
    match scope {
        Scope::SuperTenant => format!("{SYNAPSE_CONFIGS}/default/sequences"),
        Scope::Tenant(id) => format!("{TENANTS}/{id}/synapse-configs/default/sequences"),
        Scope::TenantDefaults => DEFAULTS.to_owned(),
    }
}

/// The files of a folder that may be sequences.
fn found(source: &Source, folder: &str) -> Result<Vec<Found>, PlanError> {
    let mut files = Vec::new();
    for (name, is_folder) in source.entries(folder)? {
        let sequence = SequenceName::from_file_name(&name);
        // A folder under the name of a sequence is kept, to be reported: a sequence is missing.
        if !name.ends_with(".xml") || (is_folder && sequence.is_none()) {
            continue;
        }
        let relative = match folder {
            "" => name,
            folder => format!("{folder}/{name}"),
        };
        files.push(Found { sequence, content: source.content(&relative), relative });
    }
    Ok(files)
}

/// The folder of sequences in a folder of configurations: that of `default`, or else of the first
/// that has one.
fn configuration(source: &Source, configs: &str) -> Option<String> {
    let mut names = source.folders(configs);
    names.sort_by_key(|n| (n != "default", n.clone()));
    let folders = names.into_iter().map(|name| format!("{configs}/{name}/sequences"));
    folders.into_iter().find(|folder| source.is_folder(folder))
}

fn nothing_found(at: &Path, why: &str) -> PlanError {
    PlanError {
        message: format!("no sequence found in {}: {why}", at.display()),
        help: format!(
            "give the folder that holds fault.xml, main.xml and the others, or the home whose \
             {SYNAPSE_CONFIGS}/default/sequences does"
        ),
    }
}
