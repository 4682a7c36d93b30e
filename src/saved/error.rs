//! Why a file is not taken as a plan.

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
        message: format!("this is no plan that faultgraft saved: {why}"),
        help: "give the file that `faultgraft plan .. --out plan.json` saved".to_owned(),
    }
}

/// A text in a plan that is not what faultgraft wrote.
pub(super) fn changed(what: &str, why: &str) -> LoadError {
    LoadError {
        message: format!("{what} in the plan was changed by hand: {why}"),
        help:
            "run `faultgraft plan` again; `faultgraft review` is the way to change what is merged"
                .to_owned(),
    }
}
