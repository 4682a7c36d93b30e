//! What works on a saved plan: `report`, `review`, `apply`, `schema`.

use std::path::PathBuf;

use clap::{ArgGroup, Args};

use super::format::{PlanFormat, ShownArgs};

/// Show a saved plan again, in every form that `faultgraft plan` has.
///
/// It says what `faultgraft plan` said, with what was decided since. The page is one file that
/// needs no network. Edits can be decided in it; `faultgraft review --decisions` takes what it
/// exports.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  faultgraft report plan.json
      the report as text
  faultgraft report plan.json --format markdown --output report.md
      the report for a pull request or a change ticket
  faultgraft report plan.json --format html --output report.html
      one page to read and decide in a browser
  faultgraft report plan.json --format patch
      what git apply takes, as the plan is decided now
  faultgraft report plan.json --anonymise for-the-bug-report
      a copy that shows nothing of your installation, to send with a report of a fault")]
pub struct ReportArgs {
    /// The plan that `faultgraft plan --out` saved
    #[arg(value_name = "PLAN.json")]
    pub plan: PathBuf,

    /// The form of the report
    #[arg(long, value_name = "FORM", default_value = "text")]
    pub format: PlanFormat,

    /// Write the report to this file, not to standard output
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,

    /// Write a copy of the plan and of its sequences to this new folder, with stand-ins for names,
    /// hosts, texts and classes: the same edits and findings, and nothing of your installation
    #[arg(long, value_name = "DIR", conflicts_with_all = ["format", "output"])]
    pub anonymise: Option<PathBuf>,

    #[command(flatten)]
    pub shown: ShownArgs,
}

/// Decide a saved plan: its edits and conflicts one by one, or with the options below.
///
/// On a terminal, everything that waits for a decision is shown one at a time, with what it changes;
/// one key decides it (? tells the keys), e opens the merged file in $VISUAL, $EDITOR or vi, u takes
/// the last decision back, and tenants with the same files are decided once.
///
/// Every decision is saved in the plan at once, and the merged files in it follow. With the options,
/// an edit is named by its id (super-tenant/fault/2); `*` stands for any part of one
/// (tenant:*/fault/2).
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("decided").args(["accept", "reject", "take"]).multiple(true))]
#[command(after_long_help = "\
Examples:
  faultgraft review plan.json
      what waits for a decision, one edit at a time, a key each
  faultgraft review plan.json --all
      the same with every edit
  faultgraft review plan.json --accept super-tenant/fault/1,super-tenant/fault/3
      confirm two edits
  faultgraft review plan.json --reject 'tenant:*/main/*' --take custom=super-tenant/fault/2
      leave edits out, and settle a conflict with your version
  faultgraft review plan.json --accept super-tenant/fault/1 --by Ana --comment 'as agreed'
      say who decided, and why: reports show it
  faultgraft review plan.json --decisions decisions.json
      what was decided in the page of `faultgraft report plan.json --format html`
  faultgraft review plan.json --list
      what there is to decide")]
pub struct ReviewArgs {
    /// The plan that `faultgraft plan --out` saved
    #[arg(value_name = "PLAN.json")]
    pub plan: PathBuf,

    /// Keep these edits as planned
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    pub accept: Vec<String>,

    /// Leave these edits out
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    pub reject: Vec<String>,

    /// Settle these conflicts with that side: custom=ID,.. or target=ID,..
    #[arg(long, value_name = "SIDE=ID")]
    pub take: Vec<String>,

    /// Take back what was decided about these
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    pub undecide: Vec<String>,

    /// Why it is decided so: saved with what --accept, --reject and --take decide
    #[arg(long, value_name = "TEXT", requires = "decided")]
    pub comment: Option<String>,

    /// Who decides: saved with what --accept, --reject and --take decide
    #[arg(long, value_name = "NAME", requires = "decided")]
    pub by: Option<String>,

    /// Decide what this file says, all of it or nothing: what the HTML report exports; `-` for
    /// standard input
    #[arg(long, value_name = "FILE|-")]
    pub decisions: Option<PathBuf>,

    /// Write the decisions to a file that `faultgraft plan --decisions` takes for another gateway,
    /// or for a new plan; after those that are named here are made
    #[arg(long, value_name = "FILE")]
    pub export: Option<PathBuf>,

    /// Show every edit with its decision, and change nothing
    #[arg(long)]
    pub list: bool,

    /// On a terminal, go through every edit, and not only through what waits for a decision
    #[arg(long, conflicts_with_all = ["accept", "reject", "take", "undecide", "decisions", "list"])]
    pub all: bool,
}

impl ReviewArgs {
    /// True if anything is decided by options.
    pub fn decides(&self) -> bool {
        let named = [&self.accept, &self.reject, &self.take, &self.undecide];
        self.decisions.is_some() || named.iter().any(|ids| !ids.is_empty())
    }
}

/// Print the JSON Schema of the saved plan.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  faultgraft schema > plan.schema.json")]
pub struct SchemaArgs {}

/// Write what a plan says, to the gateway or to a folder.
///
/// The files go where the plan's --target is, or to --home or --dest. It lists what it will do and
/// asks. Where anything changed since the plan was made, nothing is written. A file with an
/// undecided conflict, or with a finding of severity error that --allow does not name, is left out,
/// and so is what calls it. The previous files are kept, and --undo puts them back. A run that was
/// stopped is completed by the same command.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  faultgraft apply plan.json
      write to the home or folder that was the plan's --target
  faultgraft apply plan.json --home /opt/gateway-1 --home /opt/gateway-2 --yes
      write to the homes of several nodes, each looked at by itself
  faultgraft apply plan.json --dest puppet/files/gateway
      write the same tree elsewhere, for what deploys from there
  faultgraft apply --undo /opt/wso2am-4.0.0/faultgraft-backups/20260131-020000/manifest.json
      put back what was there before")]
pub struct ApplyArgs {
    /// What `faultgraft plan --out` saved
    #[arg(value_name = "PLAN.json", required_unless_present = "undo")]
    pub plan: Option<PathBuf>,

    /// Write to this API-M home instead of the plan's target; may be given several times
    #[arg(long, value_name = "DIR", conflicts_with = "dest")]
    pub home: Vec<PathBuf>,

    /// Write the same tree under this folder
    #[arg(long, value_name = "DIR")]
    pub dest: Option<PathBuf>,

    /// Write files that have findings of these rules, though they are of severity error
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    pub allow: Vec<String>,

    /// Do not ask
    #[arg(short, long)]
    pub yes: bool,

    /// Keep the previous files in a new folder in this one [default: faultgraft-backups in the
    /// home, or beside the folder]
    #[arg(long, value_name = "DIR", conflicts_with = "no_backup")]
    pub backup: Option<PathBuf>,

    /// Do not keep the previous files: what is written cannot be undone
    #[arg(long)]
    pub no_backup: bool,

    /// Only say what would be done
    #[arg(short = 'n', long)]
    pub dry_run: bool,

    /// Put back what was there before the runs that made these manifests, the newest run first
    #[arg(long, value_name = "MANIFEST", num_args = 1..)]
    #[arg(conflicts_with_all = ["plan", "home", "dest", "allow", "backup", "no_backup"])]
    pub undo: Vec<PathBuf>,
}
