//! Finds the sequences under a path: one file, a folder of sequences, an API Manager home, or the
//! zip of one.
//!
//! A home has several folders of sequences: the super tenant's, one a tenant, and the defaults
//! that new tenants get. Each is a scope.

mod archive;
mod error;
mod files;
mod found;
mod release;
mod source;
mod there;

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::digest::digest_of;
use crate::model::{CustomInfo, CustomKind, Finding, Scope, Severity, tenant_id};
use crate::rules::code;
use crate::xml::Template;

use found::{Content, DEFAULTS, SYNAPSE_CONFIGS, named};
use source::{Source, joined};
use there::There;

pub use error::PlanError;
pub use files::Files;
pub use found::Found;
pub(crate) use found::{read_file, refusal, wrong_root};
pub use release::Stated;
pub(crate) use source::Bytes;

/// Where a home keeps the fault sequences that the Publisher offers to all APIs (carbon-apimgt,
/// `APIUtil.addDefinedAllSequencesToRegistry`).
const PUBLISHER: &str = "repository/resources/customsequences/fault";

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
    /// The folders of sequences, in the order of their scopes.
    pub folders: Vec<Folder>,
    /// The release that a home says it is.
    pub stated: Option<Stated>,
    /// What is to be said about the pack: what a home should have and has not.
    pub findings: Vec<Finding>,
    /// The fault sequences that the Publisher offers to all APIs; the gateway does not read these.
    pub publisher: Vec<Found>,
    /// What may not be read of it, by the scope whose sequences that hides.
    pub unread: Vec<Unread>,
    source: Arc<Source>,
}

/// A part of a pack that may not be read.
#[derive(Debug, Clone)]
pub struct Unread {
    /// Whose sequences may stand there; none where it hides no sequence.
    hides: Option<Hides>,
    /// Which part, and why.
    pub finding: Finding,
}

/// Whose sequences are hidden.
#[derive(Debug, Clone, Copy)]
enum Hides {
    /// Those of one scope.
    One(Scope),
    /// Those of all tenants.
    Tenants,
}

impl Unread {
    /// Whether it hides sequences of a scope.
    pub fn hides(&self, scope: Scope) -> bool {
        match self.hides {
            Some(Hides::One(hidden)) => hidden == scope,
            Some(Hides::Tenants) => scope.is_tenant(),
            None => false,
        }
    }
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
        if let Source::File(path) = &source {
            return Ok(Self::file(&path.clone(), source));
        }
        if source.is_home() {
            return Self::home(path, source);
        }
        let folder = source.sequences_folder();
        let files = found(&source, &folder).map_err(|why| cannot_read(path, &why))?;
        if files.is_empty() {
            return Err(nothing_found(path, "it holds no .xml file"));
        }
        let kind = if source.is_archive() { CustomKind::Archive } else { CustomKind::Sequences };
        let folders = vec![Folder { scope: Scope::SuperTenant, path: folder, files }];
        Ok(Self { folders, ..Self::of(kind, path, source) })
    }

    fn of(kind: CustomKind, path: &Path, source: Source) -> Self {
        Self {
            kind,
            path: path.to_owned(),
            folders: Vec::new(),
            stated: None,
            findings: Vec::new(),
            publisher: Vec::new(),
            unread: Vec::new(),
            source: Arc::new(source),
        }
    }

    /// What the plan says of it.
    pub(crate) fn info(&self) -> CustomInfo {
        let one_file = matches!(self.kind, CustomKind::File | CustomKind::Archive);
        let digest = one_file.then(|| digest_of(&self.path).ok()).flatten();
        CustomInfo { path: self.path.display().to_string(), kind: self.kind, digest }
    }

    /// What lies in a home beside its sequences; none where it is not a home.
    pub fn files(&self) -> Option<Files> {
        self.has_scopes().then(|| Files(Arc::clone(&self.source)))
    }

    /// The folder of a scope.
    pub fn folder(&self, scope: Scope) -> Option<&Folder> {
        let at = self.folders.binary_search_by_key(&scope, |f| f.scope).ok()?;
        Some(&self.folders[at])
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

    /// Why a scope's sequences may not be read, where that is so.
    pub fn hidden(&self, scope: Scope) -> Option<&Finding> {
        self.unread.iter().find(|unread| unread.hides(scope)).map(|unread| &unread.finding)
    }

    fn file(path: &Path, source: Source) -> Self {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let found = Found {
            sequence: named(&name),
            relative: name,
            content: Content::File(path.to_owned()),
        };
        let scope = Scope::SuperTenant;
        let folders = vec![Folder { scope, path: String::new(), files: vec![found] }];
        Self { folders, ..Self::of(CustomKind::File, path, source) }
    }

    fn home(path: &Path, source: Source) -> Result<Self, PlanError> {
        let kind = if source.is_archive() { CustomKind::Archive } else { CustomKind::Home };
        let mut pack = Self::of(kind, path, source);
        let (stated, unread) = Stated::read(&pack.source);
        pack.stated = stated;
        unread.into_iter().for_each(|why| pack.cannot_read(None, why));
        pack.add_configuration(Scope::SuperTenant, SYNAPSE_CONFIGS);
        for tenant in pack.tenants() {
            let configs = format!("{TENANTS}/{tenant}/synapse-configs");
            pack.add_configuration(Scope::Tenant(tenant), &configs);
        }
        match pack.source.look(DEFAULTS) {
            There::Folder => pack.add(Scope::TenantDefaults, DEFAULTS.to_owned()),
            There::Unreadable(why) => {
                pack.cannot_read(Some(Hides::One(Scope::TenantDefaults)), why)
            }
            There::Nothing | There::File => pack.absent(DEFAULTS),
        }
        match pack.source.look(PUBLISHER) {
            There::Folder => match found(&pack.source, PUBLISHER) {
                Ok(files) => pack.publisher = files,
                Err(why) => pack.cannot_read(None, why),
            },
            There::Unreadable(why) => pack.cannot_read(None, why),
            There::Nothing | There::File => {}
        }
        if pack.folders.iter().any(|f| !f.files.is_empty()) {
            return Ok(pack);
        }
        Err(match pack.unread.first() {
            Some(unread) => cannot_read(path, &unread.finding),
            None => nothing_found(path, "none of its folders of sequences has an .xml file"),
        })
    }

    /// The tenants that a home has a folder for, by number.
    fn tenants(&mut self) -> Vec<u64> {
        let entries = match self.source.look(TENANTS) {
            There::Folder => self.source.entries(TENANTS),
            There::Unreadable(why) => Err(why),
            There::Nothing | There::File => return Vec::new(),
        };
        let entries = entries.unwrap_or_else(|why| {
            self.cannot_read(Some(Hides::Tenants), why);
            Vec::new()
        });
        let mut tenants: Vec<u64> = Vec::new();
        for (name, there) in entries {
            let Some(id) = tenant_id(&name) else { continue };
            match there {
                There::Folder => tenants.push(id),
                There::Unreadable(why) => {
                    self.cannot_read(Some(Hides::One(Scope::Tenant(id))), why);
                }
                There::Nothing | There::File => {}
            }
        }
        tenants.sort_unstable();
        tenants
    }

    /// Adds the sequences of a scope, which stand in a folder of configurations.
    fn add_configuration(&mut self, scope: Scope, configs: &str) {
        match configuration(&self.source, configs) {
            Ok(Some(folder)) => self.add(scope, folder),
            Ok(None) => self.absent(&format!("{configs}/default/sequences")),
            Err(why) => self.cannot_read(Some(Hides::One(scope)), why),
        }
    }

    fn add(&mut self, scope: Scope, path: String) {
        match found(&self.source, &path) {
            Ok(files) => self.folders.push(Folder { scope, path, files }),
            Err(why) => self.cannot_read(Some(Hides::One(scope)), why),
        }
    }

    /// The folders and files of a home that may not be read and hide a scope for which `wanted`
    /// holds, or no scope: each once, whatever it hides.
    pub(crate) fn unread_parts(&self, wanted: impl Fn(&Unread) -> bool) -> Vec<Finding> {
        let mut parts: Vec<Finding> = Vec::new();
        for Unread { finding, .. } in self.unread.iter().filter(|u| u.hides.is_none() || wanted(u))
        {
            if !parts.contains(finding) {
                parts.push(finding.clone());
            }
        }
        parts
    }

    fn cannot_read(&mut self, hides: Option<Hides>, finding: Finding) {
        self.unread.push(Unread { hides, finding });
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
fn found(source: &Source, folder: &str) -> Result<Vec<Found>, Finding> {
    let mut files = Vec::new();
    for (name, there) in source.entries(folder)? {
        let sequence = named(&name);
        // A folder under the name of a sequence is kept, to be reported: a sequence is missing.
        let is_other_folder = matches!(there, There::Folder) && sequence.is_none();
        let rendered = Template::rendered_name(&name);
        let is_xml = matches!(rendered, Cow::Borrowed(name) if name.ends_with(".xml"));
        let is_none = sequence.is_none() && !is_xml;
        if is_none || is_other_folder {
            continue;
        }
        let relative = joined(folder, &name);
        files.push(Found { sequence, content: source.content(&relative), relative });
    }
    // Thousands of tenants have one such list each.
    files.shrink_to_fit();
    Ok(files)
}

/// The folder of sequences in a folder of configurations: that of `default`, or else of the first
/// that has one.
///
/// # Errors
///
/// Why the one that counts may not be read.
fn configuration(source: &Source, configs: &str) -> Result<Option<String>, Finding> {
    match source.look(configs) {
        There::Folder => {}
        There::Unreadable(why) => return Err(why),
        There::Nothing | There::File => return Ok(None),
    }
    let mut names: Vec<String> = source.entries(configs)?.into_iter().map(|(n, _)| n).collect();
    names.sort_by_key(|n| (n != "default", n.clone()));
    for folder in names.into_iter().map(|name| format!("{configs}/{name}/sequences")) {
        match source.look(&folder) {
            There::Folder => return Ok(Some(folder)),
            There::Unreadable(why) => return Err(why),
            There::Nothing | There::File => {}
        }
    }
    Ok(None)
}

/// The run that cannot begin, since nothing of the pack may be read.
fn cannot_read(at: &Path, why: &Finding) -> PlanError {
    PlanError { message: format!("{}: {}", at.display(), why.message), help: why.help.clone() }
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
