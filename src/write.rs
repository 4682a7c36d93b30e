//! Writes a file whole or not at all.

use std::{
    fs::{self, File, Metadata, Permissions},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use tempfile::TempPath;

use crate::digest::digest_of;

/// What the names of temporary files begin and end with. Hot deployment takes `.xml` only.
const PREFIX: &str = ".faultgraft-";
const SUFFIX: &str = ".tmp";

/// Who may do what with a file; all of it is unknown where the system has no such thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Attributes {
    /// The permission bits; who runs a file as whom is none of them.
    pub mode: Option<u32>,
    /// The user and the group.
    pub owner: Option<(u32, u32)>,
}

/// A file that is written and has not yet taken the place it is for; dropped, it is removed.
#[derive(Debug)]
pub struct Staged {
    temporary: TempPath,
    path: PathBuf,
}

/// Puts `bytes` in the place of what `path` holds, if anything.
///
/// The bytes go to a temporary file in the same folder, which then takes the name: a reader, or a
/// gateway that watches the folder, sees the old file or the new one. The temporary name does not
/// end in `.xml`, so hot deployment leaves it alone. A link stays a link, and an existing file
/// keeps its mode and, where this user may give it away, its owner. What is not a regular file (a
/// pipe, `/dev/stdout`) is written to as it is.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    replace_with(path, &|out| out.write_all(bytes))
}

/// The same for what is written piece by piece.
pub fn replace_with(path: &Path, content: Content<'_>) -> io::Result<()> {
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let existing = fs::metadata(&path).ok();
    if existing.as_ref().is_some_and(|found| !found.is_file()) {
        let mut out = BufWriter::new(File::options().write(true).open(&path)?);
        return content(&mut out).and_then(|()| out.flush());
    }
    let attributes = existing.as_ref().map(Attributes::of).unwrap_or_default();
    Staged::with(&path, content, attributes)?.take_place()?;
    sync_folder(folder_of(&path))
}

/// Something that writes what a file shall hold.
pub type Content<'c> = &'c dyn Fn(&mut dyn Write) -> io::Result<()>;

impl Attributes {
    /// Of a file.
    #[cfg(unix)]
    pub fn of(found: &Metadata) -> Self {
        use std::os::unix::fs::MetadataExt;
        Self { mode: Some(found.mode() & 0o777), owner: Some((found.uid(), found.gid())) }
    }

    /// Of a file.
    #[cfg(not(unix))]
    pub fn of(_found: &Metadata) -> Self {
        Self::default()
    }

    /// Gives them to a file, the owner as far as this user may.
    #[cfg(unix)]
    fn give(self, file: &Path) -> io::Result<()> {
        use std::os::unix::fs::{PermissionsExt, chown};
        if let Some((user, group)) = self.owner {
            let denied = |e: &io::Error| e.kind() == io::ErrorKind::PermissionDenied;
            let given = chown(file, Some(user), Some(group)).or_else(|e| match denied(&e) {
                // Whoever may not give a file away may still give it to a group of their own.
                true => chown(file, None, Some(group)),
                false => Err(e),
            });
            given.or_else(|e| if denied(&e) { Ok(()) } else { Err(e) })?;
        }
        // After the owner: a change of that takes bits away.
        self.mode.map_or(Ok(()), |m| fs::set_permissions(file, Permissions::from_mode(m)))
    }

    #[cfg(not(unix))]
    fn give(self, _file: &Path) -> io::Result<()> {
        Ok(())
    }
}

impl Staged {
    /// Writes `bytes` to the disk under a temporary name beside `path`, which is not a link.
    pub fn new(path: &Path, bytes: &[u8], attributes: Attributes) -> io::Result<Self> {
        Self::with(path, &|out| out.write_all(bytes), attributes)
    }

    fn with(path: &Path, content: Content<'_>, attributes: Attributes) -> io::Result<Self> {
        let mut builder = tempfile::Builder::new();
        builder.prefix(PREFIX).suffix(SUFFIX);
        if let Some(mode) = mode_of_a_new_file() {
            builder.permissions(mode);
        }
        let mut file = builder.tempfile_in(folder_of(path))?;
        let mut out = BufWriter::new(file.as_file_mut());
        content(&mut out)?;
        out.flush()?;
        drop(out);
        attributes.give(file.path())?;
        copy_extended(path, file.path());
        file.as_file().sync_all()?;
        // Thousands may be staged, and a process may not have so many files open.
        Ok(Self { temporary: file.into_temp_path(), path: path.to_owned() })
    }

    /// Takes the place. That is sure to outlast a loss of power after [`sync_folder`].
    pub fn take_place(self) -> io::Result<()> {
        Ok(self.temporary.persist(&self.path)?)
    }

    /// Takes the place of the file with this digest, or of none.
    ///
    /// # Errors
    ///
    /// Something else is there: it stays, whenever it came. Where the system cannot swap two names,
    /// what comes between the last look and the rename is not seen.
    pub fn take_place_of(self, expected: Option<&str>) -> io::Result<()> {
        let Some(expected) = expected else {
            return Ok(self.temporary.persist_noclobber(&self.path)?);
        };
        check(&self.path, expected)?;
        if !swap(&self.temporary, &self.path)? {
            return self.take_place();
        }
        self.keep_if_expected(expected)
    }

    /// After the swap: what was there has the temporary name now, and goes with it, or comes back.
    fn keep_if_expected(self, expected: &str) -> io::Result<()> {
        let Err(why) = check(&self.temporary, expected) else { return Ok(()) };
        match swap(&self.temporary, &self.path) {
            Ok(true) => Err(why),
            _ => Err(rescued(self.temporary, &self.path)),
        }
    }

    /// The place it is for.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// Removes the file with this digest.
///
/// # Errors
///
/// Something else is there: it stays.
pub fn remove(path: &Path, expected: &str) -> io::Result<()> {
    check(path, expected)?;
    let aside =
        tempfile::Builder::new().prefix(PREFIX).suffix(SUFFIX).tempfile_in(folder_of(path))?;
    let aside = aside.into_temp_path();
    fs::rename(path, &aside)?;
    let Err(why) = check(&aside, expected) else { return Ok(()) };
    Err(match aside.persist_noclobber(path) {
        Ok(()) => why,
        Err(not_back) => rescued(not_back.path, path),
    })
}

/// Gives an edited file that cannot go back to its place a name that no later run removes, and says
/// which.
fn rescued(edited: TempPath, path: &Path) -> io::Error {
    let mut name = path.as_os_str().to_owned();
    name.push(".edited");
    let kept = match edited.persist_noclobber(&name) {
        Ok(()) => PathBuf::from(name),
        Err(e) => e.path.keep().unwrap_or_else(|e| e.path.to_path_buf()),
    };
    io::Error::other(format!("it was edited this very moment; the edit is in {}", kept.display()))
}

/// Whether a file is still the one with this digest.
fn check(path: &Path, expected: &str) -> io::Result<()> {
    match digest_of(path)? == expected {
        true => Ok(()),
        false => Err(io::Error::other("it was edited this very moment, and the edit is kept")),
    }
}

/// Swaps the names of two files at once; false where the system or the file system cannot.
#[cfg(target_os = "linux")]
fn swap(one: &Path, other: &Path) -> io::Result<bool> {
    use rustix::{
        fs::{CWD, RenameFlags, renameat_with},
        io::Errno,
    };
    match renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(true),
        Err(Errno::NOSYS | Errno::INVAL | Errno::OPNOTSUPP) => Ok(false),
        Err(e) => Err(e.into()),
    }
}

#[cfg(not(target_os = "linux"))]
fn swap(_: &Path, _: &Path) -> io::Result<bool> {
    Ok(false)
}

/// Makes a folder where there is none, with those around it, for the owner of what is there.
pub fn make_folder(folder: &Path) -> io::Result<()> {
    let Some(parent) = folder.parent().filter(|_| !folder.is_dir()) else { return Ok(()) };
    make_folder(parent)?;
    fs::create_dir(folder)?;
    Attributes { mode: None, ..Attributes::of(&fs::metadata(parent)?) }.give(folder)?;
    sync_folder(parent)
}

/// Brings the names in a folder to the disk.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

/// Removes the temporary files that a run which was killed left in a folder.
pub fn remove_leftovers(folder: &Path) -> io::Result<usize> {
    let mut removed = 0;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with(PREFIX) && name.ends_with(SUFFIX) && entry.file_type()?.is_file() {
            fs::remove_file(entry.path())?;
            removed += 1;
        }
    }
    Ok(removed)
}

/// The folder that a file stands in.
pub fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Gives a file the extended attributes of another, access lists and security labels among them, as
/// far as the file system has them and this user may set them.
#[cfg(unix)]
fn copy_extended(from: &Path, to: &Path) {
    for name in xattr::list(from).into_iter().flatten() {
        if let Ok(Some(value)) = xattr::get(from, &name) {
            let _ = xattr::set(to, &name, &value);
        }
    }
}

#[cfg(not(unix))]
fn copy_extended(_: &Path, _: &Path) {}

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::sha256;

    #[test]
    fn writes_new_files_and_over_old_ones_and_leaves_nothing_else() {
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

    #[test]
    fn leftovers_go_and_nothing_else_does() {
        let folder = tempfile::tempdir().unwrap();
        for name in [".faultgraft-x.tmp", ".faultgraft-x.xml", "x.tmp"] {
            fs::write(folder.path().join(name), "").unwrap();
        }
        drop(Staged::new(&folder.path().join("a.xml"), b"", Attributes::default()).unwrap());
        assert_eq!(remove_leftovers(folder.path()).unwrap(), 1);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }

    #[test]
    fn what_came_this_very_moment_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("fault.xml");
        let staged = || Staged::new(&path, b"new", Attributes::default()).unwrap();
        fs::write(&path, "old").unwrap();
        assert!(staged().take_place_of(None).is_err(), "there was nothing when it was looked at");
        let other = sha256(b"older");
        assert!(staged().take_place_of(Some(&other)).is_err());
        assert!(remove(&path, &other).is_err());
        assert_eq!(fs::read(&path).unwrap(), b"old");
        staged().take_place_of(Some(&sha256(b"old"))).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        remove(&path, &sha256(b"new")).unwrap();
        staged().take_place_of(None).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn an_edit_between_the_last_look_and_the_rename_comes_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("fault.xml");
        fs::write(&path, "edited").unwrap();
        let staged = Staged::new(&path, b"new", Attributes::default()).unwrap();
        assert!(swap(&staged.temporary, &path).unwrap(), "this file system swaps names");
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert!(staged.keep_if_expected(&sha256(b"old")).is_err());
        assert_eq!(fs::read(&path).unwrap(), b"edited");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn keeps_extended_attributes() {
        let folder = tempfile::tempdir_in(".").unwrap();
        let path = folder.path().join("fault.xml");
        fs::write(&path, "one").unwrap();
        if xattr::set(&path, "user.checked", b"yes").is_err() {
            return; // This file system has none.
        }
        replace(&path, b"two").unwrap();
        assert_eq!(xattr::get(&path, "user.checked").unwrap().as_deref(), Some(&b"yes"[..]));
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
