//! `faultgraft lint`.

use faultgraft::{
    lint::{LintRequest, Linted, lint},
    model::Severity,
    report,
};

use super::{
    Failure, Verdict,
    args::{LintArgs, LintFormat},
    levels, output,
};

pub fn run(args: LintArgs) -> Result<Verdict, Failure> {
    let request = LintRequest {
        paths: args.paths,
        release: args.release,
        include_stock: args.include_stock,
        levels: levels::read(&args.levels)?,
    };
    let files = lint(&request)?;
    match args.format {
        LintFormat::Text => {
            output::report(None, &|width, out| report::lint::write(&files, width, out))?;
        }
        LintFormat::Json => {
            let json = serde_json::json!({
                "release": request.release.version(),
                "files": files,
                "summary": {
                    "files": files.len(),
                    "findings": {
                        "error": count(&files, Severity::Error),
                        "warning": count(&files, Severity::Warning),
                        "note": count(&files, Severity::Note),
                    },
                },
            });
            output::bytes(None, format!("{json:#}\n").as_bytes())?;
        }
    }
    let failed = files.iter().any(|f| !f.readable);
    Ok(Verdict::of(failed, count(&files, Severity::Error) > 0))
}

fn count(files: &[Linted], severity: Severity) -> usize {
    files.iter().flat_map(|f| &f.findings).filter(|f| f.severity == severity).count()
}
