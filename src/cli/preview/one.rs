//! `faultgraft preview FILE --release V`: one side.

use std::{
    fs,
    path::{Path, PathBuf},
};

use faultgraft::{
    gateway::{Library, Sequence},
    preview::{Flow, Request, Side, alone},
    program::read_file,
    regular,
    report::preview as report,
    stock::{self, Release, SequenceName},
    xml::Template,
};

use crate::cli::{
    Failure, Verdict,
    args::{PreviewArgs, PreviewFormat},
    output,
};

pub fn run(
    args: &PreviewArgs,
    release: Release,
    request: &Request,
    exact: bool,
) -> Result<Verdict, Failure> {
    if matches!(args.format, PreviewFormat::Html | PreviewFormat::Hurl) {
        let help = "leave --release out: both compare the old gateway with the new one";
        return Err(Failure::new("--release runs one file, in text, json or markdown", help));
    }
    let file = sequence(&args.path)?;
    let name = args.path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let rendered = Template::rendered_name(&name);
    let known = SequenceName::from_file_name(&rendered);
    let asked = args.sequence.first().copied().or(known);
    let library = beside(&args.path, release);
    let flow = Flow { sequence: asked, release };
    let side =
        Side { file: &file, library: &library, flow, in_steps: args.trace, asks_cors: false };
    let ways = alone(side, request, exact);
    let stem =
        asked.map_or_else(|| rendered.trim_end_matches(".xml").to_owned(), |n| n.stem().to_owned());
    let one = report::One { sequence: stem, release, ways, trace: args.trace };
    let output = args.output.as_deref();
    match args.format {
        PreviewFormat::Json => output::stream(output, &|out| report::one_as_json(&one, out))?,
        PreviewFormat::Text => {
            output::report(output, &|width, out| report::one_as_text(&one, width, out))?;
        }
        PreviewFormat::Html | PreviewFormat::Hurl => {}
        PreviewFormat::Markdown => {
            output::stream(output, &|out| report::one_as_markdown(&one, out))?;
        }
    }
    Ok(Verdict::Done)
}

fn sequence(path: &Path) -> Result<Sequence, Failure> {
    let bytes = regular::read(path).map_err(|e| match path.is_dir() {
        true => Failure::new(
            format!("{} is a folder", path.display()),
            "--release runs one file; without it, preview compares a whole folder",
        ),
        false => Failure::unreadable(path, &e),
    })?;
    let doc = read_file(&path.to_string_lossy(), &bytes).map_err(|e| {
        let help = "a sequence is well-formed XML";
        Failure::new(format!("{}: {e}", path.display()), help)
    })?;
    let root = doc.root();
    Ok(Sequence::at(doc, root))
}

/// What the file may call: its neighbours, and what the release ships.
fn beside(path: &Path, release: Release) -> Library {
    let mut library = Library::on(release);
    for &name in SequenceName::ALL {
        if let Some(stock) = stock::get(name, release)
            && let Ok(sequence) = Sequence::parse(stock.text)
        {
            library.sequences.insert(name.default_name_attribute().to_owned(), sequence.into());
        }
    }
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let files = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let is_xml = |p: &PathBuf| Template::rendered_name(&p.to_string_lossy()).ends_with(".xml");
    let mut files: Vec<_> = files.filter(is_xml).collect();
    files.sort();
    for neighbour in files.iter().filter(|p| *p != path) {
        let Ok(sequence) = sequence(neighbour) else { continue };
        let name = sequence.doc.find_attribute(sequence.root(), "name");
        if let Some(name) = name.map(|id| sequence.doc.attribute_value(id).into_owned()) {
            library.sequences.insert(name, sequence.into());
        }
    }
    library
}
