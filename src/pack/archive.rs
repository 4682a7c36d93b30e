//! A zip, read in place: nothing is unpacked to disk.
//!
//! What points out of the archive is refused as a whole, for whoever packed it meant harm. A link
//! or a bomb among the files that would be read is refused by itself.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use zip::ZipArchive;

use super::error::PlanError;
use super::found::{Content, SYNAPSE_CONFIGS, refusal};
use super::there::There;
use crate::model::{Finding, Severity};
use crate::regular;
use crate::rules::code;
use crate::xml;

/// Text shrinks to a tenth; a zip that holds a thousand times its size is made to fill memory.
const MOST_EXPANSION: u64 = 200;

/// Below this an entry may expand as it likes.
const SMALL: u64 = 1 << 20;

/// So many times its own size may an archive fill in memory with sequences, and [`SMALL_IN_ALL`]
/// besides: XML shrinks to a tenth.
const MOST_IN_ALL: u64 = 25;

/// What any archive may fill.
const SMALL_IN_ALL: u64 = 8 << 20;

/// The largest file of an archive that is unpacked into memory: jars of the product have a tenth of
/// it.
const LARGEST: u64 = 1 << 30;

/// The entries of a zip by their path in it, without the folder that holds the home.
pub(super) struct Archive {
    pub(super) path: PathBuf,
    zip: Mutex<ZipArchive<BufReader<File>>>,
    /// By path: the number of the entry.
    files: BTreeMap<String, usize>,
    folders: BTreeSet<String>,
    /// How many bytes more of it are kept in memory.
    left: AtomicU64,
}

impl Archive {
    /// Whether a file begins as a zip does.
    pub(super) fn is_one(path: &Path) -> bool {
        let mut start = [0; 4];
        let read = regular::open(path).and_then(|mut file| file.read_exact(&mut start));
        let zip_name = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("zip"));
        zip_name || (read.is_ok() && matches!(&start, b"PK\x03\x04" | b"PK\x05\x06"))
    }

    pub(super) fn open(path: &Path) -> Result<Self, PlanError> {
        let cannot = |why: String| PlanError {
            message: format!("cannot read {} as a zip: {why}", path.display()),
            help: "copy it again, or unpack it and give the folder".to_owned(),
        };
        let file = regular::open(path).map_err(|e| cannot(e.to_string()))?;
        let mut zip = ZipArchive::new(BufReader::new(file)).map_err(|e| cannot(e.to_string()))?;
        if zip.has_duplicate_names() {
            return Err(twice(path, "two entries of one name"));
        }
        let mut files = BTreeMap::new();
        let mut folders = BTreeSet::new();
        for number in 0..zip.len() {
            let entry = zip.by_index_raw(number).map_err(|e| cannot(e.to_string()))?;
            let name = String::from_utf8_lossy(entry.name_raw()).replace('\\', "/");
            if points_out(&name) {
                return Err(PlanError {
                    message: format!(
                        "{} has an entry {name:?}, which points out of it",
                        path.display()
                    ),
                    help:
                        "do not trust this archive; unpack it in a safe place and give the folder"
                            .to_owned(),
                });
            }
            let name = name.trim_start_matches("./");
            match name.strip_suffix('/') {
                Some(folder) => drop(folders.insert(folder.to_owned())),
                None if files.insert(name.to_owned(), number).is_some() => {
                    return Err(twice(path, &format!("two entries {name}")));
                }
                None => {}
            }
            for (at, _) in name.match_indices('/') {
                folders.insert(name[..at].to_owned());
            }
        }
        let packed = fs::metadata(path).map_or(0, |found| found.len());
        let left = AtomicU64::new(SMALL_IN_ALL + packed.saturating_mul(MOST_IN_ALL));
        let mut archive =
            Self { path: path.to_owned(), zip: Mutex::new(zip), files, folders, left };
        archive.strip(&archive.home());
        Ok(archive)
    }

    /// The folder that holds the home, with its `/`; empty where it is the archive itself.
    fn home(&self) -> String {
        let configs = format!("/{SYNAPSE_CONFIGS}");
        let holder = self.folders.iter().find_map(|f| f.strip_suffix(&configs));
        holder.map(|h| format!("{h}/")).unwrap_or_default()
    }

    fn strip(&mut self, prefix: &str) {
        let inside = |name: &String| name.strip_prefix(prefix).map(str::to_owned);
        self.files = self.files.iter().filter_map(|(n, &i)| Some((inside(n)?, i))).collect();
        self.folders = self.folders.iter().filter_map(inside).collect();
    }

    pub(super) fn look(&self, path: &str) -> There {
        match (self.folders.contains(path), self.files.contains_key(path)) {
            (true, _) => There::Folder,
            (false, true) => There::File,
            (false, false) => There::Nothing,
        }
    }

    /// The first folder that has a file of which `wanted` is true; else the first with an XML file, or
    /// the archive itself.
    pub(super) fn folder_with(&self, wanted: impl Fn(&str) -> bool) -> String {
        let split = |path: &'_ String| match path.rsplit_once('/') {
            Some((folder, name)) => (folder.to_owned(), name.to_owned()),
            None => (String::new(), path.clone()),
        };
        let all = || self.files.keys().map(split);
        let found = all().find(|(_, name)| wanted(name));
        let found = found.or_else(|| all().find(|(_, name)| name.ends_with(".xml")));
        found.map(|(folder, _)| folder).unwrap_or_default()
    }

    pub(super) fn entries(&self, folder: &str) -> Vec<(String, There)> {
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let names = |path: &String| {
            let name = path.strip_prefix(&prefix)?;
            (!name.is_empty() && !name.contains('/')).then(|| name.to_owned())
        };
        let from = prefix.clone();
        let files = self.files.range(from.clone()..).map(|(path, _)| path);
        let files = files.take_while(|p| p.starts_with(&prefix)).filter_map(names);
        let folders = self.folders.range(from..).take_while(|p| p.starts_with(&prefix));
        let mut all: Vec<(String, There)> = files.map(|n| (n, There::File)).collect();
        all.extend(folders.filter_map(names).map(|n| (n, There::Folder)));
        all.sort_by(|a, b| a.0.cmp(&b.0));
        all
    }

    pub(super) fn content(&self, path: &str) -> Content {
        let Some(&number) = self.files.get(path) else {
            return Content::Refused(refused("it is a folder where a sequence is expected").into());
        };
        match self.read(number, xml::MAX_BYTES).and_then(|bytes| self.counted(bytes)) {
            Ok(bytes) => Content::Entry(bytes.into()),
            Err(why) => Content::Refused(why.into()),
        }
    }

    /// What is kept in memory, as long as all of it together is at most what an archive of this size
    /// can honestly hold.
    fn counted(&self, bytes: Vec<u8>) -> Result<Vec<u8>, Finding> {
        let less = |left: u64| left.checked_sub(bytes.len() as u64);
        match self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less) {
            Ok(_) => Ok(bytes),
            Err(_) => Err(refused(
                "with the entries read before, it would fill memory with many times the size of the \
                 archive; unpack it and give the folder if it is sound",
            )),
        }
    }

    /// An entry that is not a sequence, such as a jar.
    pub(super) fn large(&self, path: &str) -> Result<Vec<u8>, Finding> {
        let number = self.files.get(path).ok_or_else(|| refused("it is not there"))?;
        self.read(*number, LARGEST)
    }

    fn read(&self, number: usize, most: u64) -> Result<Vec<u8>, Finding> {
        let mut zip = self.zip.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let entry = zip.by_index(number).map_err(|e| refused(&e.to_string()))?;
        if entry.is_symlink() {
            return Err(refused("it is a link"));
        }
        let (size, packed) = (entry.size(), entry.compressed_size());
        if size > SMALL && size / packed.max(1) > MOST_EXPANSION {
            let why = format!("it would expand from {packed} to {size} bytes");
            return Err(refused(&why));
        }
        if size > most {
            return Err(refusal(&xml::too_large(size)));
        }
        let mut bytes = Vec::new();
        let read = entry.take(size + 1).read_to_end(&mut bytes);
        read.map_err(|e| refused(&e.to_string()))?;
        match bytes.len() as u64 > size {
            true => Err(refused(&format!("it holds more than the {size} bytes that it states"))),
            false => Ok(bytes),
        }
    }
}

/// Why an archive in which one name stands for two things is not read.
fn twice(path: &Path, what: &str) -> PlanError {
    PlanError {
        message: format!("{} has {what}, and nobody can tell which is meant", path.display()),
        help: "do not trust this archive; unpack it in a safe place and give the folder".to_owned(),
    }
}

/// Whether a name leads out of the folder that it would be unpacked in.
fn points_out(name: &str) -> bool {
    let drive = name.as_bytes().get(1) == Some(&b':');
    name.starts_with('/') || drive || name.split('/').any(|part| part == "..")
}

fn refused(why: &str) -> Finding {
    let message = format!("the entry of the archive is not read: {why}");
    code::UNSAFE_ENTRY.finding(Severity::Error, message, None)
}
