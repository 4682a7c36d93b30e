//! A file is looked at by itself: each finding has its place in it.

use std::fs;
use std::sync::OnceLock;

use faultgraft::lint::{LintRequest, lint};
use faultgraft::rules::Levels;
use tempfile::TempDir;

use super::input::{Input, is_finding, lines};

/// A folder for the files of this process.
pub fn folder() -> &'static TempDir {
    static FOLDER: OnceLock<TempDir> = OnceLock::new();
    FOLDER.get_or_init(|| tempfile::tempdir().expect("a folder for temporary files"))
}

pub fn target(data: &[u8]) {
    let input = Input::of(data);
    let bytes = input.documents[0];
    let place = folder().path().join("lint");
    fs::create_dir_all(&place).expect("a folder");
    let path = place.join(input.sequence.file_name());
    fs::write(&path, bytes).expect("a file");
    let request = LintRequest {
        paths: vec![path.clone()],
        release: input.to,
        include_stock: bytes.len().is_multiple_of(2),
        levels: Levels::default(),
    };
    let linted = lint(&request);
    fs::remove_file(&path).expect("the file");
    let linted = linted.unwrap_or_else(|e| panic!("{}", e.message));
    for finding in linted.iter().flat_map(|file| &file.findings) {
        is_finding(finding, lines(bytes));
        if let (Some(line), Some(column)) = (finding.line, finding.column) {
            let text = String::from_utf8_lossy(bytes);
            let length = text.split('\n').nth(line as usize - 1).map(|l| l.chars().count());
            // Of another encoding, or with other line ends, only the line is looked at.
            if !text.contains(['\r', '\u{FFFD}', '\u{85}', '\u{2028}']) {
                let most = length.map_or(1, |l| l + 2);
                assert!((1..=most).contains(&(column as usize)), "{finding:?}");
            }
        }
    }
}
