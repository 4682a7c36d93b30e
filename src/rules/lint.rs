//! What a merge would rewrite, as findings about a file that nobody merges.

use crate::model::Finding;

use super::rewrites::Rewrite;
use super::{Audience, Found, Rewriter, Scene, ToRewrite, code};

/// The findings that the rewriting rules have about what the operator wrote; `audience` is that of
/// the operator's file.
pub fn to_rewrite(scene: &Scene<'_, '_>, audience: &Audience<'_, '_>) -> Vec<Finding> {
    let (matching, rewriting) = (scene.custom_of(), scene.setting.rewriting);
    let rewriter = Rewriter { audience, matching, rewriting };
    let (tree, release) = (scene.custom, scene.setting.target_release);
    let mut findings = Vec::new();
    for node in scene.written() {
        let Some(rewritten) = rewriter.node(node) else { continue };
        if rewritten.rule == &code::MESSAGE_TYPE && rewritten.rewrite == Rewrite::Keep {
            continue;
        }
        let because = rewritten.because.as_deref();
        let seen = ToRewrite { tree, node, rewrite: &rewritten.rewrite, because, release };
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
