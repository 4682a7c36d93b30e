//! `faultgraft stock`.

use faultgraft::{
    diff,
    plan::{Identified, identify},
    report::listing,
    stock::{self, Release, SequenceName, Stock},
};

use super::{
    Failure, Verdict,
    args::{DiffArgs, IdentifyArgs, IdentifyFormat, StockCommand},
    output,
};

pub fn run(command: StockCommand) -> Result<Verdict, Failure> {
    match command {
        StockCommand::List => list(),
        StockCommand::Show(args) => {
            output::bytes(None, find(args.name, args.release)?.text.as_bytes())
        }
        StockCommand::Identify(args) => identified(&args),
        StockCommand::Diff(args) => difference(&args),
    }?;
    Ok(Verdict::Done)
}

fn list() -> Result<(), Failure> {
    let group = |stock: &Stock| stock.releases.iter().map(|r| r.label().to_owned()).collect();
    let row = |name: &SequenceName| {
        (name.file_name().to_owned(), stock::variants(*name).map(group).collect())
    };
    let rows: Vec<listing::Row> = SequenceName::ALL.iter().map(row).collect();
    output::report(None, &|width, out| listing::write_releases(&rows, width, out))
}

fn difference(args: &DiffArgs) -> Result<(), Failure> {
    let (old, new) = (find(args.name, args.from)?, find(args.name, args.to)?);
    let file = args.name.file_name();
    let name = |release: Release| format!("{release}/{file}");
    let diff = diff::unified(&name(args.from), &name(args.to), old.text, new.text);
    output::bytes(None, diff.as_bytes())
}

fn identified(args: &IdentifyArgs) -> Result<(), Failure> {
    let mut files: Vec<Identified> = vec![];
    for path in &args.paths {
        files.extend(identify(path)?);
    }
    match args.format {
        IdentifyFormat::Text => {
            output::report(None, &|width, out| listing::write_identified(&files, width, out))
        }
        IdentifyFormat::Json => {
            let json = serde_json::json!({ "files": files });
            output::bytes(None, format!("{json:#}\n").as_bytes())
        }
    }
}

/// The stock of a sequence in a release, which may be older than the sequence.
fn find(name: SequenceName, release: Release) -> Result<&'static Stock, Failure> {
    stock::get(name, release).ok_or_else(|| {
        let first = stock::variants(name).next().map_or("a later one", |s| s.first().label());
        Failure::new(
            format!("{} has no {}", release.label(), name.file_name()),
            format!("the first release with it is {first}; `faultgraft stock list` shows them all"),
        )
    })
}
