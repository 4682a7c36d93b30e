//! `faultgraft apply --undo`.

use std::{
    fmt::Write as _,
    path::{Path, PathBuf},
};

use faultgraft::apply::undo::{Action, Survey, newest_first, survey, write};

use super::{
    Failure, Verdict,
    ask::{confirmed, files, say},
    complain,
};

/// Puts back what several runs replaced. One that cannot be put back does not stop the others.
pub fn run(manifests: &[PathBuf], yes: bool, dry_run: bool) -> Result<Verdict, Failure> {
    if let [manifest] = manifests {
        return one(manifest, yes, dry_run);
    }
    let mut worst = Verdict::of(false, false);
    for manifest in newest_first(manifests) {
        worst = worst.max(one(manifest, yes, dry_run).unwrap_or_else(|failure| {
            complain(&failure);
            Verdict::Failed
        }));
    }
    Ok(worst)
}

fn one(manifest: &Path, yes: bool, dry_run: bool) -> Result<Verdict, Failure> {
    let survey = survey(manifest)?;
    say(&list(&survey))?;
    let refused = survey.items.iter().any(|i| matches!(i.action, Action::Refused(_)));
    let verdict = Verdict::of(refused, false);
    let pending = survey.pending().count();
    let at_its_end = pending == 0 && (refused || survey.is_done());
    if at_its_end || dry_run {
        return Ok(verdict);
    }
    if pending > 0 && !confirmed(&format!("put back {}?", files(pending)), yes)? {
        say("nothing was written\n")?;
        return Ok(verdict);
    }
    let done = write(&survey)?;
    say(&format!("{}: {} put back\n", survey.root.display(), files(done)))?;
    Ok(verdict)
}

fn list(survey: &Survey) -> String {
    let mut text = format!("{}\n", survey.root.display());
    for item in &survey.items {
        let (word, why) = match &item.action {
            Action::Restore => ("restore", String::new()),
            Action::Remove => ("remove", String::new()),
            Action::Already => ("as before", String::new()),
            Action::Refused(why) => ("refused", format!(": {why}")),
        };
        let _ = writeln!(text, "  {word:<9}  {}{why}", item.place);
    }
    if survey.pending().next().is_none() {
        text += "  nothing to put back\n";
    }
    text
}
