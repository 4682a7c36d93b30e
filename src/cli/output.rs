//! Where results go: standard output or a file, plain or in colour, and never over an input.

use std::{
    fs,
    io::{self, IsTerminal, Write},
    path::{Path, PathBuf},
};

use anstream::{AutoStream, ColorChoice};
use faultgraft::{
    report::{MAX_WIDTH, PLAIN_WIDTH},
    write,
};

use super::Failure;

/// Something that writes a report with ANSI styles in it.
pub type Styled<'r> = &'r dyn Fn(usize, &mut dyn io::Write) -> io::Result<()>;

/// The folder that the command runs in: in a job, the root of what was checked out.
pub fn here() -> PathBuf {
    // A folder that is gone while the command runs in it has no files to point at.
    std::env::current_dir().unwrap_or_default()
}

/// Sends a report to `file`, or to standard output; it gets the width to write for.
pub fn report(file: Option<&Path>, report: Styled) -> Result<(), Failure> {
    let Some(file) = file else {
        let width = width(&io::stdout());
        let mut out = io::BufWriter::new(anstream::stdout().lock());
        return readers_may_leave(report(width, &mut out).and_then(|()| out.flush()));
    };
    let choice = match ColorChoice::global() {
        ColorChoice::Auto => ColorChoice::Never,
        asked_for => asked_for,
    };
    let mut out = AutoStream::new(Vec::new(), choice);
    report(PLAIN_WIDTH, &mut out)?;
    save(file, &out.into_inner())
}

/// Sends bytes to `file`, or to standard output, as they are.
pub fn bytes(file: Option<&Path>, bytes: &[u8]) -> Result<(), Failure> {
    match file {
        Some(file) => save(file, bytes),
        None => {
            let mut out = io::stdout().lock();
            readers_may_leave(out.write_all(bytes).and_then(|()| out.flush()))
        }
    }
}

/// Sends what is written piece by piece to `file`, or to standard output.
pub fn stream(file: Option<&Path>, content: write::Content<'_>) -> Result<(), Failure> {
    match file {
        Some(file) => save_with(file, content),
        None => {
            let mut out = io::BufWriter::new(io::stdout().lock());
            readers_may_leave(content(&mut out).and_then(|()| out.flush()))
        }
    }
}

/// Sends notes to standard error.
pub fn notes(report: Styled) {
    let width = width(&io::stderr());
    let mut out = io::BufWriter::new(anstream::stderr().lock());
    // Where standard error cannot be written there is nobody to tell.
    let _ = report(width, &mut out).and_then(|()| out.flush());
}

/// Replaces a file, whole or not at all.
pub fn save(file: &Path, bytes: &[u8]) -> Result<(), Failure> {
    save_with(file, &|out| out.write_all(bytes))
}

fn save_with(file: &Path, content: write::Content<'_>) -> Result<(), Failure> {
    if let Some(folder) = file.parent().filter(|f| !f.as_os_str().is_empty() && !f.exists()) {
        let message = format!("cannot write {}: the folder is not there", file.display());
        return Err(Failure::new(message, format!("make the folder {} first", folder.display())));
    }
    write::replace_with(file, content).map_err(|e| Failure {
        message: format!("cannot write {}: {e}", file.display()),
        help: None,
    })
}

/// Refuses to write to `file` where that is one of the `inputs`.
pub fn refuse_input<'p>(
    file: Option<&Path>,
    inputs: impl IntoIterator<Item = &'p Path>,
) -> Result<(), Failure> {
    let Some(file) = file else { return Ok(()) };
    // A file that is not there yet is not an input.
    let Ok(real) = fs::canonicalize(file) else { return Ok(()) };
    let is_input = |input: &Path| fs::canonicalize(input).is_ok_and(|input| input == real);
    match inputs.into_iter().find(|input| is_input(input)) {
        None => Ok(()),
        Some(input) => Err(Failure::new(
            format!("{} would be overwritten, and it is an input", input.display()),
            "name another file; the original is what a later run starts from",
        )),
    }
}

/// Whoever reads may stop reading, as `head` does: that is not a failure.
fn readers_may_leave(written: io::Result<()>) -> Result<(), Failure> {
    match written {
        Err(e) if e.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => Ok(written?),
    }
}

/// How wide a report to this stream may be.
fn width(stream: &impl IsTerminal) -> usize {
    let terminal = stream.is_terminal().then(terminal_size::terminal_size).flatten();
    terminal.map_or(PLAIN_WIDTH, |(columns, _)| usize::from(columns.0).min(MAX_WIDTH))
}

/// How many lines the terminal has that standard output goes to.
pub fn rows() -> Option<usize> {
    let terminal = io::stdout().is_terminal().then(terminal_size::terminal_size).flatten();
    terminal.map(|(_, rows)| usize::from(rows.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_input_is_not_overwritten_by_any_of_its_names() {
        let folder = tempfile::tempdir().unwrap();
        let (input, other) = (folder.path().join("fault.xml"), folder.path().join("new.xml"));
        fs::write(&input, "<sequence/>").unwrap();
        let same = folder.path().join(".").join("fault.xml");
        let refused = refuse_input(Some(&same), [other.as_path(), input.as_path()]).unwrap_err();
        assert!(refused.message.contains("would be overwritten"), "{}", refused.message);
        assert!(refuse_input(Some(&other), [input.as_path()]).is_ok());
        assert!(refuse_input(None, [input.as_path()]).is_ok());
    }

    #[test]
    fn a_reader_who_leaves_is_no_failure() {
        assert!(readers_may_leave(Err(io::ErrorKind::BrokenPipe.into())).is_ok());
        assert!(readers_may_leave(Err(io::ErrorKind::StorageFull.into())).is_err());
    }

    #[test]
    fn a_report_in_a_file_is_plain() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("report.txt");
        report(Some(&file), &|_, out| writeln!(out, "\u{1b}[1mbold\u{1b}[0m")).unwrap();
        assert_eq!(fs::read_to_string(file).unwrap(), "bold\n");
    }
}
