//! The plan's file: read once, written after each decision, and never over somebody else's work.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
};

use faultgraft::{
    digest::{digest_of, sha256},
    model::Plan,
    regular, saved,
};

use super::super::{Failure, output};

/// Where a plan was read, and what stood there.
pub struct Saved {
    pub path: PathBuf,
    digest: String,
    /// Keeps other reviews waiting until this one is done; none where each decision waits its turn.
    _held: Option<File>,
}

impl Saved {
    /// A saved plan and its file.
    pub fn load(path: &Path) -> Result<(Plan, Self), Failure> {
        Self::read(path, None)
    }

    /// The same, held from now on: what another review decides meanwhile waits until this one is
    /// done, and is not lost.
    pub fn load_held(path: &Path) -> Result<(Plan, Self), Failure> {
        Self::read(path, hold(path))
    }

    fn read(path: &Path, held: Option<File>) -> Result<(Plan, Self), Failure> {
        let bytes = regular::read(path).map_err(|e| {
            let help = "give the file that `faultgraft plan .. --out plan.json` saved";
            Failure::new(format!("cannot read {}: {e}", path.display()), help)
        })?;
        let plan = Plan::load(&bytes).map_err(|e| {
            let Failure { message, help } = e.into();
            Failure { message: format!("{}: {message}", path.display()), help }
        })?;
        Ok((plan, Self { path: path.to_owned(), digest: sha256(&bytes), _held: held }))
    }

    /// Puts the plan in the place of what the file held, where that is still what was read or
    /// written here.
    pub fn save(&mut self, plan: &Plan) -> Result<(), Failure> {
        let _turn = if self._held.is_none() { hold(&self.path) } else { None };
        if digest_of(&self.path).is_ok_and(|now| now != self.digest) {
            let message = format!("{} was changed by another program", self.path.display());
            let help = "the last decision is not in it; run this again to go on from what it says";
            return Err(Failure::new(message, help));
        }
        let mut bytes = vec![];
        saved::write(plan, &mut bytes)?;
        output::save(&self.path, &bytes)?;
        self.digest = sha256(&bytes);
        Ok(())
    }
}

/// Waits until no other faultgraft reads, decides and writes in the folder of a plan. The file
/// itself cannot be locked: another one takes its place. None where the system has no such locks;
/// that the file is still the same is looked at in any case.
fn hold(path: &Path) -> Option<File> {
    let path = fs::canonicalize(path).ok()?;
    let folder = File::open(path.parent()?).ok()?;
    folder.lock().ok()?;
    Some(folder)
}

#[cfg(test)]
mod tests {
    use faultgraft::plan::{PlanRequest, plan};

    use super::*;

    #[test]
    fn a_file_that_somebody_else_wrote_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let custom = folder.path().join("fault.xml");
        fs::write(&custom, "<sequence xmlns=\"http://ws.apache.org/ns/synapse\" name=\"fault\"/>")
            .unwrap();
        let made = plan(&PlanRequest { custom, ..PlanRequest::default() }).unwrap();
        let path = folder.path().join("plan.json");
        let mut bytes = vec![];
        saved::write(&made, &mut bytes).unwrap();
        fs::write(&path, bytes).unwrap();
        let (read, mut saved) = Saved::load(&path).unwrap();
        saved.save(&read).unwrap();
        saved.save(&read).unwrap();
        fs::write(&path, "{}").unwrap();
        let refused = saved.save(&read).unwrap_err();
        assert!(refused.message.contains("changed by another program"), "{}", refused.message);
        assert_eq!(fs::read(&path).unwrap(), b"{}");
    }
}
