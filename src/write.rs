//! Writes a file whole or not at all.

use std::{
    fs::{self, File, Permissions},
    io::{self, Write},
    path::Path,
};

/// Puts `bytes` in the place of what `path` holds, if anything.
///
/// The bytes go to a temporary file in the same folder, which then takes the name: a reader, or a
/// gateway that watches the folder, sees the old file or the new one. The temporary name does not
/// end in `.xml`, so hot deployment leaves it alone. A link stays a link, and an existing file
/// keeps its mode and, where this user may give it away, its owner. What is no plain file (a
/// pipe, `/dev/stdout`) is written to as it is.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let existing = fs::metadata(&path).ok();
    if existing.as_ref().is_some_and(|found| !found.is_file()) {
        return File::options().write(true).open(&path)?.write_all(bytes);
    }
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut builder = tempfile::Builder::new();
    builder.prefix(".faultgraft-").suffix(".tmp");
    if let Some(mode) = mode_of_a_new_file() {
        builder.permissions(mode);
    }
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(bytes)?;
    if let Some(existing) = existing {
        keep_owner(file.path(), &existing)?;
        file.as_file().set_permissions(existing.permissions())?;
    }
    file.as_file().sync_all()?;
    file.persist(&path)?;
    Ok(())
}

/// What any program gives a file it makes; the umask is taken off it.
#[cfg(unix)]
fn mode_of_a_new_file() -> Option<Permissions> {
    use std::os::unix::fs::PermissionsExt;
    Some(Permissions::from_mode(0o666))
}

#[cfg(not(unix))]
fn mode_of_a_new_file() -> Option<Permissions> {
    None
}

#[cfg(unix)]
fn keep_owner(new: &Path, existing: &fs::Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, chown};
    let given = chown(new, Some(existing.uid()), Some(existing.gid()));
    given.or_else(|e| if e.kind() == io::ErrorKind::PermissionDenied { Ok(()) } else { Err(e) })
}

#[cfg(not(unix))]
fn keep_owner(_new: &Path, _existing: &fs::Metadata) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_anew_and_over_and_leaves_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("fault.xml");
        replace(&path, b"one").unwrap();
        replace(&path, b"two").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn says_so_where_the_folder_is_not_there() {
        let folder = tempfile::tempdir().unwrap();
        assert!(replace(&folder.path().join("no/fault.xml"), b"one").is_err());
    }

    #[cfg(unix)]
    #[test]
    fn keeps_the_mode_and_the_link() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("real.xml"), folder.path().join("link.xml"));
        fs::write(&file, "one").unwrap();
        fs::set_permissions(&file, Permissions::from_mode(0o640)).unwrap();
        symlink(&file, &link).unwrap();
        replace(&link, b"two").unwrap();
        assert_eq!(fs::read(&file).unwrap(), b"two");
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o640);
    }
}
