//! `faultgraft report --anonymise`.

use std::{fs, io, path::Path};

use faultgraft::{model::Plan, saved, write};

use super::{Failure, output};

/// Writes a copy of a plan and of its sequences, with stand-ins for the operator's words.
pub fn run(plan: &Plan, folder: &Path) -> Result<(), Failure> {
    let copy = plan.anonymised()?;
    let files = copy.files();
    make(folder)?;
    for (path, bytes) in &files {
        let path = folder.join(path);
        path.parent().map_or(Ok(()), fs::create_dir_all).map_err(|e| unwritten(&path, &e))?;
        write::replace(&path, bytes).map_err(|e| unwritten(&path, &e))?;
    }
    let saved_as = folder.join("plan.json");
    write::replace_with(&saved_as, &|out| saved::write(&copy.plan, out))
        .map_err(|e| unwritten(&saved_as, &e))?;
    let same = match copy.differences.is_empty() {
        true => "It has the same edits, outcomes and findings as your plan.".to_owned(),
        false => {
            let all: Vec<String> = copy.differences.iter().map(|d| format!("  {d}\n")).collect();
            format!("It is not the same plan:\n{}Say so in the report.", all.concat())
        }
    };
    let text = format!(
        "{words} words of yours have stand-ins in {at}: plan.json, and {files} sequences.\n\
         {same}\n\
         Words that WSO2's sequences or faultgraft itself use stay. Look it over before you send it:\n  \
         faultgraft report {at}/plan.json --full\n",
        words = copy.words.len(),
        at = folder.display(),
        files = files.len(),
    );
    output::notes(&|_, out: &mut dyn io::Write| out.write_all(text.as_bytes()));
    Ok(())
}

/// Makes a folder that has nothing in it yet.
fn make(folder: &Path) -> Result<(), Failure> {
    let is_used = fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some());
    if is_used {
        let message = format!("{} is not empty, and nothing was written", folder.display());
        return Err(Failure::new(message, "name a new folder for the copy"));
    }
    fs::create_dir_all(folder).map_err(|e| unwritten(folder, &e))
}

fn unwritten(path: &Path, error: &io::Error) -> Failure {
    Failure { message: format!("cannot write {}: {error}", path.display()), help: None }
}
