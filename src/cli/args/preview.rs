//! `preview`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use faultgraft::stock::{Release, SequenceName};

/// Show what clients get: every answer of your sequences, old beside new.
///
/// The old side is your file on the old gateway, by the rules of its release; the new side is the
/// merged file on the new one. Without --set, every way through the sequence is shown with what
/// holds on it; with --set, the one answer to that request. What the files do not tell (a class
/// mediator, a script, a registry key) is named as unknown.
///
/// With --release, one file is run as it stands on that release; --trace tells what each mediator
/// did.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  faultgraft preview sequences/ --sequence auth_failure_handler
      what clients get for 900901, 900902 and the other codes, old beside new
  faultgraft preview plan.json --set ERROR_CODE=900902 --accept application/json
      one request, from a saved plan with its decisions
  faultgraft preview fault.xml --release 4.0.0 --set ERROR_CODE=101503 --trace
      what each mediator of one file does
  faultgraft preview plan.json --for clients --format markdown > changes.md
      a note for those whose code reads the error responses
  faultgraft preview plan.json --format hurl --output gateway.hurl
      a test that a gateway answers as previewed, run with hurl")]
pub struct PreviewArgs {
    /// Your files (an XML file, a folder of sequences, an API-M home or its zip), or a saved plan
    #[arg(value_name = "CUSTOM|PLAN.json")]
    pub path: PathBuf,

    /// Only this sequence, by file stem: fault, auth_failure_handler
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub sequence: Vec<SequenceName>,

    /// The release that your files were made from [default: identified]
    #[arg(long, value_name = "V", conflicts_with = "release")]
    pub base_release: Option<String>,

    /// The release of the new gateway [default: 4.0.0, or the plan's]
    #[arg(long, value_name = "V", conflicts_with = "release")]
    pub target_release: Option<String>,

    /// Run the one file as it stands on this release
    #[arg(long, value_name = "V")]
    pub release: Option<Release>,

    /// Set a property (NAME:int=1 and NAME:bool=true for what Java sets so), an axis2 property
    /// (axis2:NAME=VALUE) or a request header (trp:NAME=VALUE); may be given several times
    #[arg(long, value_name = "NAME=VALUE")]
    pub set: Vec<String>,

    /// The request's method [default: GET; POST for SOAP]
    #[arg(long, value_name = "METHOD")]
    pub method: Option<String>,

    /// What the client speaks
    #[arg(long, value_name = "KIND", default_value = "rest")]
    pub message: MessageKind,

    /// The request's Accept header
    #[arg(long, value_name = "TYPE")]
    pub accept: Option<String>,

    /// The request's content type
    #[arg(long, value_name = "TYPE")]
    pub content_type: Option<String>,

    /// A file with the request's body
    #[arg(long, value_name = "FILE")]
    pub body: Option<PathBuf>,

    /// Tell step by step what each mediator did
    #[arg(long, requires = "release")]
    pub trace: bool,

    /// The form of the result
    #[arg(long, value_name = "FORM", default_value = "text")]
    pub format: PreviewFormat,

    /// Who reads it
    #[arg(long = "for", value_name = "READER", default_value = "operators")]
    pub reader: Reader,

    /// Which gateway a Hurl file is to test
    #[arg(long, value_name = "WHICH", default_value = "new")]
    pub side: Gateway,

    /// Write the result to this file, not to standard output
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum MessageKind {
    /// Anything but SOAP
    Rest,
    /// SOAP 1.1
    Soap11,
    /// SOAP 1.2
    Soap12,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PreviewFormat {
    /// Lines to read
    Text,
    /// For other programs
    Json,
    /// For a ticket or a wiki
    Markdown,
    /// For a browser; with --for clients
    Html,
    /// A test of a gateway, run with Hurl (https://hurl.dev)
    Hurl,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Gateway {
    /// The one with your files as they are
    Old,
    /// The one with the merged files
    New,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Reader {
    /// Those who run the gateway
    Operators,
    /// Those whose code reads the error responses
    Clients,
}
