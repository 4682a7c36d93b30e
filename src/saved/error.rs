//! Why a file is not taken as a plan.

use crate::xml::on_one_line;

/// Why a file is not taken as a plan.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct LoadError {
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

pub(super) fn malformed(error: &serde_json::Error) -> LoadError {
    let text = error.to_string();
    let what = text.split(" at line ").next().unwrap_or(&text);
    match error.line() {
        0 => no_plan(what.to_owned()),
        line => no_plan(format!("line {line}, column {}: {what}", error.column())),
    }
}

pub(super) fn no_plan(why: String) -> LoadError {
    LoadError {
        message: format!("this is not a plan that faultgraft saved: {}", on_one_line(why)),
        help: "give the file that `faultgraft plan .. --out plan.json` saved".to_owned(),
    }
}

/// Something in a plan that does not follow from the rest of it.
pub(super) fn changed(what: &str, why: &str) -> LoadError {
    LoadError {
        message: on_one_line(format!(
            "{what} in the plan was changed by hand, or written by another version of faultgraft: \
             {why}"
        )),
        help: "run `faultgraft plan` again, and change what is merged with `faultgraft review`"
            .to_owned(),
    }
}
