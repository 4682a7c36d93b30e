//! `stock` and what is below it.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use faultgraft::stock::SequenceName;

/// The stock sequences of each release, as embedded in faultgraft, and of update levels that you
/// add.
#[derive(Debug, Subcommand)]
#[command(arg_required_else_help = true, disable_help_subcommand = true)]
#[command(after_long_help = "\
Examples:
  faultgraft stock list
  faultgraft stock diff fault 3.2.0 4.0.0
  faultgraft stock add wso2am-3.2.0.412.zip --name 3.2.0.412")]
pub enum StockCommand {
    /// List the sequences, and which releases ship the same
    #[command(after_long_help = "\
Examples:
  faultgraft stock list")]
    List,
    Show(ShowArgs),
    Identify(IdentifyArgs),
    Diff(DiffArgs),
    Add(AddArgs),
    Canonical(CanonicalArgs),
}

/// Print a sequence as a release ships it
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  faultgraft stock show fault --release 4.0.0
  faultgraft stock show _auth_failure_handler_ --release 2.6.0 > base.xml")]
pub struct ShowArgs {
    /// The sequence, by file stem: fault, auth_failure_handler
    #[arg(value_name = "NAME")]
    pub name: SequenceName,

    /// The release, or an update level that was added
    #[arg(long, value_name = "V")]
    pub release: String,
}

/// Find the release that each of your files was made from
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  faultgraft stock identify sequences/
  faultgraft stock identify fault.xml main.xml --format json")]
pub struct IdentifyArgs {
    /// XML files, folders of sequences or API-M homes
    #[arg(value_name = "PATH", required = true)]
    pub paths: Vec<PathBuf>,

    /// The form of the result
    #[arg(long, value_name = "FORM", default_value = "text")]
    pub format: IdentifyFormat,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum IdentifyFormat {
    /// Lines to read
    Text,
    /// For other programs
    Json,
}

/// Show how a sequence differs between two releases
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  faultgraft stock diff fault 3.2.0 4.0.0")]
pub struct DiffArgs {
    /// The sequence, by file stem: fault, auth_failure_handler
    #[arg(value_name = "NAME")]
    pub name: SequenceName,

    /// The release to start from
    #[arg(value_name = "V1")]
    pub from: String,

    /// The release to go to
    #[arg(value_name = "V2")]
    pub to: String,
}

/// Take the sequences of a pack as the stock of an update level
///
/// faultgraft embeds each release as it came out. An update level may ship other sequences: give a
/// pack of it as WSO2 ships it, before anyone changed it. From then on its name is one like any
/// other, for --base-release and --target-release, and files that were made from it are compared
/// with it. It is kept in faultgraft's folder for your data ($XDG_DATA_HOME/faultgraft/stock, or
/// ~/.local/share/faultgraft/stock); a level is removed by removing its folder there.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  faultgraft stock add wso2am-3.2.0.412.zip --name 3.2.0.412
      the pack that the update tool made, not your installation
  faultgraft plan /opt/wso2am-3.2.0
      from now on it is compared with 3.2.0.412 too
  faultgraft plan /opt/wso2am-3.2.0 --target-release 4.0.0.95
      where 4.0.0.95 was added as well")]
pub struct AddArgs {
    /// The pack: an API-M home, its zip, or a folder of sequences
    #[arg(value_name = "PACK")]
    pub pack: PathBuf,

    /// What to call it: the release, and then the level (3.2.0.412)
    #[arg(long, value_name = "NAME")]
    pub name: String,
}

/// Print a sequence as Synapse sees it, the same text however it is written
///
/// A mediator is a line. Attribute order, quotes, white space, prefixes, defaults, `get-property('X')` for `$ctx:X` and
/// comments outside the root make no difference in it.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  faultgraft stock canonical fault.xml
  git config diff.faultgraft.textconv 'faultgraft stock canonical --or-as-is'
      `git diff` shows what changed for the gateway, where .gitattributes has
      the line `*.xml diff=faultgraft`")]
pub struct CanonicalArgs {
    /// The file; `-` for standard input
    #[arg(value_name = "FILE|-")]
    pub file: PathBuf,

    /// Print a file that is not a sequence as it is, and do not fail
    #[arg(long)]
    pub or_as_is: bool,
}
