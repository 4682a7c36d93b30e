//! `invalid-json` and `too-few-args`: payloads that the gateway would send broken.

use std::collections::HashSet;

use crate::model::{Finding, Severity};
use crate::payload::{Json, JsonKind, Piece, Reading, check as check_json, parse, too_few_args};
use crate::program::{Kind, Tree};

use super::scene::list;
use super::{Medium, Scene, code, read_payload};

/// The broken payloads of a sequence; lines are those of the tree given.
pub fn check_payloads(tree: &Tree<'_>) -> Vec<Finding> {
    check(tree, |_| true)
}

/// The broken payloads that the operator wrote.
pub(super) fn findings(scene: &Scene<'_, '_>, found: &mut Vec<Finding>) {
    let written: HashSet<u64> = scene.written().map(|n| scene.custom.node(n).content).collect();
    found.extend(check(scene.custom, |content| written.contains(&content)));
    unquoted(scene, found);
}

fn check(tree: &Tree<'_>, looked_at: impl Fn(u64) -> bool) -> Vec<Finding> {
    let mut findings = Vec::new();
    let payloads = tree.all().filter(|&n| tree.kind(n) == Kind::PayloadFactory);
    for node in payloads.filter(|&n| looked_at(tree.node(n).content)) {
        let payload = read_payload(tree, node, Reading::default());
        let line = Some(tree.line(node));
        let format = match &payload.medium {
            Medium::Json(format, _) => format,
            Medium::Xml(root, _) => tree.doc.slice(tree.doc.node(*root).span),
            Medium::Opaque => continue,
        };
        if let (Medium::Json(..), Err(problem)) = (&payload.medium, check_json(format)) {
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

/// `$n` outside quotes: an empty value leaves no JSON behind, as does text that is no number
/// (wso2-synapse, `RegexTemplateProcessor`), unless QUOTE_STRING_IN_PAYLOAD_FACTORY_JSON is set.
fn unquoted(scene: &Scene<'_, '_>, found: &mut Vec<Finding>) {
    let tree = scene.custom;
    let quotes =
        tree.all().any(|n| tree.attr(n, "name") == Some("QUOTE_STRING_IN_PAYLOAD_FACTORY_JSON"));
    let payloads = scene.written().filter(|&n| tree.kind(n) == Kind::PayloadFactory);
    for node in payloads.filter(|_| !quotes) {
        let payload = read_payload(tree, node, Reading::default());
        let Medium::Json(format, Ok(_)) = &payload.medium else { continue };
        let Ok(json) = parse(format, Reading::default()) else { continue };
        let mut bare = Vec::new();
        bare_holes(&json, format, &mut bare);
        bare.dedup();
        if bare.is_empty() {
            continue;
        }
        let message = format!(
            "{} {} outside quotes: an empty value, or one that is no number, breaks the JSON",
            list(&bare, "and"),
            if bare.len() > 1 { "stand" } else { "stands" }
        );
        found.push(code::UNQUOTED_ARG.finding(Severity::Note, message, Some(tree.line(node))));
    }
}

/// The placeholders that stand for values outside quotes.
fn bare_holes<'f>(json: &Json, format: &'f str, found: &mut Vec<&'f str>) {
    match &json.kind {
        JsonKind::Text(_) => {}
        JsonKind::Bare(pieces) => found.extend(pieces.iter().filter_map(|p| match p {
            Piece::Hole(hole) => Some(&format[hole.span.clone()]),
            Piece::Literal(_) => None,
        })),
        JsonKind::Object(members) => {
            members.iter().for_each(|m| bare_holes(&m.value, format, found));
        }
        JsonKind::Array(items) => items.iter().for_each(|i| bare_holes(i, format, found)),
    }
}
