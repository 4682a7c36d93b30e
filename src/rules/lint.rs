//! What a merge would rewrite, as findings about a file that nobody merges.

use crate::model::Finding;

use super::{Found, Scene, ToRewrite, rewrite_payload};

/// The findings that the rewriting rules have about what the operator wrote.
pub fn to_rewrite(scene: &Scene<'_, '_>) -> Vec<Finding> {
    let (tree, release) = (scene.custom, scene.setting.target_release);
    let mut findings = Vec::new();
    for node in scene.written() {
        let Some(rewritten) = rewrite_payload(tree, node, &scene.setting.rewriting) else {
            continue;
        };
        let seen = ToRewrite { tree, node, rewrite: &rewritten.rewrite, release };
        for how in rewritten.rule.found {
            let Found::ToRewrite(lint) = how else { continue };
            let (severity, message) = (lint.says)(&seen);
            let mut finding = rewritten.rule.finding(severity, message, Some(tree.line(node)));
            lint.help.clone_into(&mut finding.help);
            findings.push(finding);
        }
    }
    findings
}
