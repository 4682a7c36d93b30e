//! Which command comes next.

use super::commands::Commands;
use crate::model::{CustomKind, FilePlan, Plan};

/// What to do next, with commands between backticks.
pub(super) fn of(plan: &Plan, commands: &Commands<'_>) -> Vec<String> {
    let mut next = vec![];
    if plan.failed() {
        next.push("fix what could not be read, and plan again".to_owned());
    }
    let waits = plan.edits().any(|(_, edit)| edit.needs_decision());
    let writes = plan.all().any(FilePlan::differs_from_target);
    let (review, apply) = (commands.review(), commands.apply());
    if !waits && !writes {
        return next;
    }
    if !commands.is_saved {
        next.push(match (waits, plan.custom.kind) {
            (true, _) => format!("plan again with `--out plan.json`, then `{review}`"),
            (false, CustomKind::File) => format!("`{}`", commands.merge()),
            (false, _) => format!("plan again with `--out plan.json`, then `{apply}`"),
        });
        return next;
    }
    if waits {
        next.push(format!("`{review}`"));
    }
    if writes {
        next.push(format!("`{apply}`"));
    }
    next
}
