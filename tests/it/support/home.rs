//! API Manager homes as tests need them: the stock of a release in every place, and what a test
//! puts there.

// Each test file uses some of it.
#![allow(dead_code)]

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use faultgraft::stock::{self, Release, SequenceName};
use tempfile::TempDir;
use walkdir::WalkDir;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// Where the super tenant's sequences stand.
pub const SEQUENCES: &str = "repository/deployment/server/synapse-configs/default/sequences";

/// Where the sequences of new tenants stand.
pub const DEFAULTS: &str = "repository/resources/apim-synapse-config";

/// A home in a temporary folder.
pub struct Home {
    folder: TempDir,
    pub release: Release,
}

impl Home {
    /// The super tenant, the tenant defaults and the version file of a release.
    pub fn of(release: Release) -> Self {
        Self::in_folder(release, tempfile::tempdir().unwrap())
    }

    /// The same in a temporary folder of the test's choice.
    pub fn in_folder(release: Release, folder: TempDir) -> Self {
        let home = Self { folder, release };
        home.write("bin/version.txt", &format!("WSO2 API Manager v{release}\n"));
        home.stock(SEQUENCES);
        home.stock(DEFAULTS);
        home
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// A tenant with the stock of the release.
    pub fn tenant(&self, id: u32) -> &Self {
        self.stock(&tenant(id))
    }

    /// The stock of the release in a folder.
    pub fn stock(&self, folder: &str) -> &Self {
        for &sequence in SequenceName::ALL {
            if let Some(stock) = stock::get(sequence, self.release) {
                self.write(&format!("{folder}/{}", sequence.file_name()), stock.text);
            }
        }
        self
    }

    pub fn write(&self, file: &str, text: &str) -> &Self {
        let path = self.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    pub fn read(&self, file: &str) -> String {
        fs::read_to_string(self.path().join(file)).unwrap()
    }

    pub fn remove(&self, file: &str) -> &Self {
        let path = self.path().join(file);
        if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) }.unwrap();
        self
    }

    /// A log at the beginning of a sequence, with what else stands there.
    pub fn customise(&self, file: &str, mediators: &str) -> &Self {
        let text = self.read(file);
        let start = text.find("<sequence").unwrap();
        let at = start + text[start..].find('>').unwrap() + 1;
        self.write(file, &format!("{}{mediators}{}", &text[..at], &text[at..]))
    }

    /// A jar with one class.
    pub fn jar(&self, file: &str, class: &str) -> &Self {
        let path = self.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let mut jar = ZipWriter::new(File::create(path).unwrap());
        jar.start_file(format!("{}.class", class.replace('.', "/")), options()).unwrap();
        jar.write_all(b"\xca\xfe\xba\xbe").unwrap();
        jar.finish().unwrap();
        self
    }

    /// The home packed as it is distributed, in a folder of its own name.
    pub fn zip(&self, into: &Path) -> PathBuf {
        let name = format!("wso2am-{}", self.release);
        let path = into.join(format!("{name}.zip"));
        let mut zip = ZipWriter::new(File::create(&path).unwrap());
        for entry in WalkDir::new(self.path()).sort_by_file_name() {
            let entry = entry.unwrap();
            let relative = entry.path().strip_prefix(self.path()).unwrap().display().to_string();
            if entry.path().is_dir() {
                zip.add_directory(format!("{name}/{relative}"), options()).unwrap();
            } else {
                zip.start_file(format!("{name}/{relative}"), options()).unwrap();
                zip.write_all(&fs::read(entry.path()).unwrap()).unwrap();
            }
        }
        zip.finish().unwrap();
        path
    }
}

/// Where a tenant's sequences stand.
pub fn tenant(id: u32) -> String {
    format!("repository/tenants/{id}/synapse-configs/default/sequences")
}

/// How entries are packed.
pub fn options() -> SimpleFileOptions {
    SimpleFileOptions::default()
}

/// A sequence of the operator's own.
pub fn own(name: &str, mediators: &str) -> String {
    format!(
        "<sequence xmlns=\"http://ws.apache.org/ns/synapse\" name=\"{name}\">{mediators}</sequence>\n"
    )
}

/// A call of a sequence.
pub fn call(name: &str) -> String {
    format!("<sequence key=\"{name}\"/>")
}
