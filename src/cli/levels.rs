//! How serious findings are, by `faultgraft.toml` and by options, which win.

use std::{io, path::Path};

use faultgraft::{
    model::Level,
    regular,
    rules::{LevelError, Levels},
};

use super::{Failure, args::LevelArgs, explain};

/// Read in the folder that the command runs in, where it is there.
const CONFIG: &str = "faultgraft.toml";

pub fn read(args: &LevelArgs) -> Result<Levels, Failure> {
    let mut levels = configured(args.config.as_deref())?;
    let named = [
        ("--deny", Level::Deny, &args.deny),
        ("--warn", Level::Warn, &args.warn),
        ("--allow", Level::Allow, &args.allow),
    ];
    let mut seen: Vec<(&str, &str)> = vec![];
    for (option, level, codes) in named {
        for code in codes {
            if let Some((other, _)) = seen.iter().find(|(o, c)| c == code && *o != option) {
                let message = format!("{other} and {option} both name {code}");
                return Err(Failure::new(message, "name each rule once"));
            }
            seen.push((option, code));
            levels.set(code, level).map_err(|e| refused(&e, ""))?;
        }
    }
    Ok(levels)
}

fn configured(asked_for: Option<&Path>) -> Result<Levels, Failure> {
    let path = asked_for.unwrap_or(Path::new(CONFIG));
    let text = match regular::read_text(path) {
        Ok(text) => text,
        Err(e) if e.kind() == io::ErrorKind::NotFound && asked_for.is_none() => {
            return Ok(Levels::default());
        }
        Err(e) => {
            let message = format!("cannot read {}: {e}", path.display());
            return Err(Failure::new(message, "give a file that is there, or leave --config out"));
        }
    };
    Levels::from_toml(&text).map_err(|e| refused(&e, &format!("{}: ", path.display())))
}

fn refused(error: &LevelError, place: &str) -> Failure {
    let help = match error {
        LevelError::Unknown(code) => explain::instead_of(code),
        LevelError::Refusal(_) => "fix the file, or leave it out of what is planned".to_owned(),
        LevelError::Malformed(_) => {
            "it holds a table [rules] of lines such as full-log = \"deny\"; the levels are deny, \
             warn, note and allow"
                .to_owned()
        }
    };
    Failure::new(format!("{place}{error}"), help)
}
