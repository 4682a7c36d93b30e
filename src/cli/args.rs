//! The command line as types.

mod format;
mod preview;
mod saved;
mod stock;
mod tools;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use faultgraft::{plan, stock::Release};

pub use format::{PlanFormat, ShownArgs};
pub use preview::{Gateway, MessageKind, PreviewArgs, PreviewFormat, Reader};
pub use saved::{ApplyArgs, ReportArgs, ReviewArgs, SchemaArgs};
pub use stock::{AddArgs, CanonicalArgs, DiffArgs, IdentifyArgs, IdentifyFormat, StockCommand};
pub use tools::{CompletionsArgs, ManArgs, MergeDriverArgs};

/// Carry customised WSO2 API Manager fault sequences into the JSON-emitting ones of 4.0.0.
///
/// Exit codes: 0 done; 1 something needs a person (an undecided conflict or review, a finding of
/// severity error); 2 failed. Results go to standard output, everything else to standard error.
#[derive(Debug, Parser)]
#[command(name = "faultgraft", version, arg_required_else_help = true)]
#[command(after_long_help = "\
Examples:
  faultgraft plan /opt/wso2am-2.6.0
      what your edits are, and where they go in 4.0.0
  faultgraft plan /opt/wso2am-2.6.0 --target /opt/wso2am-4.0.0 --out plan.json
  faultgraft review plan.json
  faultgraft apply plan.json
      the same against the new gateway's own files; decide it; write it
  faultgraft lint /opt/wso2am-4.0.0
      what would not load, or answers otherwise than meant, as it stands")]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,

    #[command(flatten)]
    pub global: Global,
}

/// What every command understands.
#[derive(Debug, Args)]
#[command(next_help_heading = "Everywhere")]
pub struct Global {
    /// Exit with 0 where it would be 1 (something needs a person); failures stay 2
    #[arg(long, global = true)]
    pub exit_zero: bool,

    /// When to use colour; `auto` is on a terminal, unless NO_COLOR is set
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: Color,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    Plan(PlanArgs),
    Merge(MergeArgs),
    Report(ReportArgs),
    Review(ReviewArgs),
    Apply(ApplyArgs),
    Preview(PreviewArgs),
    Lint(LintArgs),
    Schema(SchemaArgs),
    Explain(ExplainArgs),
    #[command(subcommand)]
    Stock(StockCommand),
    MergeDriver(MergeDriverArgs),
    Completions(CompletionsArgs),
    Man(ManArgs),
}

/// Which release the operator started from, and which one the edits go to.
#[derive(Debug, Args)]
pub struct SidesArgs {
    /// The new release's own files: an XML file, a folder of sequences, an API-M home or
    /// its zip
    #[arg(long, value_name = "PATH", conflicts_with = "target_release")]
    pub target: Option<PathBuf>,

    /// The release to merge into, or an update level that `stock add` took [default: 4.0.0]
    #[arg(long, value_name = "V")]
    pub target_release: Option<String>,

    /// The stock files the customised ones were made from [default: identified]
    #[arg(long, value_name = "PATH", conflicts_with = "base_release")]
    pub base: Option<PathBuf>,

    /// The release, or update level, that the customised files were made from [default: identified]
    #[arg(long, value_name = "V")]
    pub base_release: Option<String>,

    /// Settle every conflict with this side
    #[arg(long, value_name = "SIDE")]
    pub prefer: Option<Prefer>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Prefer {
    /// The operator's
    Custom,
    /// The new release's
    Target,
}

impl From<Prefer> for plan::Prefer {
    fn from(side: Prefer) -> Self {
        match side {
            Prefer::Custom => Self::Custom,
            Prefer::Target => Self::Target,
        }
    }
}

/// How serious findings are.
#[derive(Debug, Args)]
#[command(next_help_heading = "Rules")]
pub struct LevelArgs {
    /// Take the findings of these rules as errors: exit code 1
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    pub deny: Vec<String>,

    /// Take the findings of these rules as warnings
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    pub warn: Vec<String>,

    /// Leave out the findings of these rules
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    pub allow: Vec<String>,

    /// Read the levels of rules from this file [default: faultgraft.toml, where it is there]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

/// Show what your edits are, where they go in the new files, and what needs you.
///
/// Finds the nine fault sequences and their five helpers in CUSTOM, identifies the release each
/// was made from, and merges the edits into the new release's files. Writes nothing but what
/// --out and --output name.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  faultgraft plan /opt/wso2am-2.6.0
      the report for a whole installation, against stock 4.0.0
  faultgraft plan sequences/ --target /opt/wso2am-4.0.0 --format patch --output fault.patch
      what `git apply` takes in /opt/wso2am-4.0.0
  faultgraft plan old/wso2am-2.6.0 --only fault,auth_failure_handler
      two sequences of one tenant
  faultgraft plan /opt/wso2am-2.6.0 --format html --output report.html
      one page to read and decide in a browser
  faultgraft plan sequences/ --against custom
      show the way from your files to the merged ones
  faultgraft plan sequences/ --format markdown --output report.md
      the report for a pull request or a change ticket
  faultgraft plan sequences/ --out plan.json --exit-zero
      the report, and the plan as JSON for other tools")]
pub struct PlanArgs {
    /// Your files: an XML file, a folder of sequences, an API-M home or its zip; the first two
    /// also as templates (`fault.xml.j2`, `fault.xml.erb`)
    #[arg(value_name = "CUSTOM")]
    pub custom: PathBuf,

    #[command(flatten)]
    pub sides: SidesArgs,

    /// Only these sequences, by file stem: fault, auth_failure_handler
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub only: Vec<String>,

    /// Only these scopes of a home: super-tenant, tenant:<id>, tenant-defaults
    #[arg(long, value_name = "SCOPE", value_delimiter = ',')]
    pub scope: Vec<String>,

    /// The form of the result
    #[arg(long, value_name = "FORM", default_value = "text")]
    pub format: PlanFormat,

    /// Apply decisions that were made before: a file from `faultgraft review --export`, or another
    /// saved plan. Only where an edit and what is around it are the same; all others wait for you
    #[arg(long, value_name = "FILE|PLAN.json")]
    pub decisions: Option<PathBuf>,

    /// Save the plan as JSON in this file too
    #[arg(short, long, value_name = "PLAN.json")]
    pub out: Option<PathBuf>,

    /// Write the result to this file, not to standard output
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,

    #[command(flatten)]
    pub shown: ShownArgs,

    /// What the diffs start from
    #[arg(long, value_name = "SIDE", default_value = "target")]
    pub against: Against,

    /// What becomes of your own sequences that the fault sequences call
    #[arg(long, value_name = "HOW", default_value = "rewrite")]
    pub companions: Companions,

    /// Say on standard error how long each stage took
    #[arg(long)]
    pub timings: bool,

    #[command(flatten)]
    pub levels: LevelArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Companions {
    /// They are copied as they are
    Carry,
    /// They are copied, and answer JSON where they answered XML
    Rewrite,
    /// They are not looked for
    Ignore,
}

impl From<Companions> for plan::Companions {
    fn from(how: Companions) -> Self {
        match how {
            Companions::Carry => Self::Carry,
            Companions::Rewrite => Self::Rewrite,
            Companions::Ignore => Self::Ignore,
        }
    }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Against {
    /// The new release's file, to the merged one
    Target,
    /// Your file, to the merged one
    Custom,
}

impl From<Against> for plan::Against {
    fn from(side: Against) -> Self {
        match side {
            Against::Target => Self::Target,
            Against::Custom => Self::Custom,
        }
    }
}

/// Merge one file: the merged XML on standard output, edits and findings on standard error.
///
/// A conflict that nobody decided gives exit code 1, and the merged file has the new release's
/// version in that place. No other file is looked at: sequences that this one calls are only named.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  faultgraft merge fault.xml -o new/fault.xml
      merge into stock 4.0.0
  faultgraft merge fault.xml --target /opt/wso2am-4.0.0/.../sequences/fault.xml > merged.xml
      merge into the new gateway's own file
  ssh gateway cat fault.xml | faultgraft merge - --sequence fault --base-release 2.6.0
      from standard input, with the old release named")]
pub struct MergeArgs {
    /// Your file; `-` for standard input
    #[arg(value_name = "CUSTOM|-")]
    pub custom: PathBuf,

    #[command(flatten)]
    pub sides: SidesArgs,

    /// Which sequence it is, where the file name does not say: fault, auth_failure_handler
    #[arg(long, value_name = "NAME")]
    pub sequence: Option<String>,

    /// Write the merged file here, not to standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,

    /// Say on standard error how long each stage took
    #[arg(long)]
    pub timings: bool,

    #[command(flatten)]
    pub levels: LevelArgs,
}

/// Findings for sequences as they stand, without a merge.
///
/// Tells what the release would not load, ignore, overwrite or answer otherwise than meant. What is
/// stock in that release has no findings. Exit code 1 where one is of severity error, 2 where a
/// file cannot be read.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  faultgraft lint /opt/wso2am-4.0.0
      a gateway after the upgrade
  faultgraft lint sequences/ --release 4.3.0 --format json
      for other programs
  faultgraft lint sequences/ --format github
      annotations in a job of GitHub Actions; --format sarif for code scanning")]
pub struct LintArgs {
    /// XML files, folders of sequences or API-M homes
    #[arg(value_name = "PATH", required = true)]
    pub paths: Vec<PathBuf>,

    /// The release that shall load them
    #[arg(long, value_name = "V", default_value_t = Release::DEFAULT_TARGET)]
    pub release: Release,

    /// The form of the result
    #[arg(long, value_name = "FORM", default_value = "text")]
    pub format: LintFormat,

    /// Findings about stock mediators too
    #[arg(long)]
    pub include_stock: bool,

    #[command(flatten)]
    pub levels: LevelArgs,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum LintFormat {
    /// Lines to read
    Text,
    /// For other programs
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations, in a job of GitHub Actions
    Github,
}

/// What a rule means, what to do about it, and the fact behind it.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  faultgraft explain
      all rules
  faultgraft explain status-not-a-number")]
pub struct ExplainArgs {
    /// The rule; all are listed without one
    #[arg(value_name = "RULE")]
    pub rule: Option<String>,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn clap_finds_no_mistake() {
        Cli::command().debug_assert();
    }

    /// A command with its name in full, and the examples of its help.
    fn examples(command: &clap::Command, found: &mut Vec<(String, String)>) {
        let help = command.get_after_long_help().map(ToString::to_string).unwrap_or_default();
        found.push((command.get_name().to_owned(), help));
        command.get_subcommands().for_each(|sub| examples(sub, found));
    }

    fn all_examples() -> Vec<(String, String)> {
        let mut found = vec![];
        examples(&Cli::command(), &mut found);
        found
    }

    #[test]
    fn every_command_has_examples() {
        for (name, help) in all_examples() {
            assert!(help.starts_with("Examples:\n  "), "{name}");
        }
    }

    /// The words of a line as a shell would split it, as far as the examples need it.
    fn words(line: &str) -> Vec<String> {
        let quoted = line.split('\'').enumerate();
        let words = quoted.flat_map(|(n, part)| match n % 2 {
            0 => part.split_whitespace().map(str::to_owned).collect(),
            _ => vec![part.to_owned()],
        });
        words.collect()
    }

    #[test]
    fn every_example_is_a_command_line_that_is_understood() {
        let mut seen = 0;
        for (name, help) in all_examples() {
            for line in help.lines().filter_map(|line| line.strip_prefix("  faultgraft ")) {
                let line = line.split(['>', '|']).next().unwrap_or_default();
                let words = std::iter::once("faultgraft".to_owned()).chain(words(line));
                let parsed = Cli::try_parse_from(words);
                assert!(parsed.is_ok(), "{name}: {line}: {}", parsed.unwrap_err());
                seen += 1;
            }
        }
        assert!(seen > 35, "{seen}");
    }
}
