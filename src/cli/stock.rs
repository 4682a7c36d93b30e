//! `faultgraft stock`.

use faultgraft::{
    diff,
    plan::{Identified, identify},
    program::{NAMESPACE, Tree, outline, read_file},
    report::listing,
    stock::{self, Release, SequenceName, Stock},
    xml::{NodeId, shown},
};

use super::{
    Failure, Verdict,
    args::{CanonicalArgs, DiffArgs, IdentifyArgs, IdentifyFormat, StockCommand},
    merge, output,
};

pub fn run(command: StockCommand) -> Result<Verdict, Failure> {
    match command {
        StockCommand::List => list(),
        StockCommand::Show(args) => {
            output::bytes(None, find(args.name, args.release)?.text.as_bytes())
        }
        StockCommand::Identify(args) => identified(&args),
        StockCommand::Diff(args) => difference(&args),
        StockCommand::Canonical(args) => canonical(&args),
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

fn canonical(args: &CanonicalArgs) -> Result<(), Failure> {
    let bytes = merge::read(&args.file)?;
    match outlines(&args.file.to_string_lossy(), &bytes) {
        Ok(text) => output::bytes(None, shown(&text).as_bytes()),
        Err(_) if args.or_as_is => output::bytes(None, &bytes),
        Err((why, help)) => Err(Failure::new(format!("{}: {why}", args.file.display()), help)),
    }
}

/// The sequence that is the root, or those of a `<definitions>` document.
fn outlines(name: &str, bytes: &[u8]) -> Result<String, (String, String)> {
    let doc = read_file(name, bytes).map_err(|e| (e.to_string(), e.help))?;
    let is = |e: NodeId, name| doc.namespace(e) == NAMESPACE && doc.local_name(e) == name;
    let root = doc.root();
    let all: Vec<NodeId> = match is(root, "definitions") {
        true => doc.child_elements(root).filter(|&e| is(e, "sequence")).collect(),
        false => [root].into_iter().filter(|&e| is(e, "sequence")).collect(),
    };
    if all.is_empty() {
        let message =
            format!("it holds no Synapse <sequence>; its root is <{}>", doc.local_name(root));
        return Err((message, "--or-as-is prints such a file as it is".to_owned()));
    }
    Ok(all.into_iter().map(|e| outline(&Tree::of(&doc, e))).collect())
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
