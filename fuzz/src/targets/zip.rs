//! An archive is read: no more of it comes into memory than its size allows, and nothing of it
//! points out of it.

use std::fs;
use std::io::{Cursor, Write};

use faultgraft::classes::ClassPath;
use faultgraft::pack::Pack;
use faultgraft::xml::MAX_BYTES;
use faultgraft::{deployment, formatters};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::input::is_message;
use super::lint::folder;

/// What any archive may fill, and how many times its own size besides (`src/pack/archive.rs`).
const SMALL_IN_ALL: u64 = 8 << 20;
const MOST_IN_ALL: u64 = 25;

pub fn target(data: &[u8]) {
    let bytes = if data.starts_with(b"PK") { data.to_vec() } else { packed(data) };
    let path = folder().path().join("home.zip");
    fs::write(&path, &bytes).expect("a file");
    match Pack::open(&path) {
        Err(error) => is_message(&error.message, &error.help),
        Ok(pack) => opened(&pack, bytes.len() as u64),
    }
}

fn opened(pack: &Pack, size: u64) {
    let mut all = 0;
    let files = pack.folders.iter().flat_map(|folder| &folder.files);
    for file in files {
        assert!(!file.relative.split('/').any(|part| part == ".."), "{}", file.relative);
        match file.read() {
            Ok(bytes) => {
                assert!(bytes.len() as u64 <= MAX_BYTES);
                all += bytes.len() as u64;
            }
            Err(why) => is_message(&why.message, &why.help),
        }
    }
    assert!(all <= SMALL_IN_ALL + MOST_IN_ALL * size, "{all} bytes of {size}");
    if let Some(files) = pack.files() {
        let (_, unusable) = deployment::listed(Some(&files));
        let (_, unread) = formatters::registered(&files);
        let classes = ClassPath::of(files);
        for why in unread.iter().chain(&unusable).chain(classes.findings()) {
            is_message(&why.message, &why.help);
        }
    }
}

/// A zip of entries that are written as lines: `NAME TIMES TEXT`, where the text stands so many
/// times in the entry. A name that ends in `/` is a folder, one before `@` a link.
pub fn packed(recipe: &[u8]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for line in String::from_utf8_lossy(recipe).lines().take(40) {
        let mut words = line.splitn(3, ' ');
        let name = words.next().unwrap_or_default();
        let times = words.next().and_then(|n| n.parse::<usize>().ok()).unwrap_or(1);
        let text = words.next().unwrap_or_default().as_bytes();
        let method = match name.len() % 3 {
            0 => CompressionMethod::Stored,
            _ => CompressionMethod::Deflated,
        };
        let options = SimpleFileOptions::default().compression_method(method);
        // A name that stands twice is refused by the writer, and left out.
        let _ = match (name.strip_suffix('/'), name.strip_suffix('@')) {
            (Some(folder), _) => zip.add_directory(folder, options),
            (_, Some(link)) => zip.add_symlink(link, String::from_utf8_lossy(text), options),
            _ => zip.start_file(name, options).map(|()| {
                let most = (1 << 22) / text.len().max(1);
                for _ in 0..times.min(most) {
                    zip.write_all(text).expect("written to memory");
                }
            }),
        };
    }
    zip.finish().expect("written to memory").into_inner()
}
