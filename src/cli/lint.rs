//! `faultgraft lint`.

use faultgraft::{
    lint::{LintRequest, Linted, lint},
    model::Severity,
    report::{self, github, sarif},
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
            output::report(None, &|width, out| report::lint::write(&files, width, out))
        }
        LintFormat::Json => {
            output::bytes(None, format!("{:#}\n", json(&request, &files)).as_bytes())
        }
        LintFormat::Sarif => {
            output::stream(None, &|out| sarif::write_lint(&files, &output::here(), out))
        }
        LintFormat::Github => {
            output::stream(None, &|out| github::write_lint(&files, &output::here(), out))
        }
    }?;
    let failed = files.iter().any(|f| !f.readable);
    Ok(Verdict::of(failed, count(&files, Severity::Error) > 0))
}

fn json(request: &LintRequest, files: &[Linted]) -> serde_json::Value {
    serde_json::json!({
        "release": request.release.version(),
        "files": files,
        "summary": {
            "files": files.len(),
            "findings": {
                "error": count(files, Severity::Error),
                "warning": count(files, Severity::Warning),
                "note": count(files, Severity::Note),
            },
        },
    })
}

fn count(files: &[Linted], severity: Severity) -> usize {
    files.iter().flat_map(|f| &f.findings).filter(|f| f.severity == severity).count()
}
