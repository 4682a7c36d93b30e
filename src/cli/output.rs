//! Where results go: standard output or a file, plain or in colour, and never over an input.

use std::{
    fs,
    io::{self, IsTerminal, Write},
    path::Path,
};

use anstream::{AutoStream, ColorChoice};
use faultgraft::{
    report::{MAX_WIDTH, PLAIN_WIDTH},
    write,
};

use super::Failure;

/// Something that writes a report with ANSI styles in it.
pub type Styled<'r> = &'r dyn Fn(usize, &mut dyn io::Write) -> io::Result<()>;

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

/// Sends notes to standard error.
pub fn notes(report: Styled) {
    let width = width(&io::stderr());
    let mut out = io::BufWriter::new(anstream::stderr().lock());
    // Where standard error cannot be written there is nobody to tell.
    let _ = report(width, &mut out).and_then(|()| out.flush());
}

/// Replaces a file, whole or not at all.
pub fn save(file: &Path, bytes: &[u8]) -> Result<(), Failure> {
    write::replace(file, bytes).map_err(|e| Failure {
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
    // A file that is not there yet is no input.
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

/// Whoever reads may stop reading, as `head` does: that is no failure.
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
