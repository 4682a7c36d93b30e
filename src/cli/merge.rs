//! `faultgraft merge`.

use std::{
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
};

use faultgraft::{
    model::{Origin, Status, TargetInfo},
    plan::{MergeRequest, merge_one},
    report::brief,
    stock::Release,
    xml::{MAX_BYTES, too_large},
};

use super::{Failure, Verdict, args::MergeArgs, levels, output, timings::Timings, update_levels};

/// One byte more than is ever read as XML: enough for the library to see that it is too large.
const READ_LIMIT: u64 = MAX_BYTES + 1;

pub fn run(args: MergeArgs) -> Result<Verdict, Failure> {
    let timings = Timings::start(args.timings);
    let sides = args.sides;
    let inputs = [Some(&args.custom), sides.target.as_ref(), sides.base.as_ref()];
    let inputs = inputs.into_iter().flatten().map(PathBuf::as_path);
    output::refuse_input(args.output.as_deref(), inputs)?;
    let request = MergeRequest {
        name: args.custom.display().to_string(),
        bytes: read(&args.custom)?,
        sequence: args.sequence,
        target: sides.target,
        target_release: sides.target_release,
        base: sides.base,
        base_release: sides.base_release,
        prefer: sides.prefer.map(Into::into),
        levels: levels::read(&args.levels)?,
        update_levels: update_levels::read()?,
    };
    let file = merge_one(&request)?;
    let name = if request.name == "-" { "stdin" } else { request.name.as_str() };
    let target = target(&request);
    output::notes(&|width, out| brief::write(&file, name, &target, width, out));
    if let Some(merged) = &file.merged {
        output::bytes(args.output.as_deref(), &merged.bytes)?;
    }
    timings.tell();
    Ok(Verdict::of(file.status == Status::Failed, file.needs_a_person()))
}

/// The bytes of a file, or of standard input, as far as they may be a sequence.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    if path == Path::new("-") {
        return read_all(io::stdin().lock(), "standard input");
    }
    let name = path.display().to_string();
    if path.is_dir() {
        let help = format!("`faultgraft plan {name}` takes folders");
        return Err(Failure::new(format!("{name} is a folder, and merge takes one file"), help));
    }
    let file = File::open(path).map_err(|e| cannot_read(&name, &e))?;
    let size = file.metadata().map_or(0, |found| found.len());
    if size > MAX_BYTES {
        let error = too_large(size);
        return Err(Failure::new(format!("{name}: {}", error.message), error.help));
    }
    read_all(file, &name)
}

fn read_all(from: impl Read, name: &str) -> Result<Vec<u8>, Failure> {
    let mut bytes = vec![];
    from.take(READ_LIMIT).read_to_end(&mut bytes).map_err(|e| cannot_read(name, &e))?;
    Ok(bytes)
}

fn cannot_read(name: &str, error: &io::Error) -> Failure {
    Failure::new(format!("cannot read {name}: {error}"), "name one customised sequence, or `-`")
}

/// What the report calls the side merged into.
fn target(request: &MergeRequest) -> TargetInfo {
    let path = request.target.as_ref().map(|path| path.display().to_string());
    if path.is_some() {
        return TargetInfo { release: None, origin: Origin::Path, path, kind: None };
    }
    let default = || Release::DEFAULT_TARGET.label().to_owned();
    let release = request.target_release.clone().unwrap_or_else(default);
    let is_added = request.update_levels.get(&release).is_some();
    let origin = if is_added { Origin::Added } else { Origin::Embedded };
    TargetInfo { release: Some(release), origin, path: None, kind: None }
}
