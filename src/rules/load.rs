//! `invalid-json` and `too-few-args`: payloads that the gateway would send broken.

use crate::model::{Finding, Severity};
use crate::payload::{Reading, check as check_json, too_few_args};
use crate::synapse::{Kind, Tree};

use super::findings::Scene;
use super::{Medium, code, read_payload};

/// The broken payloads of a sequence; lines are those of the tree given.
pub fn check_payloads(tree: &Tree<'_>) -> Vec<Finding> {
    check(tree, |_| true)
}

/// The broken payloads that the operator wrote.
pub(super) fn findings(scene: &Scene<'_, '_>, found: &mut Vec<Finding>) {
    let written: Vec<u64> = scene.written().map(|n| scene.custom.node(n).content).collect();
    found.extend(check(scene.custom, |content| written.contains(&content)));
}

fn check(tree: &Tree<'_>, looked_at: impl Fn(u64) -> bool) -> Vec<Finding> {
    let mut findings = Vec::new();
    let payloads = tree.all().filter(|&n| tree.kind(n) == Kind::PayloadFactory);
    for node in payloads.filter(|&n| looked_at(tree.node(n).content)) {
        let payload = read_payload(tree, node, Reading::default());
        let line = Some(tree.line(node));
        let Medium::Json(format, _) = &payload.medium else { continue };
        if let Err(problem) = check_json(format) {
            let message = format!("this payload cannot be JSON: {problem}");
            findings.push(code::INVALID_JSON.finding(Severity::Error, message, line));
        }
        if let Some(missing) = too_few_args(format, payload.args.len()) {
            let message = format!(
                "the payload names ${missing} and has {} args: clients see ${missing} and all \
                 that follows as it stands",
                payload.args.len()
            );
            findings.push(code::TOO_FEW_ARGS.finding(Severity::Error, message, line));
        }
    }
    findings
}
