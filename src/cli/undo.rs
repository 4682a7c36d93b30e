//! `faultgraft apply --undo`.

use std::{fmt::Write as _, path::Path};

use faultgraft::apply::undo::{Action, Survey, survey, write};

use super::{
    Failure, Verdict,
    ask::{confirmed, files, say},
};

pub fn run(manifest: &Path, yes: bool, dry_run: bool) -> Result<Verdict, Failure> {
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
