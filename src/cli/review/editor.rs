//! A merged text in the person's own editor.

use std::{env, fs, io, path::Path, process::Command};

use tempfile::TempPath;

/// A text in a temporary file, for as long as it is worked on.
pub struct Draft {
    path: TempPath,
}

impl Draft {
    /// A file that ends in `.xml`, for the editor's colours, and that only this user can read.
    pub fn new(sequence: &str, text: &str) -> io::Result<Self> {
        let prefix = format!("faultgraft-{sequence}-");
        let file = tempfile::Builder::new().prefix(&prefix).suffix(".xml").tempfile()?;
        fs::write(file.path(), text)?;
        Ok(Self { path: file.into_temp_path() })
    }

    /// Opens the editor and waits until it is closed.
    pub fn open(&self) -> Result<(), String> {
        let editor = editor(|name| env::var(name).ok());
        match command(&editor, &self.path).status() {
            Ok(status) if status.success() => Ok(()),
            Ok(status) => Err(format!("the editor ({editor}) ended with {status}")),
            Err(e) => Err(format!("cannot start the editor ({editor}): {e}")),
        }
    }

    /// What the file holds now.
    pub fn text(&self) -> Result<String, String> {
        let bytes = fs::read(&self.path).map_err(|e| format!("cannot read it back: {e}"))?;
        String::from_utf8(bytes).map_err(|_| "it is not saved as UTF-8".to_owned())
    }
}

/// `$VISUAL`, else `$EDITOR`, else vi.
fn editor(variable: impl Fn(&str) -> Option<String>) -> String {
    let set = |name| variable(name).filter(|value| !value.trim().is_empty());
    let usual = if cfg!(windows) { "notepad" } else { "vi" };
    set("VISUAL").or_else(|| set("EDITOR")).unwrap_or_else(|| usual.to_owned())
}

/// The editor with its arguments (`code --wait`), read by the shell as git reads them.
#[cfg(unix)]
fn command(editor: &str, file: &Path) -> Command {
    let mut command = Command::new("sh");
    command.arg("-c").arg(format!("{editor} \"$@\"")).arg("faultgraft").arg(file);
    command
}

#[cfg(not(unix))]
fn command(editor: &str, file: &Path) -> Command {
    let mut words = editor.split_whitespace();
    let mut command = Command::new(words.next().unwrap_or(editor));
    command.args(words).arg(file);
    command
}

/// True if nothing was changed; many editors end the last line.
pub fn is_same(old: &str, new: &str) -> bool {
    old == new || new.strip_suffix('\n').is_some_and(|new| new == old)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn visual_comes_before_editor() {
        let of = |set: &[(&str, &str)]| {
            let set: Vec<(String, String)> =
                set.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
            editor(move |name| set.iter().find(|(n, _)| n == name).map(|(_, v)| v.clone()))
        };
        assert_eq!(of(&[("EDITOR", "nano"), ("VISUAL", "code --wait")]), "code --wait");
        assert_eq!(of(&[("EDITOR", "nano"), ("VISUAL", " ")]), "nano");
        assert_eq!(of(&[]), if cfg!(windows) { "notepad" } else { "vi" });
    }

    #[test]
    fn a_last_line_end_is_no_change() {
        assert!(is_same("<a/>", "<a/>\n") && is_same("<a/>\n", "<a/>\n"));
        assert!(!is_same("<a/>\n", "<a/>") && !is_same("<a/>", "<b/>\n"));
    }

    #[cfg(unix)]
    #[test]
    fn an_editor_may_have_arguments_and_its_file_is_for_this_user_only() {
        use std::os::unix::fs::PermissionsExt;
        let draft = Draft::new("fault", "<a/>").unwrap();
        let mode = fs::metadata(&draft.path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        assert!(draft.path.to_string_lossy().ends_with(".xml"));
        assert!(command("sed -i 's/a/b c/'", &draft.path).status().unwrap().success());
        assert_eq!(draft.text().unwrap(), "<b c/>");
    }
}
