//! Only the diffs, as `git apply` takes them.

use std::io;

use crate::model::Plan;

/// Writes the diff of every file and companion that has one. What is for the Publisher is not part of
/// a gateway's files.
pub fn write(plan: &Plan, out: &mut dyn io::Write) -> io::Result<()> {
    for file in plan.all().filter(|file| !file.is_upload()) {
        match file.patch() {
            Some(patch) => out.write_all(&patch)?,
            None => out.write_all(file.diff().as_bytes())?,
        }
    }
    Ok(())
}
