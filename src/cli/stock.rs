//! `faultgraft stock`.

use faultgraft::{
    diff,
    identify::document,
    plan::{self, Identified, identify},
    program::{NAMESPACE, Tree, outline, read_file},
    report::listing,
    stock::{self, Release, SequenceName, Stock, UnknownRelease},
    update_levels::UpdateLevels,
    xml::{Document, NodeId, shown},
};

use super::{
    Failure, Verdict,
    args::{AddArgs, CanonicalArgs, DiffArgs, IdentifyArgs, IdentifyFormat, StockCommand},
    merge, output, update_levels,
};

pub fn run(command: StockCommand) -> Result<Verdict, Failure> {
    match command {
        StockCommand::List => list(),
        StockCommand::Show(args) => {
            let levels = update_levels::read()?;
            output::bytes(None, find(args.name, &args.release, &levels)?.as_bytes())
        }
        StockCommand::Identify(args) => identified(&args),
        StockCommand::Diff(args) => difference(&args),
        StockCommand::Add(args) => add(&args),
        StockCommand::Canonical(args) => canonical(&args),
    }?;
    Ok(Verdict::Done)
}

fn list() -> Result<(), Failure> {
    let levels = update_levels::read()?;
    let group = |stock: &Stock| stock.releases.iter().map(|r| r.label().to_owned()).collect();
    let row = |name: &SequenceName| {
        let own = levels.iter().filter(|level| level.get(*name).is_some());
        let own = own.map(|level| vec![level.name.clone()]);
        (name.file_name().to_owned(), stock::variants(*name).map(group).chain(own).collect())
    };
    let rows: Vec<listing::Row> = SequenceName::ALL.iter().map(row).collect();
    output::report(None, &|width, out| listing::write_releases(&rows, width, out))
}

fn difference(args: &DiffArgs) -> Result<(), Failure> {
    let levels = update_levels::read()?;
    let (old, new) = (find(args.name, &args.from, &levels)?, find(args.name, &args.to, &levels)?);
    let file = args.name.file_name();
    let name = |release: &str| format!("{release}/{file}");
    let diff = diff::unified(&name(&args.from), &name(&args.to), &old, &new);
    output::bytes(None, diff.as_bytes())
}

fn add(args: &AddArgs) -> Result<(), Failure> {
    let sequences = plan::sequences_of(&args.pack)?;
    let folder = UpdateLevels::add(&update_levels::folder()?, &args.name, &sequences)?;
    let as_embedded = |(name, bytes): (&SequenceName, &Vec<u8>)| {
        let doc = Document::read(bytes).ok()?;
        let shipped = document(stock::get(*name, Release::of_name(&args.name)?)?);
        let outline_of = |doc: &Document| outline(&Tree::of(doc, doc.root()));
        Some(outline_of(&doc) == outline_of(shipped))
    };
    let same = sequences.iter().filter(|of| as_embedded(*of) == Some(true)).count();
    let text = format!(
        "{} is known from now on: {} sequences, {same} of them as its release came out with.\n\
         They are in {}.\n",
        args.name,
        sequences.len(),
        folder.display(),
    );
    output::notes(&|_, out| out.write_all(text.as_bytes()));
    Ok(())
}

fn identified(args: &IdentifyArgs) -> Result<(), Failure> {
    let levels = update_levels::read()?;
    let mut files: Vec<Identified> = vec![];
    for path in &args.paths {
        files.extend(identify(path, &levels)?);
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

/// What a release or an update level ships as a sequence, which may be younger than the release.
fn find(name: SequenceName, of: &str, levels: &UpdateLevels) -> Result<String, Failure> {
    if let Some(level) = levels.get(of) {
        let doc = level.get(name).ok_or_else(|| {
            let message = format!("the pack of {of} had no {}", name.file_name());
            Failure::new(message, "`faultgraft stock list` shows what each has")
        })?;
        return Ok(doc.text().to_owned());
    }
    let release: Release = of.parse().map_err(|e: UnknownRelease| {
        Failure::new(e.to_string(), "`faultgraft stock add` takes a pack of an update level")
    })?;
    let shipped = stock::get(name, release).ok_or_else(|| {
        let first = stock::variants(name).next().map_or("a later one", |s| s.first().label());
        Failure::new(
            format!("{} has no {}", release.label(), name.file_name()),
            format!("the first release with it is {first}; `faultgraft stock list` shows them all"),
        )
    })?;
    Ok(shipped.text.to_owned())
}
