//! Whether a person is needed, and everything in numbers.

use super::super::words::{self, count, list};
use super::detail::Detail;
use super::steps::Step;
use crate::model::{FilePlan, Plan, Status};

/// In one sentence or two what the plan comes to.
pub(super) fn verdict(plan: &Plan, steps: &[Step], detail: Detail) -> String {
    let edits = plan.edits().filter(|(_, edit)| edit.needs_decision()).count();
    let errors = plan.summary.findings.error;
    let waits = [(edits, "edit to decide", "edits to decide"), (errors, "error", "errors")];
    let waits = waits.into_iter().filter(|(n, ..)| *n > 0);
    let waits: Vec<String> =
        waits.map(|(n, one, many)| format!("{n} {}", if n == 1 { one } else { many })).collect();
    let last = match steps.len() {
        0 if waits.is_empty() && !plan.failed() => {
            match plan.all().any(FilePlan::differs_from_target) {
                true => String::new(),
                false => {
                    let target = words::target_name(&plan.target);
                    format!(" Nothing to write: use the files of {target} as they are.")
                }
            }
        }
        0 => String::new(),
        n => {
            let place = match detail {
                Detail::Brief => "listed without --brief",
                Detail::Normal | Detail::Full => "at the end of this report",
            };
            format!(" Before you start the gateway: {}, {place}.", count(n, "step"))
        }
    };
    match waits.is_empty() {
        true => format!("Nothing to decide.{last}"),
        false => format!("This needs you: {}.{last}", list(&waits)),
    }
}

/// Files, edits and findings in numbers.
pub(super) fn counts(plan: &Plan) -> Vec<String> {
    let sum = &plan.summary;
    let number = |chosen: fn(&FilePlan) -> bool| plan.all().filter(|f| chosen(f)).count();
    let some = |n: usize| if n == 0 { "none".to_owned() } else { n.to_string() };
    let mut files = vec![format!("{} of them customised", some(sum.customised))];
    let own = plan.companions.len();
    let failed = number(|file| file.status == Status::Failed);
    if failed > 0 {
        files.push(format!("{failed} could not be read"));
    }
    let differ = number(FilePlan::differs_from_target);
    let own = match own {
        0 => String::new(),
        n => format!(", and {} of your own that they call", count(n, "sequence")),
    };
    let files = format!(
        "{}, {}{own}; {} would differ from {}",
        count(sum.files, "file"),
        files.join(", "),
        some(differ),
        words::target_name(&plan.target)
    );
    let edits = [
        (sum.carried, format!("{} carried", sum.carried)),
        (sum.rewritten, format!("{} rewritten", sum.rewritten)),
        (sum.already_there, format!("{} already there", sum.already_there)),
        (sum.dropped, format!("{} dropped", sum.dropped)),
        (sum.conflicts, count(sum.conflicts, "conflict")),
    ];
    let found = &sum.findings;
    let findings = [(found.error, "error"), (found.warning, "warning"), (found.note, "note")];
    let findings = findings.map(|(n, noun)| (n, count(n, noun)));
    let mut lines = vec![files];
    if sum.edits > 0 {
        lines.push(format!("{}: {}", count(sum.edits, "edit"), tally(&edits)));
    }
    let total = found.error + found.warning + found.note;
    if total > 0 {
        lines.push(format!("{}: {}", count(total, "finding"), tally(&findings)));
    }
    lines
}

/// `3 carried, 1 dropped`: what is not zero.
fn tally(counts: &[(usize, String)]) -> String {
    let shown = counts.iter().filter(|(n, _)| *n > 0).map(|(_, text)| &**text);
    shown.collect::<Vec<_>>().join(", ")
}
