//! Paths without links.

use std::fs;
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

/// A path without links, as far as it is there.
pub(super) fn real_path(path: &Path) -> Result<PathBuf, String> {
    let whole = std::path::absolute(path).map_err(|e| e.to_string())?;
    let mut missing = Vec::new();
    for at in whole.ancestors() {
        match fs::canonicalize(at) {
            Ok(real) if real.is_dir() => {
                return Ok(missing.iter().rev().fold(real, |real, name| real.join(name)));
            }
            Ok(real) => return Err(format!("{} is not a folder", real.display())),
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
