//! Unified diffs that `git apply` takes, for the plan and for everything that shows one.

use similar::TextDiff;

use crate::xml::shown;

/// Lines of unchanged text around each change.
const CONTEXT: usize = 3;

/// The name that stands for a file that is not there.
pub const NO_FILE: &str = "/dev/null";

/// The unified diff from `old` to `new`; empty where they are equal.
///
/// The names stand in the header as given (`a/fault.xml`, [`NO_FILE`]).
pub fn unified(old_name: &str, new_name: &str, old: &str, new: &str) -> String {
    with_names(old_name, new_name, &hunks(old, new))
}

/// The same over bytes: the patch of a file that is not UTF-8 or starts with a byte order mark.
pub fn unified_bytes(old_name: &str, new_name: &str, old: &[u8], new: &[u8]) -> Vec<u8> {
    bytes_with_names(old_name, new_name, &hunks_of_bytes(old, new))
}

/// A unified diff without its header; empty where the texts are equal. Tags of templates are as they
/// were written.
pub fn hunks(old: &str, new: &str) -> String {
    let hunks = hunks_of_bytes(shown(old).as_bytes(), shown(new).as_bytes());
    String::from_utf8(hunks).unwrap_or_else(|e| String::from_utf8_lossy(e.as_bytes()).into_owned())
}

/// The same over bytes.
pub fn hunks_of_bytes(old: &[u8], new: &[u8]) -> Vec<u8> {
    let (old, new) = (lines(old), lines(new));
    let diff = TextDiff::from_slices(&old, &new);
    let mut patch = Vec::new();
    for hunk in diff.unified_diff().context_radius(CONTEXT).iter_hunks() {
        patch.extend_from_slice(format!("{}\n", hunk.header()).as_bytes());
        for change in hunk.iter_changes() {
            patch.extend_from_slice(change.tag().to_string().as_bytes());
            patch.extend_from_slice(change.value());
            if !change.value().ends_with(b"\n") {
                patch.extend_from_slice(b"\n\\ No newline at end of file\n");
            }
        }
    }
    patch
}

/// Hunks with their header; nothing where there are none.
pub fn with_names(old_name: &str, new_name: &str, hunks: &str) -> String {
    if hunks.is_empty() { String::new() } else { header(old_name, new_name) + hunks }
}

/// The same over bytes.
pub fn bytes_with_names(old_name: &str, new_name: &str, hunks: &[u8]) -> Vec<u8> {
    if hunks.is_empty() {
        return Vec::new();
    }
    let mut patch = header(old_name, new_name).into_bytes();
    patch.extend_from_slice(hunks);
    patch
}

fn header(old_name: &str, new_name: &str) -> String {
    format!("--- {}\n+++ {}\n", header_name(old_name), header_name(new_name))
}

/// Lines as git sees them: a carriage return alone ends none.
fn lines(text: &[u8]) -> Vec<&[u8]> {
    text.split_inclusive(|byte| *byte == b'\n').collect()
}

/// A name with a blank in it ends with a tab, or readers take the rest for a date.
fn header_name(name: &str) -> String {
    let end = if name.contains(' ') { "\t" } else { "" };
    format!("{name}{end}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{fs, path::Path, process::Command};

    /// Applies the diff with git in a new folder and says what the file holds afterwards.
    fn applied(name: &str, old: Option<&[u8]>, new: &[u8]) -> Vec<u8> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        if let Some(old) = old {
            fs::write(&path, old).unwrap();
        }
        let old_name = if old.is_some() { format!("a/{name}") } else { NO_FILE.to_owned() };
        let patch = unified_bytes(&old_name, &format!("b/{name}"), old.unwrap_or_default(), new);
        fs::write(folder.path().join("p.patch"), &patch).unwrap();
        git(folder.path(), &["apply", "--check", "p.patch"]);
        git(folder.path(), &["apply", "p.patch"]);
        fs::read(path).unwrap()
    }

    fn git(folder: &Path, args: &[&str]) {
        let done = Command::new("git")
            .args(["-c", "core.autocrlf=false"])
            .args(args)
            .current_dir(folder)
            .env("GIT_CEILING_DIRECTORIES", folder.parent().unwrap())
            .output()
            .unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }

    #[test]
    fn git_applies_it_to_any_text() {
        let long: String = (0..40).map(|n| format!("<log n=\"{n}\"/>\n")).collect();
        let cases: &[(&[u8], &[u8])] = &[
            (b"<a>\n<b/>\n</a>\n", b"<a>\n<c/>\n</a>\n"),
            (b"<a>\r\n<b/>\r\n</a>\r\n", b"<a>\r\n<c/>\r\n</a>\r\n"),
            (b"<a>\n</a>", b"<a>\n<b/>\n</a>"),
            (b"<a>\n</a>", b"<a>\n</a>\n"),
            (b"<a>\n</a>\n", b"<a>\n</a>"),
            (b"<a>\n</a>\r", b"<a>\n<b/>\r</a>\r"),
            (b"<a>\rb\rc\n</a>\n", b"<a>\rB\rc\n</a>\n"),
            ("<a>\n<é ü='日本'/>\n</a>\n".as_bytes(), "<a>\n<é ü='本日'/>\n</a>\n".as_bytes()),
            (b"<a>\n\xe9\n<b/>\n</a>\n", b"<a>\n\xe9\n<c/>\n</a>\n"),
            (b"\xef\xbb\xbf<a>\n</a>\n", b"\xef\xbb\xbf<b>\n</b>\n"),
            (
                long.as_bytes(),
                long.replace("\"3\"", "'3'").replace("\"33\"", "'33'").leak().as_bytes(),
            ),
        ];
        for (old, new) in cases {
            assert_eq!(&applied("fault.xml", Some(old), new), new);
            assert_eq!(&applied("fault.xml", Some(new), old), old);
            assert_eq!(&applied("fault.xml", None, new), new);
        }
    }

    #[test]
    fn git_reads_a_name_with_blanks() {
        assert_eq!(applied("my own.xml", Some(b"a\n"), b"b\n"), b"b\n");
        assert_eq!(applied("größe 1.xml", None, b"b\n"), b"b\n");
    }

    #[test]
    fn equal_texts_have_no_diff() {
        assert_eq!(unified("a/fault.xml", "b/fault.xml", "<a/>\n", "<a/>\n"), "");
    }
}
