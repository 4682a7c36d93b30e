//! `faultgraft man`.

use std::path::Path;

use clap::{Command, CommandFactory};
use clap_mangen::Man;

use super::{
    Failure, Verdict,
    args::{Cli, ManArgs},
    output,
};

pub fn run(args: &ManArgs) -> Result<Verdict, Failure> {
    let mut command = Cli::command().disable_help_subcommand(true);
    match &args.dir {
        None => output::bytes(None, &page(&Man::new(command))?)?,
        Some(folder) => {
            // Names the commands below it in full: faultgraft-stock-show.
            command.build();
            pages(&command, folder)?;
        }
    }
    Ok(Verdict::Done)
}

fn page(man: &Man) -> Result<Vec<u8>, Failure> {
    let mut page = vec![];
    man.render(&mut page)?;
    Ok(page)
}

/// The page of a command and of all below it, each named as `man` is asked for it.
fn pages(command: &Command, folder: &Path) -> Result<(), Failure> {
    let man = Man::new(command.clone());
    output::save(&folder.join(man.get_filename()), &page(&man)?)?;
    command.get_subcommands().try_for_each(|sub| pages(sub, folder))
}
