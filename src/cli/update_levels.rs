//! Where the update levels are that `stock add` took.

use std::path::PathBuf;

use etcetera::{BaseStrategy, choose_base_strategy};
use faultgraft::update_levels::UpdateLevels;

use super::Failure;

/// The folder that they are kept in, in the user's folder for data.
pub fn folder() -> Result<PathBuf, Failure> {
    let own = choose_base_strategy().map_err(|_| {
        Failure::new("nobody knows where your home folder is", "set XDG_DATA_HOME, or HOME")
    })?;
    Ok(own.data_dir().join("faultgraft/stock"))
}

/// Reads those that are there. Whoever has no home folder has none.
pub fn read() -> Result<UpdateLevels, Failure> {
    match folder() {
        Ok(folder) => Ok(UpdateLevels::read(&folder)?),
        Err(_) => Ok(UpdateLevels::default()),
    }
}
