//! Finds the sequences under a path: one file, a folder of sequences, or an API Manager home.

use std::fs;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use crate::model::CustomKind;
use crate::plan::PlanError;
use crate::stock::SequenceName;

/// The scope of everything that does not say otherwise.
pub const SUPER_TENANT: &str = "super-tenant";

/// Where an API Manager home keeps the super tenant's configuration
/// (wso2-synapse, `MultiXMLConfigurationBuilder`; carbon-mediation, `synapse-configs`).
const SYNAPSE_CONFIGS: &str = "repository/deployment/server/synapse-configs";

/// A file that may be a sequence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Which of the stock sequences it is, by its file name; none for the operator's own.
    pub sequence: Option<SequenceName>,
    /// The path relative to the pack, with `/`.
    pub relative: String,
    /// The path to read.
    pub path: PathBuf,
}

/// What stands under a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pack {
    /// What the path is.
    pub kind: CustomKind,
    /// The folder in which sequences stand, relative to the pack, with `/`; empty for the pack
    /// itself.
    pub folder: String,
    /// The files, by name.
    pub files: Vec<Found>,
}

impl Pack {
    /// Looks at a path.
    ///
    /// # Errors
    ///
    /// A path that is not there or cannot be read, an archive, and a folder with no XML file.
    pub fn open(path: &Path) -> Result<Self, PlanError> {
        let metadata = fs::metadata(path).map_err(|e| PlanError {
            message: format!("cannot read {}: {e}", path.display()),
            help: "give an XML file, a folder of sequences, or an API Manager home".to_owned(),
        })?;
        if metadata.is_file() {
            return Self::file(path);
        }
        match home_folder(path)? {
            Some(folder) => Self::folder(path, CustomKind::Home, &folder),
            None => Self::folder(path, CustomKind::Sequences, ""),
        }
    }

    /// The files that are not stock sequences; beside a single file, those of its folder.
    pub fn own_files(&self) -> Vec<Found> {
        let own = |files: &[Found]| -> Vec<Found> {
            files.iter().filter(|f| f.sequence.is_none()).cloned().collect()
        };
        let single = match (self.kind, self.files.first()) {
            (CustomKind::File, Some(file)) => file,
            _ => return own(&self.files),
        };
        let folder = match single.path.parent() {
            Some(parent) if parent.as_os_str().is_empty() => Path::new("."),
            Some(parent) => parent,
            None => return Vec::new(),
        };
        let mut beside = Self::folder(folder, CustomKind::Sequences, "")
            .map(|pack| own(&pack.files))
            .unwrap_or_default();
        beside.retain(|f| f.path.file_name() != single.path.file_name());
        beside
    }

    fn file(path: &Path) -> Result<Self, PlanError> {
        let name = file_name(path);
        if name.to_ascii_lowercase().ends_with(".zip") {
            return Err(PlanError {
                message: format!("{} is an archive", path.display()),
                help: "unpack it and give the folder".to_owned(),
            });
        }
        let found = Found {
            sequence: SequenceName::from_file_name(&name),
            relative: name,
            path: path.to_owned(),
        };
        Ok(Self { kind: CustomKind::File, folder: String::new(), files: vec![found] })
    }

    fn folder(root: &Path, kind: CustomKind, folder: &str) -> Result<Self, PlanError> {
        let at = if folder.is_empty() { root.to_owned() } else { root.join(folder) };
        let mut files = Vec::new();
        for entry in WalkDir::new(&at).min_depth(1).max_depth(1).sort_by_file_name() {
            let entry = entry.map_err(|e| PlanError {
                message: format!("cannot read {}: {e}", at.display()),
                help: "check its permissions".to_owned(),
            })?;
            let name = file_name(entry.path());
            let sequence = SequenceName::from_file_name(&name);
            // A folder under the name of a sequence is kept, to be reported: a sequence is missing.
            if !name.ends_with(".xml") || (entry.path().is_dir() && sequence.is_none()) {
                continue;
            }
            let relative = match folder {
                "" => name.clone(),
                folder => format!("{folder}/{name}"),
            };
            files.push(Found { sequence, relative, path: entry.into_path() });
        }
        if files.is_empty() {
            return Err(nothing_found(&at, "it holds no .xml file"));
        }
        Ok(Self { kind, folder: folder.to_owned(), files })
    }
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

/// The super tenant's folder of sequences, where the path is an API Manager home.
fn home_folder(path: &Path) -> Result<Option<String>, PlanError> {
    let configs = path.join(SYNAPSE_CONFIGS);
    if !configs.is_dir() {
        return Ok(None);
    }
    let mut names: Vec<String> = WalkDir::new(&configs)
        .min_depth(1)
        .max_depth(1)
        .into_iter()
        .filter_map(Result::ok)
        .filter(|e| e.path().join("sequences").is_dir())
        .map(|e| file_name(e.path()))
        .collect();
    names.sort_by_key(|n| (n != "default", n.clone()));
    match names.first() {
        Some(name) => Ok(Some(format!("{SYNAPSE_CONFIGS}/{name}/sequences"))),
        None => Err(nothing_found(&configs, "no configuration in it has a folder `sequences`")),
    }
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
