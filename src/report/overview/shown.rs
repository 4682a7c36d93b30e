//! Which difference of a file is read.

use super::super::words;
use super::detail::Detail;
use crate::diff::hunks;
use crate::model::{FilePlan, Old, Outcome, Plan};

/// What is shown of the difference that a file makes.
pub(in crate::report) enum Shown {
    /// Nothing: the file was not merged, or is copied as it is.
    Nothing,
    /// That there is none, in a sentence.
    Same(String),
    /// That it is a stock file that the target does not have.
    New,
    /// The diff that the plan has, as `git apply` takes it.
    Planned(String),
    /// Hunks between two other texts, where they say more than a whole new file: which, and the hunks.
    Between(String, String),
}

impl Shown {
    pub(in crate::report) fn of(file: &FilePlan, plan: &Plan, detail: Detail) -> Self {
        let Some(merged) = &file.merged else { return Self::Nothing };
        let is_full = detail == Detail::Full;
        let target = words::short_target_name(&plan.target);
        if file.own().is_some() && !is_full {
            return rewritten(file);
        }
        let diff = file.diff();
        if diff.is_empty() {
            let whose = match file.differs_from_target() {
                true => "your file".to_owned(),
                false => format!("{target}'s file"),
            };
            return Self::Same(format!("The merged file is {whose} as it is."));
        }
        if is_full || merged.hunks.old != Old::Nothing {
            return Self::Planned(diff);
        }
        let stock = file.case.as_ref().and_then(|case| plan.texts.get(case.target.as_ref()?));
        match (file.edits.is_empty(), stock) {
            (true, _) => Self::New,
            (false, Some(stock)) => {
                let which = format!("from stock {target} to the merged file, which is new there:");
                Self::Between(which, hunks(stock, &merged.text))
            }
            (false, None) => Self::Planned(diff),
        }
    }
}

/// What is rewritten in a sequence of the operator's own.
fn rewritten(file: &FilePlan) -> Shown {
    let custom = file.custom_text.as_ref().filter(|_| file.outcome() == Outcome::Rewritten);
    match (custom, file.text()) {
        (Some(custom), Some(merged)) => {
            let which = "from your file to the merged one:".to_owned();
            Shown::Between(which, hunks(custom, merged))
        }
        _ => Shown::Nothing,
    }
}
