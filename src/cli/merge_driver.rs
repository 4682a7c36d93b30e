//! `faultgraft merge-driver`.

use std::process::Command;

use faultgraft::{
    plan::{GitMerge, GitMergeError, GitVersions, merge_versions},
    report::brief,
};

use super::{Failure, Verdict, args::MergeDriverArgs, merge, output};

/// What `git merge-file` exits with where it failed; below that it is the number of conflicts.
const GIT_FAILED: i32 = 128;

pub fn run(args: &MergeDriverArgs) -> Result<Verdict, Failure> {
    let path = args.path.clone().unwrap_or_else(|| args.ours.display().to_string());
    let versions = [&args.ancestor, &args.ours, &args.theirs].map(|file| merge::read(file));
    let [ancestor, ours, theirs] = versions;
    let (ancestor, ours, theirs) = (ancestor?, ours?, theirs?);
    let git = GitVersions {
        ancestor: &ancestor,
        ours: &ours,
        theirs: &theirs,
        path: &path,
        marker_size: args.marker_size,
    };
    let merged = match merge_versions(&git).map_err(|e| failed(&path, &e))? {
        GitMerge::Sequence(merged) => merged,
        GitMerge::Text(why) => return line_by_line(args, &path, &why),
    };
    output::save(&args.ours, &merged.bytes)?;
    output::notes(&|width, out| brief::write_versions(&merged, &path, width, out));
    Ok(match merged.has_conflict() {
        true => Verdict::Conflict,
        false => Verdict::of(false, merged.needs_a_person()),
    })
}

fn failed(path: &str, error: &GitMergeError) -> Failure {
    let help = match error {
        GitMergeError::Unreadable { error, .. } => error.help.clone(),
        GitMergeError::Defect(_) => "merge the file by hand; it is as it was".to_owned(),
    };
    Failure::new(format!("{path}: {error}"), help)
}

/// What git does without a driver.
fn line_by_line(args: &MergeDriverArgs, path: &str, why: &str) -> Result<Verdict, Failure> {
    let by_hand = "merge the file by hand; it is as it was";
    let done = Command::new("git")
        .args(["merge-file", "-p", "-L", "ours", "-L", "base", "-L", "theirs"])
        .arg(format!("--marker-size={}", args.marker_size))
        .args([&args.ours, &args.ancestor, &args.theirs])
        .output()
        .map_err(|e| Failure::new(format!("{path}: cannot run git merge-file: {e}"), by_hand))?;
    match done.status.code() {
        Some(conflicts) if conflicts < GIT_FAILED => {
            output::save(&args.ours, &done.stdout)?;
            output::notes(&|_, out| writeln!(out, "{path}: {why}: merged line by line"));
            Ok(if conflicts == 0 { Verdict::Done } else { Verdict::Conflict })
        }
        _ => {
            let said = String::from_utf8_lossy(&done.stderr);
            let message = format!("{path}: git merge-file failed: {}", said.trim_end());
            Err(Failure::new(message, by_hand))
        }
    }
}
