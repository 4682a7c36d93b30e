//! What `apply` and its undoing say and ask.

use std::io::{self, IsTerminal, Write};

use faultgraft::report::lines;

use super::{Failure, output};

/// Asks, unless the answer is known.
pub(super) fn confirmed(question: &str, yes: bool) -> Result<bool, Failure> {
    if yes {
        return Ok(true);
    }
    if !io::stdin().is_terminal() {
        return Err(Failure::new(
            format!("{question} This cannot be asked without a terminal, so nothing was written"),
            "look at the list above, and give `--yes`; `--dry-run` only shows the list",
        ));
    }
    let mut stderr = anstream::stderr().lock();
    write!(stderr, "{question} [y/N] ").and_then(|()| stderr.flush())?;
    let mut answer = String::new();
    io::stdin().read_line(&mut answer)?;
    Ok(is_yes(&answer))
}

fn is_yes(answer: &str) -> bool {
    ["y", "yes"].contains(&answer.trim().to_ascii_lowercase().as_str())
}

pub(super) fn say(text: &str) -> Result<(), Failure> {
    output::report(None, &|_, out| out.write_all(text.as_bytes()))
}

/// The same for a list that is read on a terminal: long lines are wrapped.
pub(super) fn say_wrapped(text: &str) -> Result<(), Failure> {
    output::report(None, &|width, out| lines(text, width, out))
}

pub(super) fn files(count: usize) -> String {
    if count == 1 { "1 file".to_owned() } else { format!("{count} files") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_yes_is_yes() {
        assert!(["y\n", "Y", " yes \r\n"].into_iter().all(is_yes));
        assert!(!["", "\n", "n", "yy", "sure"].into_iter().any(is_yes));
    }
}
