//! What git and the shell call: `merge-driver`, `completions`, `man`.

use std::path::PathBuf;

use clap::Args;
use clap_complete::Shell;

/// Merge three versions of a sequence, as git asks a merge driver to
///
/// git gives it the common ancestor (%O), ours (%A, where the result goes) and theirs (%B). The
/// side with the newer release's stock is the target, and the other side's edits are carried into
/// it; where both are of one release, theirs is the target. In a repository that keeps the sequences of
/// a gateway it merges the branch with the new release's stock, payloads rewritten as `plan` does.
/// Formatting, and comments outside the root, are the target's.
///
/// Exit code 0: merged. 1: a conflict, with git's markers in the element that both sides changed; or,
/// without markers, an edit to confirm or a finding of severity error, which standard error names. 2: a
/// version cannot be read, and %A is left as it was. git takes 1 and 2 as a conflict in the file. With
/// --exit-zero only conflicts give 1.
///
/// A file whose root is not a Synapse sequence is merged line by line, as git does without a driver.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  echo '*.xml merge=faultgraft' >> .gitattributes
  git config merge.faultgraft.driver 'faultgraft merge-driver %O %A %B %L %P'
      from now on `git merge`, `git rebase` and `git cherry-pick` call it
  faultgraft merge-driver base.xml fault.xml theirs.xml
      by hand: the result is written to fault.xml")]
pub struct MergeDriverArgs {
    /// The common ancestor; empty where both sides added the file
    #[arg(value_name = "%O")]
    pub ancestor: PathBuf,

    /// Ours; the result takes its place
    #[arg(value_name = "%A")]
    pub ours: PathBuf,

    /// Theirs
    #[arg(value_name = "%B")]
    pub theirs: PathBuf,

    /// How long conflict markers are
    #[arg(value_name = "%L", default_value_t = 7)]
    pub marker_size: usize,

    /// The path in the repository, whose last part says which sequence it is [default: %A]
    #[arg(value_name = "%P")]
    pub path: Option<String>,
}

/// Print what makes your shell complete commands and options
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  faultgraft completions bash > ~/.local/share/bash-completion/completions/faultgraft
  faultgraft completions zsh > /usr/local/share/zsh/site-functions/_faultgraft
  faultgraft completions fish > ~/.config/fish/completions/faultgraft.fish
  faultgraft completions powershell >> $PROFILE")]
pub struct CompletionsArgs {
    /// The shell
    #[arg(value_name = "SHELL")]
    pub shell: Shell,
}

/// Print the manual page, or write those of all commands
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  faultgraft man | man -l -
      read it
  faultgraft man --dir /usr/local/share/man/man1
      a page for every command: `man faultgraft-plan`")]
pub struct ManArgs {
    /// Write the pages of all commands into this folder, which must be there
    #[arg(long, value_name = "DIR")]
    pub dir: Option<PathBuf>,
}
